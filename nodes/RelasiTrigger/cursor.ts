import type { IDataObject } from 'n8n-workflow';

import { KEY_LENGTH, secondOf } from './rows';

/** Something that may have happened: `row` is what the trigger gives out for it. */
export interface Event {
	/** The same whenever the API shows this event again. */
	key: string;
	/** The key that version 1.0 gave it. */
	formerKey?: string;
	atMs: number;
	row: IDataObject;
	conversation: Change;
}

/** A conversation as it was listed: when it last changed, by the date it carries. */
export interface Change {
	key: string;
	atMs: number;
	row: IDataObject;
}

/** One poll on the trigger's own time line: when it asked, and when it was answered. */
export interface Moment {
	askedMs: number;
	answeredMs: number;
	/** Rows with a later date than this are dated in the future. */
	latestRowMs: number;
}

/** That the newest row was dated `rowMs` at `atMs` of the trigger's own time line. */
export type Checkpoint = [rowMs: number, atMs: number];

/** Where the trigger stands: plain JSON. */
export interface Cursor {
	/** Events dated before this (ms) are final: given out, or none of the trigger's business. */
	watermarkMs: number;
	/** Oldest first: the last one that is final, those since, and the one that shows best how far the clock of the rows is. */
	checkpoints: Checkpoint[];
	/** Conversations dated in the future when first listed, with that date (ms). */
	ahead: Record<string, number>;
	/** Events since the watermark by their UNIX second: the keys with their milliseconds, one after the other. */
	seen: Record<string, string>;
	/** Events of a conversation up to this (ms) are final, although the watermark has not come so far. */
	readUpTo: Record<string, number>;
}

/** Dates and clocks may come in whole seconds, so each may be off by almost one. */
const ROUNDING_MS = 1000;
/** A lookback window holds so many checkpoints, so that a long one does not fill the memory. */
const CHECKPOINTS_PER_WINDOW = 30;
/** Milliseconds within a second, in two characters. */
const RADIX = 36;
const OFFSET_LENGTH = 2;

/** The cursor of a trigger to which nothing before `watermarkMs` matters. */
export const startingAt = (watermarkMs: number): Cursor => ({
	watermarkMs,
	checkpoints: [],
	ahead: {},
	seen: {},
	readUpTo: {},
});

/** The newest date that is not of the future; -Infinity where there is none. */
export function newestMs(cursor: Cursor, changes: Change[], moment: Moment): number {
	const reachedMs = reachedBy(cursor, moment.askedMs, moment.latestRowMs);
	let newest = -Infinity;
	for (const { key, atMs } of changes) {
		// A date of the future says nothing about now, not even once a clock has come to it.
		const isNow = atMs <= moment.latestRowMs + ROUNDING_MS && !(atMs <= cursor.ahead[key]);
		if (atMs <= reachedMs || isNow) newest = Math.max(newest, atMs);
	}
	return newest;
}

/**
 * The clock of the rows has come at least so far at a time of the trigger's own line: durations tell
 * that, and what the clocks show only bounds it.
 */
export const reachedBy = ({ checkpoints }: Cursor, steadyMs: number, latestMs: number): number =>
	checkpoints.reduce(
		(reached, [rowMs, atMs]) =>
			Math.max(
				reached,
				Math.min(latestMs, rowMs + Math.max(0, steadyMs - atMs - ROUNDING_MS)),
			),
		-Infinity,
	);

/** The cursor with what a list shows of time: a checkpoint when there is a newer row than ever. */
export function observed(
	cursor: Cursor,
	changes: Change[],
	moment: Moment,
	overlapSeconds: number,
): { cursor: Cursor; newestMs?: number } {
	const reachedMs = reachedBy(cursor, moment.askedMs, moment.latestRowMs);
	const newest = newestMs(cursor, changes, moment);
	const ahead = { ...cursor.ahead };
	for (const { key, atMs } of changes) {
		if (atMs > Math.max(newest, reachedMs)) ahead[key] = Math.max(atMs, ahead[key] ?? 0);
	}
	const [lastMs, lastAtMs] = cursor.checkpoints[cursor.checkpoints.length - 1] ?? [
		-Infinity,
		-Infinity,
	];
	const gapMs = (overlapSeconds * 1000) / CHECKPOINTS_PER_WINDOW;
	const isDue = moment.answeredMs - lastAtMs >= gapMs;
	const isNewer = newest > lastMs;
	const now: Checkpoint = [newest, moment.answeredMs];
	const checkpoints = isNewer && isDue ? [...cursor.checkpoints, now] : cursor.checkpoints;
	const stillAhead = Object.entries(ahead).filter(([, atMs]) => atMs > reachedMs);
	return {
		cursor: { ...cursor, checkpoints, ahead: Object.fromEntries(stillAhead) },
		...(newest > -Infinity && { newestMs: newest }),
	};
}

/** What was dated up to this has appeared by now: a row of this date was seen one window ago. */
export function closedMs(
	{ checkpoints }: Cursor,
	{ askedMs }: Moment,
	overlapSeconds: number,
): number {
	const seenByMs = askedMs - overlapSeconds * 1000 - 2 * ROUNDING_MS;
	return checkpoints.reduce(
		(closed, [rowMs, atMs]) => (atMs <= seenByMs ? Math.max(closed, rowMs) : closed),
		-Infinity,
	);
}

/** What one poll has read. */
export interface Harvest {
	events: Event[];
	/** Conversations that were read to their end. */
	read: Change[];
	/** Whether nothing is missing: no part of the list, and no conversation. */
	isComplete: boolean;
	/** `closedMs` of the poll. */
	closedMs: number;
	/** Whether an event is seen, but none of those to give out. */
	isKnown: (event: Event) => boolean;
}

/** The events that are new, oldest first and at most `limit`, and the cursor behind them. */
export function advance(
	cursor: Cursor,
	{ events, read, isComplete, closedMs: closed, isKnown }: Harvest,
	limit: number,
): { fresh: Event[]; cursor: Cursor; cutMs?: number } {
	const known = keysIn(cursor.seen);
	const found = new Map<string, Event>();
	for (const event of events) {
		const { key, formerKey, atMs, conversation } = event;
		const isFinal = atMs < cursor.watermarkMs || atMs <= cursor.readUpTo[conversation.key];
		const isSeen = known.has(key) || (formerKey !== undefined && known.has(formerKey));
		if (!isFinal && !isSeen) found.set(key, event);
	}
	const passed = [...found.values()].filter(isKnown);
	const ordered = [...found.values()].filter((event) => !isKnown(event)).sort(oldestFirst);
	const fresh = ordered.slice(0, limit);
	const cutMs = ordered.length > limit ? ordered[limit].atMs : Infinity;
	const watermarkMs = isComplete
		? Math.max(cursor.watermarkMs, Math.min(closed + 1, cutMs))
		: cursor.watermarkMs;
	const readUpTo = { ...cursor.readUpTo };
	for (const { key, atMs } of read) {
		if (atMs <= closed && atMs < cutMs) readUpTo[key] = atMs;
	}
	return {
		fresh,
		...(cutMs < Infinity && { cutMs }),
		cursor: {
			...cursor,
			watermarkMs,
			checkpoints: needed(cursor.checkpoints, closed),
			seen: withKeys(cursor.seen, [...passed, ...fresh], watermarkMs),
			readUpTo: since(readUpTo, watermarkMs),
		},
	};
}

function needed(checkpoints: Checkpoint[], closed: number): Checkpoint[] {
	const leadOf = ([rowMs, atMs]: Checkpoint) => rowMs - atMs;
	const best = Math.max(...checkpoints.map(leadOf));
	const first = checkpoints.find((one) => leadOf(one) === best);
	return checkpoints.filter((one) => one[0] >= closed || one === first);
}

/** Entries of a date that the watermark has not passed. */
export const since = (dates: Record<string, number>, startMs: number): Record<string, number> =>
	Object.fromEntries(Object.entries(dates).filter(([, ms]) => ms >= startMs));

function keysIn(seen: Cursor['seen']): Set<string> {
	const entries = Object.values(seen).flatMap(entriesOf);
	return new Set(entries.map((entry) => entry.slice(0, KEY_LENGTH)));
}

function withKeys(seen: Cursor['seen'], fresh: Event[], watermarkMs: number): Cursor['seen'] {
	const kept: Record<string, string[]> = {};
	for (const [second, text] of Object.entries(seen)) {
		const startMs = Number(second) * 1000;
		if (startMs >= watermarkMs) kept[second] = [text];
		else if (startMs + 1000 > watermarkMs) {
			kept[second] = entriesOf(text).filter(
				(entry) => startMs + offsetOf(entry) >= watermarkMs,
			);
		}
	}
	for (const { key, atMs } of fresh) {
		if (atMs < watermarkMs) continue;
		const second = secondOf(atMs);
		const offset = (atMs - second * 1000).toString(RADIX).padStart(OFFSET_LENGTH, '0');
		(kept[second] ??= []).push(key + offset);
	}
	const texts = Object.entries(kept).map(([second, list]) => [second, list.join('')]);
	return Object.fromEntries(texts.filter(([, text]) => text !== '')) as Cursor['seen'];
}

function entriesOf(text: string): string[] {
	const length = KEY_LENGTH + OFFSET_LENGTH;
	return Array.from({ length: text.length / length }, (_, index) =>
		text.slice(index * length, (index + 1) * length),
	);
}

const offsetOf = (entry: string): number => parseInt(entry.slice(KEY_LENGTH), RADIX);

const oldestFirst = (a: Event, b: Event): number =>
	a.atMs - b.atMs || (String(a.row.id) < String(b.row.id) ? -1 : 1);
