import { sleep as sleepOfN8n } from 'n8n-workflow';

/** Kinds of work of one caller, in the order of their turns: retries, continued work, new work. */
const PRIORITIES = ['retry', 'continuation', 'new'] as const;
type Priority = (typeof PRIORITIES)[number];

/** A caller that waits for its turn. */
export interface Waiter {
	/** Callers take turns, such as executions. All waiters without one count as one caller. */
	caller?: unknown;
	/** `new` if it isn't given. */
	priority?: Priority;
	/** Ends the wait when it aborts. */
	signal?: AbortSignal;
}

interface Place<Turn, W> {
	waiter: W;
	resolve: (turn?: Turn) => void;
}

/**
 * A queue in which callers take turns, so that a single request doesn't wait for the thousands of another caller.
 * Within one caller, started work comes before new work. `Turn` is what a waiter gets at its turn.
 */
export class FairQueue<Turn, W extends Waiter = Waiter> {
	/** In the order of the callers' turns. */
	private readonly callers = new Map<unknown, Record<Priority, Array<Place<Turn, W>>>>();

	private readonly watched = new WeakSet<AbortSignal>();

	/** Resolves at the waiter's turn, or to undefined if its signal aborts before. */
	async wait(waiter: W): Promise<Turn | undefined> {
		const { caller, priority = 'new', signal } = waiter;
		if (signal?.aborted) return undefined;
		if (signal) this.watch(signal);
		return await new Promise((resolve) => {
			const places = this.callers.get(caller) ?? { retry: [], continuation: [], new: [] };
			places[priority].push({ waiter, resolve });
			this.callers.set(caller, places);
		});
	}

	/** The waiter whose turn is next; undefined if none waits. */
	peek(): W | undefined {
		return this.findNext()?.places[0].waiter;
	}

	/** Gives the next waiter its turn, and puts its caller behind the others. False if none waits. */
	startNext(turn: Turn): boolean {
		const next = this.findNext();
		if (!next) return false;
		this.callers.delete(next.caller);
		this.callers.set(next.caller, next.byPriority);
		next.places.shift()?.resolve(turn);
		return true;
	}

	/** Finds the caller whose turn is next, and its most urgent places. Forgets callers that no longer wait. */
	private findNext() {
		for (const [caller, byPriority] of this.callers) {
			const priority = PRIORITIES.find((each) => byPriority[each].length > 0);
			if (priority) return { caller, byPriority, places: byPriority[priority] };
			this.callers.delete(caller);
		}
		return undefined;
	}

	/** Ends the waits of a signal when it aborts. All requests of an execution share one signal. */
	private watch(signal: AbortSignal): void {
		if (this.watched.has(signal)) return;
		this.watched.add(signal);
		void toAbortPromise(signal).then(() => {
			for (const places of this.callers.values()) {
				for (const priority of PRIORITIES) {
					places[priority] = places[priority].filter(({ waiter, resolve }) => {
						if (waiter.signal === signal) resolve();
						return waiter.signal !== signal;
					});
				}
			}
		});
	}
}

const queues = new Map<string, FairQueue<true>>();

/**
 * Runs only one piece of work with the same key at a time in this process. The work of one caller keeps its
 * order. If the execution is stopped while its work waits, the work runs at once: its requests end without being
 * sent.
 */
export async function withMutex<T>(
	key: string,
	work: () => Promise<T>,
	waiter: Waiter = {},
): Promise<T> {
	const hasTurn = await waitForTurn(key, waiter);
	try {
		return await work();
	} finally {
		if (hasTurn && !queues.get(key)?.startNext(true)) queues.delete(key);
	}
}

/** Resolves to true at the waiter's turn, or to false if its signal aborts before. */
async function waitForTurn(key: string, waiter: Waiter): Promise<boolean> {
	if (waiter.signal?.aborted) return false;
	const queue = queues.get(key);
	if (queue) return (await queue.wait(waiter)) === true;
	queues.set(key, new FairQueue());
	return true;
}

/** Repeats a read for callers that each need a result read after their call. Those who wait for the same one share it. */
export class RepeatedRead<T> {
	/** The newest read, which may be under way; undefined before the first one. */
	current?: Promise<T>;

	private following?: Promise<T>;

	constructor(private readonly read: () => Promise<T>) {}

	/** Gives a result that is read after this call. */
	async next(): Promise<T> {
		this.following ??= this.readAfter(this.current);
		return await this.following;
	}

	private async readAfter(current?: Promise<T>): Promise<T> {
		await current?.catch(() => {});
		this.following = undefined;
		this.current = this.read();
		return await this.current;
	}
}

const aborts = new WeakMap<AbortSignal, Promise<void>>();

/** n8n's sleep can't be cancelled, and its timer keeps a process alive: what is stopped leaves a short one behind. */
const MAX_TIMER_MS = 1_000;

/** Sleeps for `ms`, or until the signal aborts. Even 0 ms let the event loop go on. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
	if (!signal) return await sleepOfN8n(ms);
	if (!signal.aborted) await Promise.race([sleepInSteps(ms, signal), toAbortPromise(signal)]);
}

async function sleepInSteps(ms: number, signal: AbortSignal): Promise<void> {
	const endsAtMs = performance.now() + ms;
	let leftMs = ms;
	do {
		await sleepOfN8n(Math.min(leftMs, MAX_TIMER_MS));
		leftMs = endsAtMs - performance.now();
	} while (leftMs > 0 && !signal.aborted);
}

/** Resolves when the signal aborts. Each signal gets a single listener. */
function toAbortPromise(signal: AbortSignal): Promise<void> {
	const known = aborts.get(signal);
	if (known) return known;
	const abort = new Promise<void>((resolve) =>
		signal.addEventListener('abort', () => resolve(), { once: true }),
	);
	aborts.set(signal, abort);
	return abort;
}
