import type { IDataObject } from 'n8n-workflow';

/** A conversation as it was listed. */
export interface Conversation {
	id: string;
	/** `updated_at` of the row, in ms. */
	dateMs: number;
	row: IDataObject;
}

/** Something that may have happened: `row` is what the trigger gives out for it. */
export interface TriggerEvent {
	/** The same whenever the API shows this event again. */
	key: string;
	/** `updated_at` of a conversation that changed, else `created_at` of the row, in ms. */
	dateMs: number;
	row: IDataObject;
	conversation: Conversation;
}

/** What is done with, and what is known of the rest: plain JSON. All dates (ms) are the rows' own. */
export interface Lookback {
	/** What is dated before this is done with. */
	sinceMs: number;
	/** Keys of the events since then that are known, each with its date. */
	seen: Record<string, number>;
	/** By the id of a conversation, where it isn't `sinceMs`: its messages dated before this are done with. */
	readUntil: Record<string, number>;
}

/** The newest row that counts: its date, and when this process first knew of it (ms of its own steady clock). */
export interface Newest {
	dateMs: number;
	knownAtMs: number;
}

/** When the list was asked for and answered (ms of this process's steady clock), and what the clocks showed. */
export interface Moment {
	askedAtMs: number;
	answeredAtMs: number;
	/** The `Date` header of the answer, in whole seconds (ms); undefined where there is none. */
	serverDateMs?: number;
	/** `Date.now()` of this machine. */
	localDateMs: number;
}

const SECOND_MS = 1000;

/** So many of the newest conversations are not all dated in the future: one of the two clocks is behind, or both are. */
const ROWS_AGAINST_ONE_CLOCK = 50;
const ROWS_AGAINST_BOTH = 1000;

/**
 * The newest date that is not one of the future; undefined where there is none. A row dated in the
 * future would end the window before its time, so the earlier of the two clocks decides, unless the
 * newest row of an earlier poll and the time since show that the rows' own clock has come further.
 */
export function newestDate(
	conversations: Conversation[],
	moment: Moment,
	known: Newest | undefined,
): number | undefined {
	const { askedAtMs, localDateMs } = moment;
	const serverMs = serverNow(moment);
	const reachedMs = known ? known.dateMs + askedAtMs - known.knownAtMs : -Infinity;
	const earlierMs = Math.max(Math.min(serverMs, localDateMs), reachedMs);
	const laterMs = Math.max(serverMs, localDateMs, reachedMs);
	const dates = conversations.map(({ dateMs }) => dateMs).sort((a, b) => b - a);
	const candidates = [
		dates.find((dateMs) => dateMs <= earlierMs),
		dates.filter((dateMs) => dateMs <= laterMs)[ROWS_AGAINST_ONE_CLOCK - 1],
		dates[ROWS_AGAINST_BOTH - 1],
	].filter((dateMs) => dateMs !== undefined);
	return candidates.length === 0 ? undefined : Math.max(...candidates);
}

/** Whether a date is later than both clocks show. */
export const isAhead = (dateMs: number, moment: Moment): boolean =>
	dateMs > Math.max(serverNow(moment), moment.localDateMs);

/** The header is cut to whole seconds. */
const serverNow = ({ serverDateMs, localDateMs }: Moment): number =>
	serverDateMs === undefined ? localDateMs : serverDateMs + SECOND_MS;

/** The newest row that this process knows of, after a list that showed one of this date. */
export const newestKnown = (
	known: Newest | undefined,
	dateMs: number | undefined,
	{ answeredAtMs }: Moment,
): Newest | undefined =>
	dateMs === undefined || (known && dateMs <= known.dateMs)
		? known
		: { dateMs, knownAtMs: answeredAtMs };

/**
 * Whatever is dated before this has appeared by now: a row appears at most `overlapMs` after its date.
 * With a newer row the window ends one overlap before that; where none has come for an overlap, it ends
 * behind the newest row. There it ends at a full second, the unit of the API's filter, so that the
 * rows of that second are not listed again for ever.
 */
export function closedBefore(
	dateMs: number | undefined,
	known: Newest | undefined,
	{ askedAtMs }: Moment,
	overlapMs: number,
): number {
	const movingMs = dateMs === undefined ? -Infinity : dateMs - overlapMs - SECOND_MS;
	const isStill = known && askedAtMs - known.knownAtMs >= overlapMs + 2 * SECOND_MS;
	if (!isStill) return movingMs;
	return Math.max(movingMs, (toSecond(known.dateMs) + 1) * SECOND_MS);
}

/** From which date on messages of a conversation may be new. */
export const unreadFrom = ({ sinceMs, readUntil }: Lookback, { id }: Conversation): number =>
	readUntil[id] ?? sinceMs;

/**
 * Whether messages of a conversation may be new: none is dated later than its last change, whose date
 * may be cut to whole seconds.
 */
export const mayHaveUnread = (lookback: Lookback, conversation: Conversation): boolean =>
	conversation.dateMs + (conversation.dateMs % SECOND_MS === 0 ? SECOND_MS - 1 : 0) >=
	unreadFrom(lookback, conversation);

/** The events that are new, each once, oldest first; of one date in the order in which they were given. */
export function findNew(lookback: Lookback, events: TriggerEvent[]): TriggerEvent[] {
	const found = new Map<string, TriggerEvent>();
	for (const event of events) {
		const { key, dateMs, conversation } = event;
		if (dateMs >= unreadFrom(lookback, conversation) && !Object.hasOwn(lookback.seen, key))
			found.set(key, event);
	}
	return [...found.values()].sort((a, b) => a.dateMs - b.dateMs);
}

/** What one poll did. */
interface Progress {
	/** Of `closedBefore`. */
	closedMs: number;
	/** Whether every conversation that changed was listed. */
	isListComplete: boolean;
	/** Ids of conversations whose messages were read in this poll, after the list. */
	read: Set<string>;
	/** Conversations that have to be read. */
	toRead: Conversation[];
	/** Events that are known from now on: given out, or not asked for. */
	known: TriggerEvent[];
	/** New events that a later poll is to find again. */
	held: TriggerEvent[];
}

/** The lookback behind a poll. It never goes back, and moves only past what was listed, read and handed over. */
export function advance(before: Lookback, progress: Progress): Lookback {
	const { closedMs, isListComplete, read, toRead, known, held } = progress;
	const heldFrom = new Map<string, number>();
	for (const { dateMs, conversation } of held) {
		heldFrom.set(conversation.id, Math.min(dateMs, heldFrom.get(conversation.id) ?? Infinity));
	}
	const readUntil = { ...before.readUntil };
	for (const conversation of toRead.filter(({ id }) => read.has(id))) {
		const untilMs = Math.min(closedMs, heldFrom.get(conversation.id) ?? Infinity);
		readUntil[conversation.id] = Math.max(unreadFrom(before, conversation), untilMs);
	}
	const waitedFor = toRead
		.filter((conversation) => mayHaveUnread({ ...before, readUntil }, conversation))
		.map((conversation) => unreadFrom({ ...before, readUntil }, conversation));
	const endMs = smallest([closedMs, ...waitedFor, ...heldFrom.values()]);
	const sinceMs = isListComplete ? Math.max(before.sinceMs, endMs) : before.sinceMs;
	const kept = Object.entries(readUntil).filter(([id, ms]) => ms > sinceMs || heldFrom.has(id));
	const after = { sinceMs, seen: {}, readUntil: Object.fromEntries(kept) };
	const needed = known.filter(
		({ dateMs, conversation }) => dateMs >= unreadFrom(after, conversation),
	);
	const seen = needed.map(({ key, dateMs }) => [key, dateMs] as const);
	const seenFromMs = smallest([sinceMs, ...Object.values(after.readUntil)]);
	return { ...after, seen: { ...later(before.seen, seenFromMs), ...Object.fromEntries(seen) } };
}

/** The whole second of a time in milliseconds: the unit of `last_updated_at`. */
export const toSecond = (ms: number): number => Math.floor(ms / SECOND_MS);

const smallest = (numbers: number[]): number =>
	numbers.reduce((least, each) => Math.min(least, each), Infinity);

const later = (dates: Record<string, number>, fromMs: number): Record<string, number> =>
	Object.fromEntries(Object.entries(dates).filter(([, dateMs]) => dateMs >= fromMs));
