import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { conversationList, getContact, messageList } from '../shared/api/relasi';
import { hasStatus } from '../shared/errors/apiError';
import type { Api } from '../shared/http/client';
import { get } from '../shared/http/request';
import { pageReader, toConcurrency } from '../shared/pagination/list';
import type { Page } from '../shared/pagination/page';
import { readInOrder } from '../shared/pagination/readInOrder';
import type { Moment } from './lookback';
import { createdMs } from './rows';

/** A page of conversations, and when it was asked for and answered. */
export interface TimedPage extends Page {
	moment: Moment;
}

/** The clocks of this machine. */
export interface LocalClocks {
	/** Milliseconds of a clock that only grows. */
	steadyNowMs: () => number;
	/** Milliseconds since 1970, as this machine has it. */
	localDateMs: () => number;
}

/** Where a poll reads from, and how much time it has. */
export interface Source {
	/** Conversations that changed in or after a UNIX second, newest activity first. */
	conversations: (page: number, perPage: number, sinceSeconds?: number) => Promise<TimedPage>;
	/** The messages of a conversation that are dated `fromMs` or later, oldest first. */
	messages: (conversationId: string, fromMs: number) => Promise<IDataObject[]>;
	/** About the newest hundred messages of a conversation, oldest first. */
	newestMessages: (conversationId: string) => Promise<IDataObject[]>;
	/** Null when the contact is gone, or when the key may not read it. */
	contact: (id: string) => Promise<IDataObject | null>;
	/** The workspace that the key opens. */
	workspace: () => Promise<string>;
	/** Tells keys apart without revealing them. */
	keyId: string;
	/** How many requests make sense at the same time. */
	width: number;
	/** Milliseconds of a clock that only grows. */
	steadyNowMs: () => number;
	/** No request is begun after this (ms of that clock); the rest of the budget is for those under way. */
	deadlineMs: number;
	/** For so long a poll may read again what it has read before. */
	rereadMs: number;
	/** Tells the user in n8n's log. */
	warn: (message: string) => void;
}

const NEWEST = 100;
const KEY_ID_LENGTH = 12;
/** One conversation or contact that cannot be read must not take up the time of the poll. */
const MAX_TRIES = 4;

/** The API, for one poll. */
export function openSource(
	api: Api,
	context: IPollFunctions,
	{ steadyNowMs, localDateMs, budgetMs }: LocalClocks & { budgetMs: number },
): Source {
	const node = context.getNode();
	const beganAtMs = steadyNowMs();
	const single: Api = {
		...api,
		send: async (request) => {
			const leftMs = beganAtMs + 0.95 * budgetMs - steadyNowMs();
			const timeoutMs = Math.max(1000, Math.min(20_000, Math.floor(leftMs / MAX_TRIES)));
			return await api.send({ ...request, timeoutMs, maxTries: MAX_TRIES });
		},
	};
	return {
		keyId: api.keyId.slice(0, KEY_ID_LENGTH),
		width: toConcurrency(api),
		steadyNowMs,
		deadlineMs: beganAtMs + 0.75 * budgetMs,
		rereadMs: 0.25 * budgetMs,
		warn: (message) => context.logger.warn(message, { node: node.name }),
		async conversations(page, perPage, sinceSeconds) {
			const askedAtMs = steadyNowMs();
			const read = pageReader(api, conversationList(node, sinceSeconds));
			const answer = await read(page, perPage);
			const moment = {
				askedAtMs,
				answeredAtMs: steadyNowMs(),
				serverDateMs: answer.serverTimeMs,
				localDateMs: localDateMs(),
			};
			return { ...answer, moment };
		},
		messages: async (conversationId, fromMs) =>
			await readInOrder(single, messageList(node, conversationId), {
				order: 'oldestFirst',
				limit: Infinity,
				sinceMs: fromMs,
				matches: (row) => createdMs(row) >= fromMs,
			}),
		newestMessages: async (conversationId) => {
			const wanted = { order: 'newestFirst', limit: NEWEST, matches: () => true } as const;
			const rows = await readInOrder(single, messageList(node, conversationId), wanted);
			return rows.reverse();
		},
		contact: async (id) =>
			await single.send(getContact(id)).then(
				({ body }) => body,
				(error: Error) => {
					if (hasStatus(error, 403, 404, 410)) return null;
					throw error;
				},
			),
		workspace: async () => String((await api.send(get('/me'))).body.app_id ?? ''),
	};
}
