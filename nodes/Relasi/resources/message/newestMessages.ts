import { sleep, type IDataObject } from 'n8n-workflow';

import { pageReader } from '../../../shared/transport/list';
import { MAX_PER_PAGE } from '../../../shared/transport/pages';
import type { ItemRun } from '../../../shared/transport/routing';

/** Items that look at the same conversation within this time share the request. */
const SHARED_MS = 500;

interface Look {
	atMs: number;
	rows: Promise<IDataObject[]>;
}

const looks = new Map<string, Look>();

/** The newest messages of a conversation, as they were at most `SHARED_MS` ago. */
export async function newestMessages(run: ItemRun, conversationId: string): Promise<IDataObject[]> {
	const name = `${run.api.keyId} ${conversationId}`;
	const nowMs = performance.now();
	const known = looks.get(name);
	if (known && nowMs - known.atMs < SHARED_MS) return await known.rows;
	const look: Look = { atMs: nowMs, rows: newestOf(run, conversationId) };
	looks.set(name, look);
	void sleep(SHARED_MS).then(() => looks.get(name) === look && looks.delete(name));
	return await look.rows;
}

/**
 * There is no call for one message, and the order of the list is not documented: the newest stand
 * on the first page or on the last.
 */
async function newestOf({ api, context }: ItemRun, conversationId: string): Promise<IDataObject[]> {
	const query = { conversation_id: conversationId };
	const read = pageReader(api, { path: '/messages', query, node: context.getNode() });
	const first = await read(1, MAX_PER_PAGE);
	const last = first.lastPage > 1 ? await read(first.lastPage, MAX_PER_PAGE) : undefined;
	return [...first.rows, ...(last?.rows ?? [])];
}
