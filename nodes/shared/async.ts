import { sleep } from 'n8n-workflow';

const queues = new Map<string, Promise<unknown>>();

/** Runs `work` after all earlier work under the same key in this process, in the order of the calls. */
export async function withMutex<T>(key: string, work: () => Promise<T>): Promise<T> {
	const before = queues.get(key);
	const result = before ? before.then(work) : work();
	const ended = result.then(
		() => undefined,
		() => undefined,
	);
	queues.set(key, ended);
	void ended.then(() => queues.get(key) === ended && queues.delete(key));
	return await result;
}

const aborts = new WeakMap<AbortSignal, Promise<void>>();

/** Sleeps for `ms`, or until the signal aborts. All who sleep on one signal share a listener. */
export async function abortableSleep(ms: number, signal?: AbortSignal): Promise<void> {
	if (signal?.aborted) return;
	await (signal ? Promise.race([sleep(ms), abortOf(signal)]) : sleep(ms));
}

function abortOf(signal: AbortSignal): Promise<void> {
	const known = aborts.get(signal);
	if (known) return known;
	const abort = new Promise<void>((resolve) =>
		signal.addEventListener('abort', () => resolve(), { once: true }),
	);
	aborts.set(signal, abort);
	return abort;
}
