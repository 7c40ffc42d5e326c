import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../operations/describeResources';
import { paging } from '../../../shared/descriptions/fields';
import { readLimit, MAX_ROWS } from '../../../shared/input/values';
import { readList } from '../../../shared/pagination/list';
import type { OperationContext } from '../../operations/operationContext';
import { handledBy } from '../../operations/handler';
import { fetchAllConversations, getSharedReader } from './conversationIndex';
import { filters, readConversationFilters, type ConversationFilters } from './filters';
import { includeOptions, fetchLastMessage, readInclude, withIncluded } from './include';

/** The schema of the output in `nodes/schemas`. */
export const output = 'conversation';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many conversations',
		description: 'Retrieve a list of conversations, most recently active first',
		routing: {
			request: { method: 'GET', url: '/conversations' },
			...handledBy(async (run) => {
				const limit = readLimit(run.context);
				const include = readInclude(run);
				const wanted = await readConversationFilters(run);
				return await withIncluded(run, await read(run, wanted, limit), include);
			}),
		},
	},
	fields: [...paging, filters, includeOptions],
};

async function read(
	run: OperationContext,
	wanted: ConversationFilters,
	limit?: number,
): Promise<IDataObject[]> {
	const { query, admits, lastFromCustomer } = wanted;
	if (!admits && lastFromCustomer === undefined) {
		const list = { path: run.routed.path, query, node: run.context.getNode() };
		return await readList(run.api, { ...list, mostRows: MAX_ROWS }, limit);
	}
	if (limit !== undefined) return await firstMatching(run, wanted, limit);
	return await matching(run, await fetchAllConversations(run, query), wanted, Infinity);
}

/** Reads conversations only until `limit` of them match. */
async function firstMatching(
	run: OperationContext,
	wanted: ConversationFilters,
	limit: number,
): Promise<IDataObject[]> {
	const reading = getSharedReader(run, wanted.query);
	const found: IDataObject[] = [];
	for (let number = 0; found.length < limit; number++) {
		const rows = await reading.chunk(number);
		if (rows === undefined) break;
		found.push(...(await matching(run, rows, wanted, limit - found.length)));
	}
	return found;
}

/** At least this many last messages are read side by side. */
const MIN_AT_ONCE = 10;

/** Gives the first `most` rows that match. */
async function matching(
	run: OperationContext,
	rows: IDataObject[],
	wanted: ConversationFilters,
	most: number,
) {
	const { admits = () => true, lastFromCustomer } = wanted;
	const candidates = rows.filter(admits);
	if (lastFromCustomer === undefined) return candidates.slice(0, most);
	const found: IDataObject[] = [];
	for (let start = 0; start < candidates.length && found.length < most;) {
		const end = start + Math.max(most - found.length, MIN_AT_ONCE);
		const batch = candidates.slice(start, end);
		const last = await Promise.all(
			batch.map(async ({ id }) => await fetchLastMessage(run, String(id))),
		);
		found.push(
			...batch.filter((_, index) => {
				const message = last[index];
				return message && (message.from_customer === true) === lastFromCustomer;
			}),
		);
		start = end;
	}
	return found.slice(0, most);
}
