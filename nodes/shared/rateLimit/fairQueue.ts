/** Kinds of requests of one caller, in the order in which they leave: retries, continued work, new work. */
const PRIORITIES = ['retry', 'continuation', 'new'] as const;
type Priority = (typeof PRIORITIES)[number];

export interface QueueOptions {
	/** Callers take turns, such as executions. */
	caller?: unknown;
	priority?: Priority;
	/** Takes the request out of the queue when it aborts: the execution was cancelled. */
	signal?: AbortSignal;
	/** Whether it changes something at the API. */
	isWrite?: boolean;
	/** The rate in the caller's credential. The slowest rate that is in use for the key counts. */
	perSecond?: number;
}

type ByPriority<T> = Record<Priority, T[]>;

/**
 * Decides which request is next. Callers take turns, so that a single request doesn't wait for the thousands of
 * another caller. Within one caller, started work comes before new work. Pure.
 */
export class FairQueue<T> {
	/** In the order of the callers' turns. */
	private readonly callers = new Map<unknown, ByPriority<T>>();

	add(caller: unknown, priority: Priority, item: T): void {
		const queued = this.callers.get(caller) ?? { retry: [], continuation: [], new: [] };
		queued[priority].push(item);
		this.callers.set(caller, queued);
	}

	/** The next one, which stays in the queue. */
	peek(): T | undefined {
		for (const [caller, queued] of this.callers) {
			const priority = PRIORITIES.find((each) => queued[each].length > 0);
			if (priority) return queued[priority][0];
			this.callers.delete(caller);
		}
		return undefined;
	}

	/** The next one, taken out; its caller goes behind the others. */
	next(): T | undefined {
		for (const [caller, queued] of this.callers) {
			// Set again below, behind the other callers.
			this.callers.delete(caller);
			const priority = PRIORITIES.find((each) => queued[each].length > 0);
			if (!priority) continue;
			this.callers.set(caller, queued);
			return queued[priority].shift();
		}
		return undefined;
	}

	/** Removes the items that match, and returns them. */
	remove(matches: (item: T) => boolean): T[] {
		const removed: T[] = [];
		for (const queued of this.callers.values()) {
			for (const priority of PRIORITIES) {
				removed.push(...queued[priority].filter(matches));
				queued[priority] = queued[priority].filter((item) => !matches(item));
			}
		}
		return removed;
	}
}
