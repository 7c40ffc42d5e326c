export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
export const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;

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
