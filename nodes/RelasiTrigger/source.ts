import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { conversationList, getContact, messageList } from '../shared/api/relasi';
import { hasStatus } from '../shared/errors/apiError';
import { openNodeApi, type Api } from '../shared/http/client';
import { get } from '../shared/http/request';
import { pageReader, toConcurrency } from '../shared/pagination/list';
import { readInOrder, toCreatedMs } from '../shared/pagination/readInOrder';

/** The time that n8n gives a poll unless its scheduler started it; before 2.41, every poll. */
export const DEFAULT_BUDGET_MS = 300_000;

/** The API and the clocks of this machine. A test can pass its own. */
export interface Surroundings {
	open: (context: IPollFunctions) => Promise<Api>;
	/** Milliseconds of a monotonic clock. */
	steadyNowMs: () => number;
	/** Milliseconds since 1970. */
	localDateMs: () => number;
}

export const realSurroundings: Surroundings = {
	open: openNodeApi,
	steadyNowMs: () => performance.now(),
	localDateMs: () => Date.now(),
};

const KEY_ID_LENGTH = 12;
/** For one conversation or contact, so that one that can't be read doesn't use up the time of the poll. */
const MAX_TRIES = 4;

/** The API as one poll sees it, and the time that the poll has. */
export type Source = Awaited<ReturnType<typeof openSource>>;

/** Opens the API for one poll. */
export async function openSource(
	context: IPollFunctions,
	budgetMs = DEFAULT_BUDGET_MS,
	{ open, steadyNowMs, localDateMs } = realSurroundings,
) {
	const beganAtMs = steadyNowMs();
	const api = await open(context);
	const single: Api = {
		...api,
		send: async (request) => {
			const leftMs = beganAtMs + 0.95 * budgetMs - steadyNowMs();
			const timeoutMs = Math.max(1000, Math.min(20_000, Math.floor(leftMs / MAX_TRIES)));
			return await api.send({ ...request, timeoutMs, maxTries: MAX_TRIES });
		},
	};
	return {
		/** A hash of the API key. */
		keyId: api.keyId.slice(0, KEY_ID_LENGTH),
		/** Number of requests that make sense side by side. */
		width: toConcurrency(api),
		steadyNowMs,
		localDateMs,
		/** No request begins after this (ms of the steady clock). The rest of the budget is for those that have begun. */
		deadlineMs: beganAtMs + 0.75 * budgetMs,
		/** Milliseconds that a poll may spend on reading conversations again. */
		rereadMs: 0.25 * budgetMs,
		/** Writes to n8n's log. */
		warn: (message: string) => context.logger.warn(message, { node: api.node.name }),
		/** Opens the list of conversations that changed in or after a UNIX second, newest activity first. */
		conversations: (sinceSeconds?: number) => pageReader(api, conversationList(sinceSeconds)),
		/** Reads the messages of a conversation dated `fromMs` or later, or the newest `limit` of them, oldest first. */
		messages: async (conversationId: string, fromMs?: number, limit = Infinity) => {
			const rows = await readInOrder<IDataObject>(single, messageList(conversationId), {
				order: 'newestFirst',
				limit,
				sinceMs: fromMs,
				matches: (row) => toCreatedMs(row) >= (fromMs ?? -Infinity),
			});
			return rows.reverse();
		},
		/** Reads a contact; null if it no longer exists, or if the key may not read it. */
		contact: async (id: string) =>
			await single.send(getContact(id)).then(
				({ body }) => body,
				(error: Error) => {
					if (hasStatus(error, 403, 404, 410)) return null;
					throw error;
				},
			),
		/** Asks for the `app_id` of the workspace that the key belongs to. */
		workspace: async () => String((await api.send(get('/me'))).body.app_id ?? ''),
	};
}
