import prettyMilliseconds from 'pretty-ms';

/** Takes one line of progress, without a line break. */
export type Log = (line: string) => void;

const TICK_MS = 10_000;

/** Writes a duration for people: `412ms`, `3.4s`, `17s`, `3m 5s`. */
export const formatElapsed = (elapsedMs: number): string =>
	prettyMilliseconds(elapsedMs, { secondsDecimalDigits: elapsedMs < 10_000 ? 1 : 0 });

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
