import { sleep } from 'n8n-workflow';

/** A caller that waits for its turn. */
export interface Waiter {
	/** Callers take turns, such as executions. All waiters without one count as one caller. */
	caller?: unknown;
	/** Ends the wait when it aborts. */
	signal?: AbortSignal;
}

/** The functions that start the waiting work, by key, then by caller in the order of their turns. */
const queues = new Map<string, Map<unknown, Array<() => void>>>();

/**
 * Runs only one piece of work with the same key at a time in this process. The work of one caller keeps its
 * order. Callers take turns, so that a single call doesn't wait for the eighty of another execution. If the
 * execution is stopped while its work waits, the work runs at once: its requests end without being sent.
 */
export async function withMutex<T>(
	key: string,
	work: () => Promise<T>,
	{ caller, signal }: Waiter = {},
): Promise<T> {
	const hasTurn = await turnAt(key, caller, signal);
	try {
		return await work();
	} finally {
		if (hasTurn) startNext(key);
	}
}

/** Resolves to true at the caller's turn, or to false if the signal aborts before. */
async function turnAt(key: string, caller: unknown, signal?: AbortSignal): Promise<boolean> {
	if (signal?.aborted) return false;
	const queue = queues.get(key);
	if (!queue) {
		queues.set(key, new Map());
		return true;
	}
	return await new Promise((resolve) => {
		const start = () => resolve(true);
		const starts = queue.get(caller) ?? [];
		queue.set(caller, starts);
		starts.push(start);
		if (!signal) return;
		void toAbortPromise(signal).then(() => {
			const place = starts.indexOf(start);
			if (place < 0) return;
			starts.splice(place, 1);
			resolve(false);
		});
	});
}

function startNext(key: string): void {
	const queue = queues.get(key);
	for (const [caller, starts] of queue ?? []) {
		// Set again below, behind the other callers.
		queue?.delete(caller);
		const start = starts.shift();
		if (!start) continue;
		queue?.set(caller, starts);
		return start();
	}
	queues.delete(key);
}

const aborts = new WeakMap<AbortSignal, Promise<void>>();

/** Sleeps for `ms`, or until the signal aborts. */
export async function abortableSleep(ms: number, signal?: AbortSignal): Promise<void> {
	if (signal?.aborted) return;
	await (signal ? Promise.race([sleep(ms), toAbortPromise(signal)]) : sleep(ms));
}

/** Resolves when the signal aborts. Each signal gets a single listener. */
export function toAbortPromise(signal: AbortSignal): Promise<void> {
	const known = aborts.get(signal);
	if (known) return known;
	const abort = new Promise<void>((resolve) =>
		signal.addEventListener('abort', () => resolve(), { once: true }),
	);
	aborts.set(signal, abort);
	return abort;
}
