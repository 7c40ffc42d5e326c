import { NodeApiError, type IPollFunctions, type JsonObject } from 'n8n-workflow';

import { pageReader } from '../shared/transport/list';
import type { Page } from '../shared/transport/pages';
import { openApiOf } from '../shared/transport/api';

/** A page, with the server's time from before it was asked for: what was visible then is in it. */
export interface TimedPage extends Page {
	askedMs?: number;
}

/** Where a poll reads from; tests put a list in memory behind it. */
export interface Source {
	/** Conversations that changed in or after a UNIX second, newest activity first. */
	conversations: (page: number, perPage: number, sinceSeconds?: number) => Promise<TimedPage>;
	/** Messages of one conversation, in no order that could be relied on. */
	messages: (conversationId: string, page: number, perPage: number) => Promise<TimedPage>;
	/** How many requests make sense at the same time. */
	width: number;
	/** Milliseconds of a clock that only grows; never compared with the server's. */
	nowMs: () => number;
}

const NOTHING: TimedPage = { rows: [], total: 0, lastPage: 1, hasNext: false };

/** The API, as the node's credential opens it. */
export async function openSource(context: IPollFunctions): Promise<Source> {
	const api = await openApiOf(context);
	const node = context.getNode();
	const nowMs = () => performance.now();
	const timed = async (read: () => Promise<Page>): Promise<TimedPage> => {
		const startedMs = nowMs();
		const page = await read();
		const { serverTimeMs } = page;
		return { ...page, ...(serverTimeMs && { askedMs: serverTimeMs - (nowMs() - startedMs) }) };
	};
	return {
		width: Math.max(1, Math.ceil(api.requestsPerSecond)),
		nowMs,
		async conversations(page, perPage, sinceSeconds) {
			const query = sinceSeconds === undefined ? {} : { last_updated_at: sinceSeconds };
			const read = pageReader(api, { path: '/conversations', query, node });
			return await timed(async () => await read(page, perPage));
		},
		async messages(conversationId, page, perPage) {
			const query = { conversation_id: conversationId };
			const read = pageReader(api, { path: '/messages', query, node });
			return await timed(async () => await read(page, perPage)).catch((error: unknown) => {
				// A conversation that was removed since it was listed has no messages any more.
				if (error instanceof NodeApiError && error.httpCode === '404') return NOTHING;
				throw error instanceof NodeApiError
					? error
					: new NodeApiError(node, error as JsonObject);
			});
		},
	};
}
