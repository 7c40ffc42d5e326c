import type { IDataObject } from 'n8n-workflow';

import { needed, type Checkpoint } from './checkpoints';
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

/** Keys of events with their milliseconds, one after the other, by their UNIX second. */
type Seen = Record<string, string>;

/** Milliseconds within a second, in two characters. */
const RADIX = 36;
const OFFSET_LENGTH = 2;

/** Where the trigger stands: plain JSON. */
export interface Cursor {
	/** Events dated before this (ms) are final: given out, or none of the trigger's business. */
	watermarkMs: number;
	/** Oldest first: the last one that is final, those since, and the one that shows best how far the clock of the rows is. */
	checkpoints: Checkpoint[];
	/** Conversations dated in the future when first listed, with that date (ms). */
	ahead: Record<string, number>;
	/** The events since the watermark that are known. */
	seen: Seen;
	/** Events of a conversation up to this (ms) are final, although the watermark has not come so far. */
	readUpTo: Record<string, number>;
}

/** The cursor of a trigger to which nothing before `watermarkMs` matters. */
export const startingAt = (watermarkMs: number): Cursor => ({
	watermarkMs,
	checkpoints: [],
	ahead: {},
	seen: {},
	readUpTo: {},
});

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
		const isSeen = known.has(key) || known.has(formerKey ?? key);
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

/** Entries of a date that the watermark has not passed. */
export const since = (dates: Record<string, number>, startMs: number): Record<string, number> =>
	Object.fromEntries(Object.entries(dates).filter(([, ms]) => ms >= startMs));

const oldestFirst = (a: Event, b: Event): number =>
	a.atMs - b.atMs || (String(a.row.id) < String(b.row.id) ? -1 : 1);

/** All keys, to look them up. */
function keysIn(seen: Seen): Set<string> {
	const entries = Object.values(seen).flatMap(entriesOf);
	return new Set(entries.map((entry) => entry.slice(0, KEY_LENGTH)));
}

/** The keys with those of more events, and without those from before the watermark. */
function withKeys(seen: Seen, events: Event[], watermarkMs: number): Seen {
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
	for (const { key, atMs } of events) {
		if (atMs < watermarkMs) continue;
		const second = secondOf(atMs);
		const offset = (atMs - second * 1000).toString(RADIX).padStart(OFFSET_LENGTH, '0');
		(kept[second] ??= []).push(key + offset);
	}
	const texts = Object.entries(kept).map(([second, list]) => [second, list.join('')]);
	return Object.fromEntries(texts.filter(([, text]) => text !== '')) as Seen;
}

function entriesOf(text: string): string[] {
	const length = KEY_LENGTH + OFFSET_LENGTH;
	return Array.from({ length: text.length / length }, (_, index) =>
		text.slice(index * length, (index + 1) * length),
	);
}

const offsetOf = (entry: string): number => parseInt(entry.slice(KEY_LENGTH), RADIX);
