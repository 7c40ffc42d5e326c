import { sleep, type IDataObject } from 'n8n-workflow';

import { messageList } from '../../../shared/api/relasi';
import type { Message } from '../../../shared/api/types';
import { pageReader } from '../../../shared/pagination/list';
import { MAX_PER_PAGE, type ReadPage } from '../../../shared/pagination/page';
import { readInOrder, toCreatedMs } from '../../../shared/pagination/readInOrder';
import type { OperationContext } from '../../operations/operationContext';

/** Items that read the same conversation within this time share the requests. */
const SHARED_MS = 500;

/** If the list has the newest messages first, this many of them show whether there are new ones. */
const NEWS_SAMPLE = 100;

/** A read that several items share. */
interface SharedRead {
	begunMs: number;
	rows: Promise<IDataObject[]>;
}

/** By key and conversation. */
const sharedReads = new Map<string, SharedRead>();

/** Reads the newest messages of a conversation as they were at most `maxAgeMs` ago, in no particular order. */
export async function fetchSharedNewest(
	run: OperationContext,
	conversationId: string,
	maxAgeMs = SHARED_MS,
): Promise<IDataObject[]> {
	const key = `${run.api.keyId} ${conversationId}`;
	const begunMs = performance.now();
	const known = sharedReads.get(key);
	if (known && begunMs - known.begunMs < maxAgeMs) return await known.rows;
	const rows = fetchBothEnds(toReader(run, conversationId, true));
	const shared: SharedRead = { begunMs, rows };
	sharedReads.set(key, shared);
	const forget = () => sharedReads.get(key) === shared && sharedReads.delete(key);
	// A read that failed must not fail for those who come after it.
	void rows.then(async () => await sleep(SHARED_MS)).then(forget, forget);
	return await rows;
}

/** Finds the message with this client_request_id in its conversation; undefined if there is none. */
export async function findSentMessage(
	run: OperationContext,
	sent: { conversation_id: string; client_request_id: string },
): Promise<IDataObject | undefined> {
	const { conversation_id: conversationId, client_request_id: id } = sent;
	const isIt = (row: IDataObject) => row.client_request_id === id;
	for (const maxAgeMs of [SHARED_MS, 0]) {
		const rows = await fetchSharedNewest(run, conversationId, maxAgeMs);
		const found = rows.find(isIt);
		if (found) return found;
		if (maxAgeMs === 0 && rows.length < MAX_PER_PAGE) return undefined;
	}
	// It was sent long ago, or the API returns messages in no order.
	const readPage = toReader(run, conversationId);
	for (let page = 2, isLast = false; !isLast; page++) {
		const { rows, hasNext } = await readPage(page, MAX_PER_PAGE);
		const found = rows.find(isIt);
		if (found) return found;
		isLast = rows.length === 0 || !hasNext;
	}
	return undefined;
}

/** The newest messages of a conversation, with data from the responses. */
export interface Newest {
	/** The newest first. */
	rows: Message[];
	/** Number of messages in the conversation; NaN if the API doesn't say. */
	total: number;
	/** The `Date` of the last response, in ms since 1970. */
	serverTimeMs?: number;
}

/** Reads the newest `limit` messages of a conversation that match, as they are now. */
export async function fetchNewest(
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

/** Checks with one request whether a conversation has messages that aren't in `known`. */
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
 * Reads the first and the last page. The API has no call for one message and doesn't document the order of the list, so
 * the newest messages are on one of the two.
 */
async function fetchBothEnds(readPage: ReadPage): Promise<IDataObject[]> {
	const first = await readPage(1, MAX_PER_PAGE);
	const last = first.lastPage > 1 ? await readPage(first.lastPage, MAX_PER_PAGE) : undefined;
	return [...first.rows, ...(last?.rows ?? [])];
}
