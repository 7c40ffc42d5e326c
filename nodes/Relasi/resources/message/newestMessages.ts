import { sleep, type IDataObject } from 'n8n-workflow';

import { messageList } from '../../../shared/api/relasi';
import type { Message } from '../../../shared/api/types';
import { pageReader } from '../../../shared/pagination/list';
import { MAX_PER_PAGE, type ReadPage } from '../../../shared/pagination/page';
import { readInOrder, toCreatedMs } from '../../../shared/pagination/readInOrder';
import type { OperationContext } from '../../operations/operationContext';

/** Items that look at the same conversation within this time share the request. */
const SHARED_MS = 500;

/** So many messages show whether there are new ones, where they come first. */
const NEWS_SAMPLE = 100;

interface Look {
	atMs: number;
	rows: Promise<IDataObject[]>;
}

const looks = new Map<string, Look>();

/** The newest messages of a conversation, as they were at most `maxAgeMs` ago. */
export async function newestMessages(
	run: OperationContext,
	conversationId: string,
	maxAgeMs = SHARED_MS,
): Promise<IDataObject[]> {
	const name = `${run.api.keyId} ${conversationId}`;
	const nowMs = performance.now();
	const known = looks.get(name);
	if (known && nowMs - known.atMs < maxAgeMs) return await known.rows;
	const look: Look = { atMs: nowMs, rows: fetchBothEnds(toReader(run, conversationId, true)) };
	looks.set(name, look);
	const forget = () => looks.get(name) === look && looks.delete(name);
	// A look that failed must not decide for those who come after it.
	void look.rows.then(async () => await sleep(SHARED_MS)).then(forget, forget);
	return await look.rows;
}

/** The message that was sent under this ID into this conversation, undefined when there is none. */
export async function sentMessage(
	run: OperationContext,
	sent: { conversation_id: string; client_request_id: string },
): Promise<IDataObject | undefined> {
	const { conversation_id: conversationId, client_request_id: id } = sent;
	const isIt = (row: IDataObject) => row.client_request_id === id;
	for (const maxAgeMs of [SHARED_MS, 0]) {
		const rows = await newestMessages(run, conversationId, maxAgeMs);
		const found = rows.find(isIt);
		if (found) return found;
		if (maxAgeMs === 0 && rows.length < MAX_PER_PAGE) return undefined;
	}
	// It was sent long ago, or the API gives messages in no order.
	const readPage = toReader(run, conversationId);
	for (let page = 2, isLast = false; !isLast; page++) {
		const { rows, hasNext } = await readPage(page, MAX_PER_PAGE);
		const found = rows.find(isIt);
		if (found) return found;
		isLast = rows.length === 0 || !hasNext;
	}
	return undefined;
}

/** The newest messages of a conversation, and what the API said beside them. */
export interface Newest {
	/** The newest first. */
	rows: Message[];
	/** How many messages the conversation has; NaN when the API does not say. */
	total: number;
	/** The time of the last response. */
	serverTimeMs?: number;
}

/** Reads the newest `limit` messages of a conversation that match, as they are now. */
export async function readNewest(
	{ api, context }: OperationContext,
	conversationId: string,
	limit: number,
	matches: (message: Message) => boolean = () => true,
): Promise<Newest> {
	const newest: Newest = { rows: [], total: NaN };
	const observed: typeof api = {
		...api,
		send: async (request) => {
			const response = await api.send(request);
			newest.total = Number(response.body.total ?? NaN);
			newest.serverTimeMs = response.serverTimeMs;
			return response;
		},
	};
	newest.rows = await readInOrder(observed, messageList(context.getNode(), conversationId), {
		order: 'newestFirst',
		limit,
		matches: (row) => matches(row as Message),
	});
	return newest;
}

/** Whether a conversation has messages that `known` has not; one request. */
export async function hasNews(
	run: OperationContext,
	conversationId: string,
	known: Newest,
): Promise<boolean> {
	const page = await toReader(run, conversationId, true)(1, NEWS_SAMPLE);
	const newestMs = Math.max(...known.rows.map(toCreatedMs));
	const ids = new Set(known.rows.map(({ id }) => id));
	return (
		page.total !== known.total ||
		page.rows.some((row) => toCreatedMs(row) >= newestMs && !ids.has((row as Message).id))
	);
}

const toReader = (
	{ api, context }: OperationContext,
	conversationId: string,
	isBackground?: boolean,
): ReadPage =>
	pageReader(api, {
		...messageList(context.getNode(), conversationId),
		isBackground,
	});

/**
 * There is no call for one message, and the order of the list is not documented: the newest stand
 * on the first page or on the last.
 */
async function fetchBothEnds(readPage: ReadPage): Promise<IDataObject[]> {
	const first = await readPage(1, MAX_PER_PAGE);
	const last = first.lastPage > 1 ? await readPage(first.lastPage, MAX_PER_PAGE) : undefined;
	return [...first.rows, ...(last?.rows ?? [])];
}
