import type { IDataObject } from 'n8n-workflow';

/** A conversation as the list showed it. */
export interface ListedConversation {
	id: string;
	/** `updated_at` of the row, in ms. */
	dateMs: number;
	row: IDataObject;
}

/** A possible event: the trigger gives `row` if the event is new and wanted. */
export interface TriggerEvent {
	/** Stays the same when the API shows this event again. */
	key: string;
	/** `updated_at` for a changed conversation, otherwise `created_at` of the row, in ms. */
	dateMs: number;
	row: IDataObject;
	conversation: ListedConversation;
}

/** Separates events that are done with from new ones: plain JSON. All times are dates of rows (ms). */
export interface Lookback {
	/** Events dated before this are done with. */
	sinceMs: number;
	/** Keys of what is done with although it is dated `sinceMs` or later: the date by the key. */
	seen: Record<string, number>;
	/** Takes the place of `sinceMs` for conversations with something left to read or to give, by their id. */
	pendingFrom: Record<string, number>;
}

/** The newest row that isn't future-dated: its date, and when this process first saw it (ms of its steady clock). */
export interface NewestRow {
	dateMs: number;
	knownAtMs: number;
}

/** The clocks when the list of conversations was read. */
export interface ClockSample {
	/** When the list was asked for: ms of the steady clock. */
	askedAtMs: number;
	/** The `Date` header of its first page in ms, a whole second; undefined if there is none. */
	serverDateMs?: number;
	/** `Date.now()` of this machine when that page came. */
	localDateMs: number;
}

const SECOND_MS = 1000;

/** If this many of the newest conversations look future-dated to one clock only, that clock is behind. */
const ROWS_AGAINST_ONE_CLOCK = 50;
/** If this many look future-dated to both clocks, both are behind. */
const ROWS_AGAINST_BOTH = 1000;

/**
 * Finds the newest date (ms) that isn't in the future; undefined if there is none. A future-dated row would end
 * the window too early, so the earlier of the two clocks decides. The date of the newest row of an earlier poll,
 * plus the time since, can show that the clock of the rows is further than that.
 */
export function newestDate(
	conversations: ListedConversation[],
	sample: ClockSample,
	known?: NewestRow,
): number | undefined {
	const { askedAtMs, localDateMs } = sample;
	const serverMs = serverNow(sample);
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

/** Tells whether a date is later than both clocks. */
export const isAhead = (dateMs: number, sample: ClockSample): boolean =>
	dateMs > Math.max(serverNow(sample), sample.localDateMs);

/** Returns the newest date that isn't later than both clocks; -Infinity if there is none. */
export const newestNotAhead = (conversations: ListedConversation[], sample: ClockSample): number =>
	largest(conversations.map(({ dateMs }) => dateMs).filter((ms) => !isAhead(ms, sample)));

/** Returns the latest time (ms) that the server's clock can show: the header is cut to whole seconds. */
const serverNow = ({ serverDateMs, localDateMs }: ClockSample): number =>
	serverDateMs === undefined ? localDateMs : serverDateMs + SECOND_MS;

/** Returns the newest row known after a list that was read by `nowMs` (steady clock). */
export function newestKnown(
	known: NewestRow | undefined,
	conversations: ListedConversation[],
	sample: ClockSample,
	nowMs: number,
): NewestRow | undefined {
	const dateMs = newestDate(conversations, sample, known);
	const isNewer = dateMs !== undefined && dateMs > (known?.dateMs ?? -Infinity);
	return isNewer ? { dateMs, knownAtMs: nowMs } : known;
}

/**
 * Returns the end of the window (ms): every row dated before it has appeared in the list, because a row appears at
 * most `overlapMs` after its date. The window ends one overlap before the newest row. If no newer row has come for
 * an overlap, it ends after the newest row, at a full second: the API filters by whole seconds, and would
 * otherwise list the rows of that second at every poll.
 */
export function closedBefore(
	newest: NewestRow | undefined,
	{ askedAtMs }: ClockSample,
	overlapMs: number,
): number {
	if (!newest) return -Infinity;
	const isStill = askedAtMs - newest.knownAtMs >= overlapMs + 2 * SECOND_MS;
	return isStill ? secondAfter(newest.dateMs) : newest.dateMs - overlapMs - SECOND_MS;
}

/** Returns the date (ms) from which events of a conversation may be new. */
export const unreadFrom = ({ sinceMs, pendingFrom }: Lookback, conversationId: string): number =>
	pendingFrom[conversationId] ?? sinceMs;

/** Returns the date (ms) from which conversations may have changed: the next poll lists them from there. */
export const listFrom = ({ sinceMs, pendingFrom }: Lookback): number =>
	smallest([sinceMs, ...Object.values(pendingFrom)]);

/** Tells whether a conversation may have new messages: none is dated later than its conversation's last change. */
export const mayHaveUnread = (lookback: Lookback, { id, dateMs }: ListedConversation): boolean =>
	toLatestMs(dateMs) >= unreadFrom(lookback, id);

/** Returns the latest time that a date can mean (ms): the API may cut it to whole seconds. */
export const toLatestMs = (dateMs: number): number =>
	dateMs % SECOND_MS === 0 ? dateMs + SECOND_MS - 1 : dateMs;

/** Picks the new events, each once, oldest first. Events of the same date keep their order. */
export function findNew(lookback: Lookback, events: TriggerEvent[]): TriggerEvent[] {
	const found = new Map<string, TriggerEvent>();
	for (const event of events) {
		const { key, dateMs, conversation } = event;
		if (dateMs >= unreadFrom(lookback, conversation.id) && !Object.hasOwn(lookback.seen, key))
			found.set(key, event);
	}
	return [...found.values()].sort((a, b) => a.dateMs - b.dateMs);
}

/** An event that is done with, or the state in which a conversation was read. */
export type KnownEvent = Pick<TriggerEvent, 'key' | 'dateMs' | 'conversation'>;

/** The work of one poll. */
interface Progress {
	/** The end of the window, from `closedBefore`. */
	closedMs: number;
	/** The date of the first event that was left for a later poll with all newer ones; Infinity if none was. */
	cutMs: number;
	/** False if the list may lack conversations that changed. */
	isListComplete: boolean;
	/** Conversations that may have new messages, but were not read. */
	unread: ListedConversation[];
	/** Events that are done with: given, or not wanted by the settings. */
	known: KnownEvent[];
	/** New events that were not given. */
	held: TriggerEvent[];
}

/**
 * Moves the lookback forward after a poll: only past what was listed, and never back. A conversation that was not
 * read, or of which something was not given, stays pending.
 */
export function advance(before: Lookback, progress: Progress): Lookback {
	const { closedMs, cutMs, isListComplete, unread, known, held } = progress;
	const endMs = Math.min(closedMs, cutMs);
	const sinceMs = isListComplete ? Math.max(before.sinceMs, endMs) : before.sinceMs;
	const pendingFrom = isListComplete ? {} : { ...before.pendingFrom };
	const after = { sinceMs, seen: {}, pendingFrom };
	for (const { id } of unread) pendingFrom[id] = unreadFrom(before, id);
	for (const { dateMs, conversation } of held) {
		const isEarlier = dateMs < Math.min(sinceMs, unreadFrom(after, conversation.id));
		if (isEarlier) pendingFrom[conversation.id] = dateMs;
	}
	const fromMs = listFrom(after);
	const seen = [
		...Object.entries(before.seen).filter(([, dateMs]) => dateMs >= fromMs),
		...known
			.filter(({ dateMs, conversation }) => dateMs >= unreadFrom(after, conversation.id))
			.map(({ key, dateMs }) => [key, dateMs] as const),
	];
	return { ...after, seen: Object.fromEntries(seen) };
}

/** Cuts a time in ms to whole seconds: the API filters by `last_updated_at` in seconds. */
export const toSecond = (ms: number): number => Math.floor(ms / SECOND_MS);

/** Returns the beginning of the next second, in ms. */
export const secondAfter = (ms: number): number => (toSecond(ms) + 1) * SECOND_MS;

/** Returns the smallest number of a list that may be too long for `Math.min`; Infinity if it's empty. */
export const smallest = (numbers: number[]): number =>
	numbers.reduce((least, each) => Math.min(least, each), Infinity);

/** Returns the largest number of a list that may be too long for `Math.max`; -Infinity if it's empty. */
export const largest = (numbers: number[]): number =>
	numbers.reduce((most, each) => Math.max(most, each), -Infinity);
