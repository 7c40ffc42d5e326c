import type { IDataObject } from 'n8n-workflow';

import { clockAfter, closedBeforeMs, type Listing } from './clock';
import { markOf, marksIn, withMarks } from './marks';
import type { Memory } from './memory';
import { changedMs, secondOf } from './times';

/** Something that may have happened: `row` is what the trigger gives out for it. */
export interface Candidate {
	mark: string;
	atMs: number;
	row: IDataObject;
	conversation: IDataObject;
}

/** All that one poll has read. */
export interface Observation extends Listing {
	candidates: Candidate[];
	/** Conversations that were listed, but not read: time was short. */
	unread: IDataObject[];
	/** Adds to `Memory.done`. */
	done: Record<string, number>;
	/** Activity before this (ms) was read without a gap; Infinity when all was. */
	completeBeforeMs: number;
}

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
		const { mark, atMs, conversation } = candidate;
		const isDone = atMs < memory.floorMs || atMs <= memory.done[markOf(conversation.id)];
		if (!isDone && !known.has(mark)) fresh.set(mark, candidate);
	}
	const { newest, ahead } = clockAfter(memory, seen);
	const closedMs = closedBeforeMs(newest, seen.askedMs, overlapSeconds);
	const sinceSeconds = Math.max(
		memory.sinceSeconds,
		secondOf(Math.min(closedMs, seen.completeBeforeMs)),
	);
	// While a backlog drains, a conversation not read yet may hold events older than its last change.
	const isDrained = memory.watch === 'changes' || seen.completeBeforeMs === Infinity;
	const floorMs = isDrained ? Math.max(memory.floorMs, sinceSeconds * 1000) : memory.floorMs;
	// A conversation may be listed again as long as its second is.
	const listedMs = Math.min(floorMs, sinceSeconds * 1000);
	const marks = [...fresh.values()].map(({ mark, atMs }) => ({ second: secondOf(atMs), mark }));
	return {
		fresh: [...fresh.values()].sort(oldestFirst),
		memory: {
			...memory,
			sinceSeconds,
			floorMs,
			drained: seen.completeBeforeMs === Infinity ? 0 : listedAgain(seen, sinceSeconds),
			newest,
			ahead: from(ahead, listedMs),
			seen: withMarks(memory.seen, marks, secondOf(floorMs)),
			done: from({ ...memory.done, ...seen.done }, listedMs),
		},
	};
}

function listedAgain({ listed, unread }: Observation, sinceSeconds: number): number {
	const left = new Set(unread.map(({ id }) => id));
	return listed.filter((row) => secondOf(changedMs(row)) >= sinceSeconds && !left.has(row.id))
		.length;
}

const from = (moments: Record<string, number>, startMs: number): Record<string, number> =>
	Object.fromEntries(Object.entries(moments).filter(([, ms]) => ms >= startMs));

const oldestFirst = (a: Candidate, b: Candidate): number =>
	a.atMs - b.atMs || (String(a.row.id) < String(b.row.id) ? -1 : 1);
