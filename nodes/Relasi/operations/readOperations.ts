import { readLimit, MAX_ROWS } from '../../shared/input/values';
import { get } from '../../shared/http/request';
import { readList } from '../../shared/pagination/list';
import { handledBy } from './handler';

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
				query: routed.query,
				node: context.getNode(),
				mostRows: MAX_ROWS,
			},
			readLimit(context),
		),
);
