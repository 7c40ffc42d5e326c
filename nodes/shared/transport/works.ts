import { limitOf } from '../input/limit';
import { get } from './call';
import { readList } from './list';
import { carriedOutBy } from './routing';

/** Reads the one object at the routed path. */
export const readOne = carriedOutBy(async ({ api, routed }) => [
	(await api.send(get(routed.path, routed.query))).body,
]);

/** Reads the list at the routed path with the routed filters, as far as Return All and Limit say. */
export const readMany = carriedOutBy(
	async ({ api, context, routed }) =>
		await readList(
			api,
			{ path: routed.path, query: routed.query, node: context.getNode() },
			limitOf(context),
		),
);
