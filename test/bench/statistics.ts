import { median } from 'simple-statistics';

import type { Run } from './measuredRun';

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
