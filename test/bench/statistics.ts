import { median } from 'simple-statistics';

import type { Run } from './measuredRun';

/** Requests a second of one key, as the API documents it. */
export const LIMIT_PER_SECOND = 60;

/**
 * The shortest time, in ms, for a list of `pages`: the first page tells how many there are, and the
 * others follow at the limit, each with the latency of the way there and back.
 */
export function returnAllFloorMs(pages: number, latencyMs: number): number {
	const starts = [0];
	for (let page = 1; page < pages; page++) {
		const free = page < LIMIT_PER_SECOND ? 0 : starts[page - LIMIT_PER_SECOND] + 1000;
		starts.push(Math.max(latencyMs, free));
	}
	return starts[pages - 1] + latencyMs;
}

/** The shortest time, in ms, for requests of which none waits for another. */
export const requestsFloorMs = (requests: number, latencyMs: number): number =>
	Math.floor((requests - 1) / LIMIT_PER_SECOND) * 1000 + latencyMs;

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
export const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;
export const milliseconds = (ms: number): string => (Number.isNaN(ms) ? '' : `${ms.toFixed(0)} ms`);

/** The median of one figure of several runs. */
export const medianOf = (runs: Run[], figure: (run: Run) => number): number =>
	median(runs.map(figure));

export const outcomeOf = (runs: Run[]): string =>
	runs.every(({ ok }) => ok) ? 'succeeded' : 'failed';

/** Takes turns: every task once, then every task again, so that a busy machine is busy for all of them. */
export async function alternately<T>(
	rounds: number,
	tasks: Array<() => Promise<T>>,
): Promise<T[][]> {
	const results: T[][] = tasks.map(() => []);
	for (let round = 0; round < rounds; round++) {
		for (const [index, task] of tasks.entries()) results[index].push(await task());
	}
	return results;
}
