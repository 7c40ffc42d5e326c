import { createHash } from 'crypto';
import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { conversationList, getContact, messageList } from '../shared/api/relasi';
import { hasStatus } from '../shared/errors/apiError';
import { openNodeApi, type Api } from '../shared/http/client';
import { get } from '../shared/http/request';
import { pageReader, toConcurrency } from '../shared/pagination/list';
import type { ReadPage } from '../shared/pagination/page';
import { readInOrder } from '../shared/pagination/readInOrder';

/** The time that n8n gives a poll unless its scheduler started it; before 2.41, every poll. */
export const DEFAULT_BUDGET_MS = 300_000;

/** The clocks of this machine. */
interface LocalClocks {
	/** Milliseconds of a monotonic clock. */
	steadyNowMs: () => number;
	/** Milliseconds since 1970. */
	localDateMs: () => number;
}

/** The API and the clocks of a poll. A test can pass its own. */
export interface Surroundings extends LocalClocks {
	open: (context: IPollFunctions) => Promise<Api>;
}

export const realSurroundings: Surroundings = {
	open: openNodeApi,
	steadyNowMs: () => performance.now(),
	localDateMs: () => Date.now(),
};

/** The API as one poll sees it, and the time that the poll has. */
export interface Source extends LocalClocks {
	/** Opens the list of conversations that changed in or after a UNIX second, newest activity first. */
	conversations: (sinceSeconds?: number) => ReadPage;
	/** The messages of a conversation dated `fromMs` or later, oldest first. */
	messages: (conversationId: string, fromMs: number) => Promise<IDataObject[]>;
	/** About the newest hundred messages of a conversation, oldest first. */
	newestMessages: (conversationId: string) => Promise<IDataObject[]>;
	/** Null if the contact no longer exists, or if the key may not read it. */
	contact: (id: string) => Promise<IDataObject | null>;
	/** `app_id` of the workspace that the key belongs to. */
	workspace: () => Promise<string>;
	/** A hash of the API key. */
	keyId: string;
	/** Number of requests that make sense side by side. */
	width: number;
	/** No request begins after this (ms of the steady clock). The rest of the budget is for those that have begun. */
	deadlineMs: number;
	/** Milliseconds that a poll may spend on reading conversations again. */
	rereadMs: number;
	/** Writes to n8n's log. */
	warn: (message: string) => void;
}

const NEWEST = 100;
const KEY_ID_LENGTH = 12;
/** For one conversation or contact, so that one that can't be read doesn't use up the time of the poll. */
const MAX_TRIES = 4;

/** Opens the API for one poll. */
export async function openSource(
	context: IPollFunctions,
	budgetMs = DEFAULT_BUDGET_MS,
	{ open, steadyNowMs, localDateMs } = realSurroundings,
): Promise<Source> {
	const node = context.getNode();
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
		keyId: api.keyId.slice(0, KEY_ID_LENGTH),
		width: toConcurrency(api),
		steadyNowMs,
		localDateMs,
		deadlineMs: beganAtMs + 0.75 * budgetMs,
		rereadMs: 0.25 * budgetMs,
		warn: (message) => context.logger.warn(message, { node: node.name }),
		conversations: (sinceSeconds) => pageReader(api, conversationList(node, sinceSeconds)),
		messages: async (conversationId, fromMs) =>
			await readInOrder(single, messageList(node, conversationId), {
				order: 'oldestFirst',
				limit: Infinity,
				sinceMs: fromMs,
				matches: (row) => createdMs(row) >= fromMs,
			}),
		newestMessages: async (conversationId) => {
			const wanted = { order: 'newestFirst', limit: NEWEST } as const;
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

/** Tells whether the key belongs to a workspace; asks the API only if it's another key than the one known to belong to it. */
export const isOfWorkspace = async (
	source: Source,
	{ keyId, workspace }: { keyId: string; workspace: string },
): Promise<boolean> => source.keyId === keyId || (await source.workspace()) === workspace;

/** 60 bits: the hashes of a thousand rows take 26 kB, and two of a million rows collide in one of a million polls. */
const HASH_LENGTH = 10;

/** Hashes an id, or several values together. */
export const toHash = (...parts: unknown[]): string =>
	createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, HASH_LENGTH);

/** `updated_at` of a conversation in ms: the API lists by it, newest first. */
export const updatedMs = (row: IDataObject): number => parseMs(row.updated_at) ?? createdMs(row);

/** `created_at` of a conversation or message in ms; 0 if there is none. */
export const createdMs = (row: IDataObject): number => parseMs(row.created_at) ?? 0;

/** Milliseconds since 1970 of a time in RFC 3339; undefined if it isn't one. */
function parseMs(time: unknown): number | undefined {
	const ms = Date.parse(String(time ?? ''));
	return Number.isNaN(ms) ? undefined : ms;
}
