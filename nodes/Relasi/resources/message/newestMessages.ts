import { sleep } from '../../../shared/async';

import { messageList } from '../../../shared/api/relasi';
import type { Message } from '../../../shared/api/types';
import type { ItemContext } from '../../../shared/execution/runCache';
import { pageReader } from '../../../shared/pagination/list';
import { MAX_PER_PAGE } from '../../../shared/pagination/page';
import { readInOrder, toCreatedMs } from '../../../shared/pagination/readInOrder';

/** A list may show a message this long after the API has it. */
export const LIST_LAG_MS = 1_500;

/** The newest messages of a conversation, with data from the responses. */
export interface Newest {
	/** The newest first. */
	rows: Message[];
	/** Number of messages in the conversation; NaN if the API doesn't say. */
	total: number;
	/** The `Date` of the last response, in ms since 1970. */
	serverTimeMs?: number;
}

interface Query {
	/** All messages match if it isn't given. */
	matches?: (message: Message) => boolean;
	isBackground?: boolean;
}

/** Reads the newest `limit` messages of a conversation that match, as they are now. */
export async function fetchNewest(
	{ api }: ItemContext,
	conversationId: string,
	limit: number,
	{ matches = () => true, isBackground }: Query = {},
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
	const list = { ...messageList(conversationId), isBackground };
	newest.rows = await readInOrder(observed, list, {
		order: 'newestFirst',
		limit,
		matches: (row) => matches(row as Message),
	});
	return newest;
}

/** Those who read the same conversation within this time share the requests. */
const SHARED_MS = 500;

/** By key and conversation. */
const sharedReads = new Map<string, Promise<Message[]>>();

/** Reads the newest `MAX_PER_PAGE` messages of a conversation as they were at most `SHARED_MS` ago, the newest first. */
export async function fetchSharedNewest(
	run: ItemContext,
	conversationId: string,
): Promise<Message[]> {
	const key = `${run.api.keyId} ${conversationId}`;
	const known = sharedReads.get(key);
	if (known) return await known;
	const query = { isBackground: true };
	const rows = fetchNewest(run, conversationId, MAX_PER_PAGE, query).then((read) => read.rows);
	sharedReads.set(key, rows);
	const forget = () => sharedReads.get(key) === rows && sharedReads.delete(key);
	void sleep(SHARED_MS).then(forget);
	// A read that failed must not fail for those who come after it.
	rows.catch(forget);
	return await rows;
}

/** Finds the message with this client_request_id in its conversation; undefined if there is none. */
export async function findSentMessage(
	run: ItemContext,
	sent: { conversation_id: string; client_request_id: string },
): Promise<Message | undefined> {
	const { conversation_id: conversationId, client_request_id: id } = sent;
	const matches = (row: Message) => row.client_request_id === id;
	const known = (await fetchSharedNewest(run, conversationId)).find(matches);
	return known ?? (await fetchNewest(run, conversationId, 1, { matches })).rows[0];
}

/** If the list has the newest messages first, this many of them show whether there are new ones. */
const NEWS_SAMPLE = 100;

/** Checks with one request whether a conversation has messages that aren't in `known`. */
export async function hasNews(
	{ api }: ItemContext,
	conversationId: string,
	known: Newest,
): Promise<boolean> {
	const list = { ...messageList(conversationId), isBackground: true };
	const page = await pageReader(api, list)(1, NEWS_SAMPLE);
	const newestMs = Math.max(...known.rows.map(toCreatedMs));
	const ids = new Set(known.rows.map(({ id }) => id));
	return (
		page.total !== known.total ||
		page.rows.some((row) => toCreatedMs(row) >= newestMs && !ids.has((row as Message).id))
	);
}
