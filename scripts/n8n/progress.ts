/** Takes one line of progress, without a line break. */
export type Log = (line: string) => void;

const TICK_MS = 10_000;

/** Writes a duration the way people say it: `0.4 s`, `17 s`, `3 min 05 s`. */
export function formatElapsed(elapsedMs: number): string {
	if (elapsedMs < 9_950) return `${(elapsedMs / 1000).toFixed(1)} s`;
	const seconds = Math.round(elapsedMs / 1000);
	if (seconds < 60) return `${seconds} s`;
	return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** Runs a slow task and says every ten seconds that it is still going. */
export async function withProgress<T>(log: Log, label: string, task: () => Promise<T>): Promise<T> {
	const startedAt = Date.now();
	const elapsed = () => formatElapsed(Date.now() - startedAt);
	log(`${label} …`);
	const ticker = setInterval(() => log(`${label} … ${elapsed()}`), TICK_MS);
	try {
		const result = await task();
		log(`${label}: done in ${elapsed()}`);
		return result;
	} finally {
		clearInterval(ticker);
	}
}
