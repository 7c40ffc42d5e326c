/** Processor time of the quickest of five runs, in µs. */
function cpuOf(run: () => unknown): number {
	const times = Array.from({ length: 5 }, () => {
		const before = process.cpuUsage();
		run();
		const { user, system } = process.cpuUsage(before);
		return user + system;
	});
	return Math.min(...times);
}

/**
 * How many times as much processor time a run with 8,000 pieces takes as one with 1,000: about 8 where it is in
 * proportion, and 64 where it grows with the square.
 */
export function growthOf(run: (count: number) => unknown): number {
	cpuOf(() => run(500));
	// What takes less is lost in what else a process does.
	const small = Math.max(
		200,
		cpuOf(() => run(1_000)),
	);
	return cpuOf(() => run(8_000)) / small;
}
