import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { MAX_PER_PAGE, type Page } from '../shared/pagination/page';
import { readUntilProved, type Pass } from '../shared/pagination/readAll';
import { toCreatedMs } from '../shared/pagination/readInOrder';
import { Attempts, type AllFailing } from './attempts';
import {
	mayHaveUnread,
	newestDate,
	unreadFrom,
	type ClockSample,
	type KnownEvent,
	type ListedConversation,
	type Lookback,
	type TriggerEvent,
} from './lookback';
import type { EventKind, Settings } from './settings';
import type { Source } from './source';

/**
 * Lists the conversations that changed in or after a UNIX second, each once, oldest activity first. Reads the list
 * again while rows move between pages; `isComplete` is false if they move so much that some may be missing.
 */
export async function listChanged(source: Source, sinceSeconds: number) {
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
	const lastMs = Math.min(...first.rows.map(toUpdatedMs));
	// Other rows of a whole second may have entered the list during the pass.
	const edgeMs = lastMs % 1000 === 0 ? lastMs : lastMs + 1;
	const older = others.flatMap(({ rows }) => rows.filter((row) => toUpdatedMs(row) < edgeMs));
	return new Set([...first.rows, ...older].map(({ id }) => id)).size >= first.total;
}

/**
 * Reads conversations, newest activity first, until one isn't future-dated: a first poll begins there. Gives its date
 * in ms; undefined without one.
 */
export async function findStart(source: Source) {
	const readPage = source.conversations();
	const rows: IDataObject[] = [];
	for (let number = 1; ; number++) {
		const askedAtMs = source.steadyNowMs();
		const page = await readPage(number, MAX_PER_PAGE);
		rows.push(...page.rows);
		const conversations = toConversations(rows);
		const startMs = newestDate(conversations, toSample(source, askedAtMs, page));
		// A thousand rows outweigh the clocks, so this ends even if the server gives the same page for every number.
		if (startMs !== undefined || !page.hasNext || page.rows.length === 0)
			return { startMs, conversations };
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
		.map(toConversation)
		.sort((a, b) => a.dateMs - b.dateMs);

export const toConversation = (row: IDataObject): ListedConversation => ({
	id: String(row.id),
	dateMs: toUpdatedMs(row),
	row,
});

/** `updated_at` of a conversation in ms: the API lists by it, newest first. */
const toUpdatedMs = (row: IDataObject): number =>
	Date.parse(String(row.updated_at)) || toCreatedMs(row);

/** 60 bits: the hashes of a thousand rows take 26 kB, and two of a million rows collide in one of a million polls. */
const HASH_LENGTH = 10;

const toHash = (...parts: unknown[]): string =>
	createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, HASH_LENGTH);

/** Makes an event of a row: a message, or the conversation itself. */
export function toEvent(
	kind: EventKind,
	conversation: ListedConversation,
	row = conversation.row,
): TriggerEvent {
	const isChange = kind === 'changes';
	// Two states of one date differ in their status.
	const state = isChange ? [row.updated_at, row.status] : [];
	const dateMs = isChange ? conversation.dateMs : toCreatedMs(row);
	return { key: toHash(kind, row.id, ...state), dateMs, row, conversation };
}

/** Makes the key of a conversation that was read in its present state. */
const toReadState = (conversation: ListedConversation): KnownEvent => {
	const { row, dateMs } = conversation;
	return { key: toHash('read', row.id, row.updated_at, row.status), dateMs, conversation };
};

/**
 * Reads the events of the conversations: the listed rows themselves, or their messages, several conversations side by
 * side; the rate limit of the key sets the pace. First come the conversations that changed since they were last read,
 * oldest activity first. The time left goes to those that may still get a late message, the longest unread first, so
 * a long overlap never delays new messages.
 */
export async function readEvents(
	source: Source,
	{ eventKind, include }: Settings,
	lookback: Lookback,
	failing: AllFailing,
	conversations: ListedConversation[],
) {
	const isMessages = eventKind === 'messages';
	const open = isMessages ? conversations.filter((each) => mayHaveUnread(lookback, each)) : [];
	const hasChanged = (each: ListedConversation) =>
		!Object.hasOwn(lookback.seen, toReadState(each).key);
	const failedPolls = ({ id }: ListedConversation) => failing[id]?.polls ?? 0;
	const changed = open.filter(hasChanged).sort((a, b) => failedPolls(a) - failedPolls(b));
	const again = open
		.filter((each) => !hasChanged(each))
		.sort((a, b) => unreadFrom(lookback, a.id) - unreadFrom(lookback, b.id));

	const messages = new Attempts<IDataObject[]>(source, 'messages of conversation', failing);
	const readUntil = async (untilMs: number, list: ListedConversation[]) => {
		const ids = list.map(({ id }) => id);
		const read = async (id: string) => await source.messages(id, unreadFrom(lookback, id));
		await messages.readEach(ids, untilMs, read);
	};
	// Half of the time is the contacts': messages without theirs are left, and have to be read again.
	const deadlineMs = include.includes('contact')
		? (source.steadyNowMs() + source.deadlineMs) / 2
		: source.deadlineMs;
	await readUntil(deadlineMs, changed);
	await readUntil(Math.min(deadlineMs, source.steadyNowMs() + source.rereadMs), again);

	const unread = open.filter(({ id }) => !messages.results.has(id));
	return {
		events: isMessages
			? open.flatMap((each) =>
					(messages.results.get(each.id) ?? []).map((row) =>
						toEvent(eventKind, each, row),
					),
				)
			: conversations.map((each) => toEvent(eventKind, each)),
		/** The messages by the id of their conversation. */
		messages,
		/** Keys of the conversations that were read, each in its present state. */
		readStates: open.filter(({ id }) => messages.results.has(id)).map(toReadState),
		/** Conversations that may have new messages, but for which time ran out or which failed. */
		unread,
		/** Ids of those among them that changed since they were last read. */
		changedUnread: new Set(unread.filter(hasChanged).map(({ id }) => id)),
	};
}
