import prettyMilliseconds from 'pretty-ms';
import { statfsSync } from 'node:fs';

import { cacheFolder } from './cache';

/** Takes one line of progress, without a line break. */
export type Log = (line: string) => void;

const TICK_MS = 10_000;
const BAR_WIDTH = 20;

/** Writes a duration for people: `412ms`, `3.4s`, `17s`, `3m 5s`. */
export const formatElapsed = (elapsedMs: number): string =>
	prettyMilliseconds(elapsedMs, { secondsDecimalDigits: elapsedMs < 10_000 ? 1 : 0 });

/** Runs a slow task and says every ten seconds that it is still going, and how far when it is known how much it writes to the cache. */
export async function withProgress<T>(
	log: Log,
	label: string,
	task: () => Promise<T>,
	expectedBytes?: number,
): Promise<T> {
	const startedAt = Date.now();
	const freeBefore = expectedBytes ? freeBytes() : 0;
	const elapsed = () => formatElapsed(Date.now() - startedAt);
	const bar = () => (expectedBytes ? barOf(freeBefore - freeBytes(), expectedBytes) : '');
	log(`${label} …`);
	const ticker = setInterval(() => log(`${label} … ${elapsed()}${bar()}`), TICK_MS);
	try {
		const result = await task();
		log(`${label}: done in ${elapsed()}`);
		return result;
	} finally {
		clearInterval(ticker);
	}
}

/** What is free on the disk of the cache. */
export function freeBytes(): number {
	const { bavail, bsize } = statfsSync(cacheFolder());
	return bavail * bsize;
}

function barOf(bytes: number, expected: number): string {
	const share = Math.min(Math.max(bytes / expected, 0), 1);
	const full = Math.round(share * BAR_WIDTH);
	const inGb = (count: number) => (count / 1e9).toFixed(1);
	const written = inGb(share * expected);
	return ` ${'█'.repeat(full).padEnd(BAR_WIDTH, '░')} ${written} of ${inGb(expected)} GB`;
}
