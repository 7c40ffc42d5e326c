import { sleep } from 'n8n-workflow';

/** How often deadlines are looked at, while there are any: a timer for each request would outlive it. */
const EVERY_MS = 500;

const deadlines = new Map<() => void, number>();
let isWatching = false;

/**
 * What `work` gives, or what `late` makes once `ms` are over. The timeout of n8n's requests begins
 * anew with every byte that comes, so a server that sends one now and then is never given up by it.
 */
export async function withDeadline<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
	if (ms === Infinity) return await work;
	let end = () => {};
	const over = new Promise<T>((resolve) => (end = () => resolve(late())));
	deadlines.set(end, performance.now() + ms);
	void watch();
	try {
		return await Promise.race([work, over]);
	} finally {
		deadlines.delete(end);
	}
}

async function watch(): Promise<void> {
	if (isWatching) return;
	isWatching = true;
	while (deadlines.size > 0) {
		await sleep(EVERY_MS);
		const nowMs = performance.now();
		for (const [end, atMs] of deadlines) if (atMs <= nowMs) end();
	}
	isWatching = false;
}
