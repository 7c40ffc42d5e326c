import { NodeApiError, type IDataObject, type IPollFunctions, type JsonObject } from 'n8n-workflow';

import { hasStatus, RelasiApiError } from '../shared/errors/apiError';
import { openApiOf } from '../shared/http/client';
import { get } from '../shared/http/request';
import { pageReader } from '../shared/pagination/list';
import type { Page } from '../shared/pagination/page';
import type { Reading } from './clock';

/** A page, with what the clocks showed when it came and how long it took. */
export interface TimedPage extends Page, Reading {
	tookMs: number;
}

/** Where a poll reads from; tests put an inbox in memory behind it. */
export interface Source {
	/** Conversations that changed in or after a UNIX second, newest activity first. */
	conversations: (page: number, perPage: number, sinceSeconds?: number) => Promise<TimedPage>;
	/** Messages of one conversation, in no order that could be relied on; none when it is gone. */
	messages: (conversationId: string, page: number, perPage: number) => Promise<Page>;
	/** Null when the contact is gone, or when the key may not read it. */
	contact: (id: string) => Promise<IDataObject | null>;
	/** The workspace that the key opens. */
	workspace: () => Promise<string>;
	/** Tells keys apart without revealing them. */
	keyId: string;
	/** How many requests make sense at the same time. */
	width: number;
	/** Milliseconds of a clock that only grows. */
	nowMs: () => number;
}

const NOTHING: Page = { rows: [], total: 0, lastPage: 1, hasNext: false };
const KEY_ID_LENGTH = 12;

/** The API, as the node's credential opens it. */
export async function openSource(context: IPollFunctions): Promise<Source> {
	const api = await openApiOf(context);
	const node = context.getNode();
	const list = (path: string, query: IDataObject) => pageReader(api, { path, query, node });
	const orNull = async (request: Promise<{ body: IDataObject }>) =>
		await request.then(
			({ body }) => body,
			(error: unknown) => {
				if (error instanceof RelasiApiError && isOutOfReach(error)) return null;
				throw apiError(error);
			},
		);
	const apiError = (error: unknown): Error =>
		error instanceof Error ? error : new NodeApiError(node, error as JsonObject);
	return {
		keyId: api.keyId.slice(0, KEY_ID_LENGTH),
		width: Math.max(1, Math.ceil(api.requestsPerSecond)),
		nowMs: () => performance.now(),
		async conversations(page, perPage, sinceSeconds) {
			const query = sinceSeconds === undefined ? {} : { last_updated_at: sinceSeconds };
			const startedMs = performance.now();
			const { serverTimeMs, ...answer } = await list('/conversations', query)(page, perPage);
			const tookMs = performance.now() - startedMs;
			return { ...answer, dateMs: serverTimeMs, localMs: Date.now(), tookMs };
		},
		async messages(conversationId, page, perPage) {
			const read = list('/messages', { conversation_id: conversationId });
			return await read(page, perPage).catch((error: unknown) => {
				if (hasStatus(error, 404)) return NOTHING;
				throw apiError(error);
			});
		},
		contact: async (id) => await orNull(api.send(get(`/contacts/${encodeURIComponent(id)}`))),
		workspace: async () => String((await api.send(get('/me'))).body.app_id ?? ''),
	};
}

/** What asking again would not change; a revoked key or a rate limit concerns the whole trigger. */
const isOutOfReach = ({ status = 0 }: RelasiApiError): boolean =>
	status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);
