import type { IDataObject } from 'n8n-workflow';

import { forEachNumber, MAX_PER_PAGE, type Page } from '../shared/pagination/page';
import { readUntilProved, type Pass } from '../shared/pagination/readAll';
import { isOfOneObject, type AllFailing, type Attempts } from './failing';
import {
	mayHaveUnread,
	newestDate,
	unreadFrom,
	type ClockSample,
	type ListedConversation,
	type Lookback,
	type TriggerEvent,
} from './lookback';
import type { EventKind } from './settings';
import { createdMs, toHash, updatedMs, type Source } from './source';

/** The conversations that changed since a second, each once, oldest activity first. */
export interface Listing {
	conversations: ListedConversation[];
	sample: ClockSample;
	/** False if rows moved between pages so much that some may be missing. */
	isComplete: boolean;
}

/** After this many failures without a success, the poll tries no further conversations. */
const MAX_FAILURES = 20;

/** Lists the conversations that changed in or after a UNIX second. Reads the list again while rows move between pages. */
export async function listChanged(source: Source, sinceSeconds: number): Promise<Listing> {
	const askedAtMs = source.steadyNowMs();
	const readPage = source.conversations(sinceSeconds);
	let sample: ClockSample | undefined;
	const { rows, isComplete } = await readUntilProved(
		async (number, perPage) => {
			const page = await readPage(number, perPage);
			sample ??= toSample(source, askedAtMs, page);
			// No single clock is trusted, so the proof has to do without the server's.
			return { ...page, serverTimeMs: undefined };
		},
		source.width,
		isProvedByOrder,
	);
	return { conversations: toConversations(rows), sample: sample!, isComplete };
}

/**
 * Tells whether a pass saw as many rows as the list had when it began. Rows of page 1 count, and on later pages
 * the rows that are older than page 1 is. Newer ones may have moved there during the pass, since the newest
 * activity comes first; the dates of the rows show that without any clock.
 */
function isProvedByOrder({ pages: [first, ...others] }: Pass): boolean {
	if (others.length === 0) return true;
	const lastMs = Math.min(...first.rows.map(updatedMs));
	// Other rows of a whole second may have entered the list during the pass.
	const edgeMs = lastMs % 1000 === 0 ? lastMs : lastMs + 1;
	const older = others.flatMap(({ rows }) => rows.filter((row) => updatedMs(row) < edgeMs));
	return new Set([...first.rows, ...older].map(({ id }) => id)).size >= first.total;
}

/** Reads conversations, newest activity first, until one isn't future-dated. Gives its date in ms; undefined without one. */
export async function findNewest(
	source: Source,
): Promise<{ newestMs?: number; conversations: ListedConversation[] }> {
	const readPage = source.conversations();
	const rows: IDataObject[] = [];
	for (let number = 1; ; number++) {
		const askedAtMs = source.steadyNowMs();
		const page = await readPage(number, MAX_PER_PAGE);
		rows.push(...page.rows);
		const conversations = toConversations(rows);
		const newestMs = newestDate(conversations, toSample(source, askedAtMs, page), undefined);
		// A thousand rows outweigh the clocks, so this ends even if the server gives the same page for every number.
		if (newestMs !== undefined || !page.hasNext || page.rows.length === 0)
			return { newestMs, conversations };
	}
}

const toSample = (source: Source, askedAtMs: number, { serverTimeMs }: Page): ClockSample => ({
	askedAtMs,
	serverDateMs: serverTimeMs,
	localDateMs: source.localDateMs(),
});

/** Sorts rows by date; those of one date stand in the reverse order of the list, which is newest first. */
const toConversations = (rows: IDataObject[]): ListedConversation[] =>
	[...rows]
		.reverse()
		.map((row) => ({ id: String(row.id), dateMs: updatedMs(row), row }))
		.sort((a, b) => a.dateMs - b.dateMs);

/** The work of a poll's reading. */
interface ReadPlan {
	eventKind: EventKind;
	lookback: Lookback;
	conversations: ListedConversation[];
	failing: AllFailing;
	/** No request begins after this (ms of the steady clock). */
	deadlineMs: number;
}

/** The result of a poll's reading. */
interface ReadResult extends Attempts {
	events: TriggerEvent[];
	/** Conversations that may have new messages, but for which time ran out or which failed. */
	unread: ListedConversation[];
	/** Ids of those among them that changed since they were last read. */
	changedUnread: Set<string>;
}

/** Reads the events of the conversations: the listed rows themselves, or their messages. */
export async function readEvents(source: Source, plan: ReadPlan): Promise<ReadResult> {
	const result: ReadResult = {
		kind: 'messages of conversation',
		events: [],
		read: new Set(),
		unread: [],
		changedUnread: new Set(),
		failures: new Map(),
	};
	if (plan.eventKind === 'messages') await readMessages(source, plan, result);
	else result.events = plan.conversations.map((each) => toEvent(plan.eventKind, each));
	return result;
}

/** Makes an event of a row: a message, or the conversation itself. */
export function toEvent(
	kind: EventKind,
	conversation: ListedConversation,
	row = conversation.row,
): TriggerEvent {
	const isChange = kind === 'changes';
	// Two states of one date differ in their status.
	const state = isChange ? [row.updated_at, row.status] : [];
	const dateMs = isChange ? conversation.dateMs : createdMs(row);
	return { key: toHash(kind, row.id, ...state), dateMs, row, conversation };
}

/** Identifies a conversation that was read in its present state. */
export const toReadKey = ({ row }: ListedConversation): string =>
	toHash('read', row.id, row.updated_at, row.status);

/**
 * Reads the messages of several conversations side by side; the rate limit of the key sets the pace. First come
 * the conversations that changed since they were last read, oldest activity first. The time left goes to those
 * that may still get a late message, the longest unread first, so a long overlap never delays new messages.
 */
async function readMessages(source: Source, plan: ReadPlan, result: ReadResult): Promise<void> {
	const { lookback, failing } = plan;
	const open = plan.conversations.filter((each) => mayHaveUnread(lookback, each));
	const isNew = (each: ListedConversation) => !Object.hasOwn(lookback.seen, toReadKey(each));
	const failedPolls = ({ id }: ListedConversation) => failing[id]?.polls ?? 0;
	const changed = open.filter(isNew).sort((a, b) => failedPolls(a) - failedPolls(b));
	const again = open
		.filter((each) => !isNew(each))
		.sort((a, b) => unreadFrom(lookback, a) - unreadFrom(lookback, b));

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
		for (const row of rows) result.events.push(toEvent('messages', conversation, row));
	};
	await forEachInTime(source, changed, plan.deadlineMs, readOne);
	const rereadUntilMs = Math.min(plan.deadlineMs, source.steadyNowMs() + source.rereadMs);
	await forEachInTime(source, again, rereadUntilMs, readOne);
	const isUnread = ({ id }: ListedConversation) => !result.read.has(id);
	result.unread = open.filter(isUnread);
	result.changedUnread = new Set(changed.filter(isUnread).map(({ id }) => id));
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
