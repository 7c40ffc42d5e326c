import type { IDataObject } from 'n8n-workflow';

import { hasStatus } from '../shared/errors/apiError';
import { forEachNumber, MAX_PER_PAGE } from '../shared/pagination/page';
import { readUntilProved, type Pass } from '../shared/pagination/readAll';
import {
	mayHaveUnread,
	unreadFrom,
	type ClockSample,
	type ListedConversation,
	type Lookback,
	type TriggerEvent,
} from './lookback';
import type { AllFailing, Session } from './memory';
import type { EventKind } from './settings';
import { createdMs, toHash, updatedMs, type Source } from './source';

/** The conversations that changed since a second, each once, oldest activity first. */
export interface Listing {
	conversations: ListedConversation[];
	/** The clocks at the time of the first request. */
	sample: ClockSample;
	/** False if rows moved between pages so much that some may be missing. */
	isComplete: boolean;
}

/** If all of this many newest rows look future-dated, the clocks are wrong. */
const MAX_FIRST_ROWS = 2500;
/** After this many failures without a success, the poll tries no further conversations. */
const MAX_FAILURES = 20;

/** Lists the conversations that changed in or after a UNIX second. Reads the list again while rows move between pages. */
export async function listChanged(source: Source, sinceSeconds: number): Promise<Listing> {
	let sample: ClockSample | undefined;
	const { rows, isComplete } = await readUntilProved(
		async (number, perPage) => {
			const page = await source.conversations(number, perPage, sinceSeconds);
			sample ??= page.sample;
			// No single clock is trusted, so the proof has to do without the server's.
			return { ...page, serverTimeMs: undefined };
		},
		source.width,
		isProvedByOrder,
	);
	return { conversations: toConversations(rows), sample: sample!, isComplete };
}

/**
 * Whether a pass saw as many rows as the list had when it began. Rows of page 1 count, and on later pages the
 * rows that are older than page 1 is. Newer ones may have moved there during the pass, since the newest activity
 * comes first; the dates of the rows show that without any clock.
 */
function isProvedByOrder({ pages: [first, ...others] }: Pass): boolean {
	if (others.length === 0) return true;
	const lastMs = Math.min(...first.rows.map(updatedMs));
	// Other rows of a whole second may have entered the list during the pass.
	const edgeMs = lastMs % 1000 === 0 ? lastMs : lastMs + 1;
	const older = others.flatMap(({ rows }) => rows.filter((row) => updatedMs(row) < edgeMs));
	return new Set([...first.rows, ...older].map(({ id }) => id)).size >= first.total;
}

/** Reads the newest conversations until `isEnough`. Complete only if one page was enough: rows move between pages. */
export async function listNewest(
	source: Source,
	isEnough: (conversations: ListedConversation[], sample: ClockSample) => boolean,
): Promise<Listing & { hasMore: boolean }> {
	const rows = new Map<string, IDataObject>();
	const first = await source.conversations(1, MAX_PER_PAGE);
	for (
		let number = 1, page = first;
		;
		page = await source.conversations(++number, MAX_PER_PAGE)
	) {
		for (const row of page.rows) rows.set(String(row.id), row);
		const conversations = toConversations([...rows.values()]);
		const hasMore = (page.hasNext || number < page.lastPage) && page.rows.length > 0;
		const isFound = isEnough(conversations, first.sample);
		if (isFound || !hasMore || rows.size >= MAX_FIRST_ROWS) {
			const isComplete = number === 1 && (isFound || !hasMore);
			return { conversations, sample: first.sample, hasMore, isComplete };
		}
	}
}

/** The work of a poll's reading. */
interface ReadPlan {
	eventKind: EventKind;
	lookback: Lookback;
	conversations: ListedConversation[];
	/** The last poll read every row dated up to this (ms); used while the session knows no state. */
	readMs: number;
	failing: AllFailing;
	session: Session;
	/** No request begins after this (ms of the steady clock). */
	deadlineMs: number;
}

/** The result of a poll's reading. */
interface ReadResult {
	events: TriggerEvent[];
	/** Ids of the conversations that were read. */
	read: Set<string>;
	/** Conversations that changed since they were last read, but for which time ran out or which failed. */
	unread: ListedConversation[];
	/** By the id of the conversation. */
	failures: Map<string, Error>;
}

/** Reads the events of the conversations: the listed rows themselves, or their messages. */
export async function readEvents(source: Source, plan: ReadPlan): Promise<ReadResult> {
	if (plan.eventKind === 'messages') return await readChangedMessages(source, plan);
	const events = plan.conversations.map((conversation): TriggerEvent => {
		const { row, dateMs } = conversation;
		return plan.eventKind === 'creations'
			? { key: toHash(row.id), dateMs: createdMs(row), row, conversation }
			: { key: toStateKey(row), dateMs, row, conversation };
	});
	return { events, read: new Set(), unread: [], failures: new Map() };
}

/**
 * Reads the messages of several conversations side by side; the rate limit of the key sets the pace. First come
 * the conversations that changed since they were last read, oldest activity first. The time left goes to those
 * that may still get a late message, the longest unread first, so a long overlap never delays new messages.
 */
async function readChangedMessages(source: Source, plan: ReadPlan): Promise<ReadResult> {
	const { lookback, conversations, readMs, failing, session } = plan;
	const { readStates } = session;
	const open = conversations.filter((conversation) => mayHaveUnread(lookback, conversation));
	const isNew = ({ row, dateMs }: ListedConversation) =>
		readStates.size > 0 ? !readStates.has(toStateKey(row)) : dateMs > readMs;
	const failedPolls = ({ id }: ListedConversation) => failing[id]?.polls ?? 0;
	const changed = open.filter(isNew).sort((a, b) => failedPolls(a) - failedPolls(b));
	const again = open
		.filter((conversation) => !isNew(conversation))
		.sort((a, b) => unreadFrom(lookback, a) - unreadFrom(lookback, b));
	const result: ReadResult = { events: [], read: new Set(), unread: [], failures: new Map() };

	const isHopeless = () => result.read.size === 0 && result.failures.size >= MAX_FAILURES;
	const readOne = async (conversation: ListedConversation) => {
		if (isHopeless()) return;
		const { id } = conversation;
		const fetched = source.messages(id, unreadFrom(lookback, conversation));
		const rows = await fetched.catch((error: unknown) => {
			if (!isOfOneObject(error)) throw error;
			result.failures.set(id, error);
		});
		if (!rows) return;
		result.read.add(id);
		for (const message of rows) {
			const dateMs = createdMs(message);
			result.events.push({ key: toHash(message.id), dateMs, row: message, conversation });
		}
	};
	await forEachInTime(source, changed, plan.deadlineMs, readOne);
	const rereadUntilMs = Math.min(plan.deadlineMs, source.steadyNowMs() + source.rereadMs);
	await forEachInTime(source, again, rereadUntilMs, readOne);
	result.unread = changed.filter(({ id }) => !result.read.has(id));
	const known = conversations.filter(
		({ id, row }) => result.read.has(id) || readStates.has(toStateKey(row)),
	);
	session.readStates = new Set(known.map(({ row }) => toStateKey(row)));
	return result;
}

/** Runs `task` for the entries of a list side by side until `untilMs` (ms of the steady clock), at least for the first one. */
export async function forEachInTime<T>(
	{ width, steadyNowMs }: Source,
	list: T[],
	untilMs: number,
	task: (entry: T) => Promise<void>,
): Promise<void> {
	let begun = 0;
	const last = () => (begun === 0 || steadyNowMs() < untilMs ? list.length - 1 : -1);
	await forEachNumber(width, 0, last, async (index) => {
		begun++;
		await task(list[index]);
	});
}

/** Whether an error may concern a single conversation or contact. A revoked key or a used-up rate limit concerns all. */
export const isOfOneObject = (error: unknown): error is Error =>
	error instanceof Error && !hasStatus(error, 401, 429);

/** Identifies the state of a conversation. Two states with the same date differ in their status. */
export const toStateKey = (row: IDataObject): string => toHash(row.id, row.updated_at, row.status);

/** In the order of their dates; those of one date in the reverse order of the list, which is newest first. */
const toConversations = (rows: IDataObject[]): ListedConversation[] =>
	[...rows]
		.reverse()
		.map((row) => ({ id: String(row.id), dateMs: updatedMs(row), row }))
		.sort((a, b) => a.dateMs - b.dateMs);

/** The trigger passes over what failed in this many polls: an hour, if it polls every minute. */
const MAX_FAILED_POLLS = 60;

/** The attempts to read several conversations or contacts, by id. */
interface Tried {
	kind: 'messages of conversation' | 'contact';
	failures: Map<string, Error>;
	read: Set<string>;
}

export const isPassedOver = (failing: AllFailing, id: string): boolean =>
	(failing[id]?.polls ?? 0) >= MAX_FAILED_POLLS;

/**
 * The error with which a poll fails: nothing could be read, and at least `least` of the failures may concern
 * everything. What no longer exists (404), or failed in an earlier poll that read others, concerns only itself.
 */
export function errorOfAll(
	before: AllFailing,
	{ failures, read }: Tried,
	least = 1,
): Error | undefined {
	const telling = [...failures].filter(
		([id, error]) => !hasStatus(error, 404) && !before[id]?.polls,
	);
	return read.size === 0 && telling.length >= least ? telling[0]?.[1] : undefined;
}

/** Counts the polls in which something couldn't be read. Logs its first failure, and the one after which it is passed over. */
export function countFailures(
	source: Source,
	before: AllFailing,
	{ kind, failures, read }: Tried,
	readMs: number,
): AllFailing {
	const failing = { ...before };
	for (const id of read) delete failing[id];
	for (const [id, { message }] of failures) {
		const { polls, fromMs } = before[id] ?? { polls: 0, fromMs: readMs + 1 };
		failing[id] = { polls: polls + (read.size > 0 || polls > 0 ? 1 : 0), fromMs };
		if (before[id] === undefined) {
			source.warn(
				`Relasi Trigger can't read the ${kind} ${id} (${message}). It tries again at the next polls and continues with the others.`,
			);
		}
		if (!isPassedOver(before, id) && isPassedOver(failing, id)) {
			source.warn(
				`Relasi Trigger couldn't read the ${kind} ${id} in ${MAX_FAILED_POLLS} polls (${message}) and continues without it.`,
			);
		}
	}
	return failing;
}
