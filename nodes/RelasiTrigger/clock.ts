import type { IDataObject } from 'n8n-workflow';

import { markOf } from './marks';
import type { Memory } from './memory';
import { changedMs } from './times';

/** Times of an answer by the server's clock: before it was asked, and when it answered. */
export interface Moment {
	askedMs: number;
	serverMs: number;
}

/** The conversations that a poll has listed. */
export interface Listing extends Moment {
	/** Those of the first page: only they were listed at the time that `serverMs` tells. */
	front: IDataObject[];
	/** All that was listed, some perhaps twice. */
	listed: IDataObject[];
}

/** Dates and clocks come in whole seconds, so each may be off by almost one. */
const ROUNDING_MS = 1000;

/**
 * The newest row, with the server's time when it was first listed. A row dated in the future says
 * nothing about the clock of the rows, not even once that time has come.
 */
export function clockAfter(
	memory: Memory,
	{ front, listed, serverMs }: Listing,
): Pick<Memory, 'newest' | 'ahead'> {
	const honestMs = front
		.filter((row) => !(changedMs(row) <= memory.ahead[markOf(row.id)]))
		.map(changedMs)
		.filter((rowMs) => rowMs < serverMs + ROUNDING_MS);
	const rowMs = honestMs.reduce((latest, ms) => Math.max(latest, ms), memory.newest.rowMs);
	const ahead = { ...memory.ahead };
	for (const row of [...front, ...listed].filter((one) => changedMs(one) > rowMs)) {
		const key = markOf(row.id);
		ahead[key] = Math.max(changedMs(row), ahead[key] ?? 0);
	}
	if (rowMs > memory.newest.rowMs) return { newest: { rowMs, serverMs }, ahead };
	// Where no row has ever been honest, those of the future at least show that none lags behind.
	const isFirst = rowMs === 0 && Object.keys(ahead).length > 0;
	return { newest: isFirst ? { rowMs: serverMs, serverMs } : memory.newest, ahead };
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
