import type { IDataObject } from 'n8n-workflow';

import { marksIn, withMarks } from './marks';
import type { Memory } from './memory';
import { changedMs, secondOf } from './times';

/** Something that may have happened: `row` is what the trigger gives out for it. */
export interface Candidate {
	mark: string;
	atMs: number;
	row: IDataObject;
	conversation: IDataObject;
}

/** Times of an answer by the server's clock: before it was asked, and when it answered. */
export interface Moment {
	askedMs: number;
	serverMs: number;
}

/** All that one poll has read. */
export interface Observation extends Moment {
	/** Conversations that show how far the clock of the rows is. */
	front: IDataObject[];
	candidates: Candidate[];
	/** Adds to `Memory.done`. */
	done: Record<string, number>;
	/** Activity before this (ms) was read without a gap; Infinity when all was. */
	completeBeforeMs: number;
}

/** Dates and clocks come in whole seconds, so each may be off by almost one. */
const ROUNDING_MS = 1000;

/**
 * The cursor: from what is remembered and what was read to what is new, oldest first, and what to
 * remember. Pure. Rows may appear up to `overlapSeconds` after the time they carry.
 */
export function advance(
	memory: Memory,
	seen: Observation,
	overlapSeconds: number,
): { fresh: Candidate[]; memory: Memory } {
	const known = marksIn(memory.seen);
	const fresh = new Map<string, Candidate>();
	for (const candidate of seen.candidates) {
		const { mark, atMs } = candidate;
		if (atMs >= memory.floorMs && !known.has(mark)) fresh.set(mark, candidate);
	}
	const newest = newestAfter(memory.newest, seen);
	const closedMs = closedBeforeMs(newest, seen.askedMs, overlapSeconds);
	const sinceSeconds = Math.max(
		memory.sinceSeconds,
		secondOf(Math.min(closedMs, seen.completeBeforeMs)),
	);
	// While a backlog drains, a conversation not read yet may hold events older than its last change.
	const isDrained = memory.watch === 'changes' || seen.completeBeforeMs === Infinity;
	const floorMs = isDrained ? Math.max(memory.floorMs, sinceSeconds * 1000) : memory.floorMs;
	const marks = [...fresh.values()].map(({ mark, atMs }) => ({ second: secondOf(atMs), mark }));
	const done = Object.entries({ ...memory.done, ...seen.done });
	return {
		fresh: [...fresh.values()].sort(oldestFirst),
		memory: {
			...memory,
			sinceSeconds,
			floorMs,
			newest,
			seen: withMarks(memory.seen, marks, secondOf(floorMs)),
			done: Object.fromEntries(done.filter(([, ms]) => ms >= floorMs)),
		},
	};
}

/** The newest row that is not dated in the future, with the server's time when it was first seen. */
export function newestAfter(
	newest: Memory['newest'],
	{ front, serverMs }: Observation | { front: IDataObject[]; serverMs: number },
): Memory['newest'] {
	const past = front.map(changedMs).filter((ms) => ms < serverMs + ROUNDING_MS);
	const rowMs = past.reduce((latest, ms) => Math.max(latest, ms), -Infinity);
	return rowMs > newest.rowMs ? { rowMs, serverMs } : newest;
}

/**
 * Rows dated before this have all appeared by the time `askedMs` of the server's clock.
 * The newest row bounds how far the clock that dates the rows may lag behind the server's.
 */
export function closedBeforeMs(
	newest: Memory['newest'],
	askedMs: number,
	overlapSeconds: number,
): number {
	const lagMs = Math.max(0, newest.serverMs - newest.rowMs);
	return askedMs - lagMs - overlapSeconds * 1000 - ROUNDING_MS;
}

const oldestFirst = (a: Candidate, b: Candidate): number =>
	a.atMs - b.atMs || (String(a.row.id) < String(b.row.id) ? -1 : 1);
