import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import { filtersOf } from '../input/filters';
import { invalid } from '../input/invalid';
import { limitOf } from '../input/limit';
import { get } from './apiRequest';
import { readList } from './list';
import { handledBy, MAX_ROWS } from './routing';

/** Reads the one object at the routed path. */
export const readOne = handledBy(async ({ api, routed }) => [
	(await api.send(get(routed.path, routed.query))).body,
]);

/** Reads the list at the routed path with the routed filters, as far as Return All and Limit say. */
export const readMany = handledBy(
	async ({ api, context, routed }) =>
		await readList(
			api,
			{
				path: routed.path,
				query: checkedQuery(context, routed.query),
				node: context.getNode(),
				mostRows: MAX_ROWS,
			},
			limitOf(context),
		),
);

function checkedQuery(context: IExecutePaginationFunctions, query: IDataObject): IDataObject {
	filtersOf(context);
	for (const [name, value] of Object.entries(query)) {
		if (typeof value !== 'object') continue;
		throw invalid(
			context,
			`The filter “${name}” is not a text: it is ${JSON.stringify(value).slice(0, 100)}`,
			'If it is an expression, let it end in the field that holds the text.',
		);
	}
	return query;
}
