/** Within one caller: a request tried again, one that continues started work, a new one. */
const PRIORITIES = ['retry', 'continuation', 'new'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** How a request waits for its turn. */
export interface QueueOptions {
	/** Who asks: callers take turns. */
	caller?: unknown;
	priority?: Priority;
	/** Ends the waiting when it aborts: the execution was cancelled. */
	signal?: AbortSignal;
	/** The rate that the caller's credential allows; the slowest of those who use the key counts. */
	perSecond?: number;
}

type Waiting<T> = Record<Priority, T[]>;

/**
 * Who is next. Callers take turns, so that a single request doesn't wait for the thousands of another
 * caller; within one caller, started work is finished before anything else starts. Pure.
 */
export class FairQueue<T> {
	/** In the order in which the callers have their turns. */
	private readonly callers = new Map<unknown, Waiting<T>>();

	add(caller: unknown, priority: Priority, item: T): void {
		const waiting = this.callers.get(caller) ?? { retry: [], continuation: [], new: [] };
		waiting[priority].push(item);
		this.callers.set(caller, waiting);
	}

	next(): T | undefined {
		for (const [caller, waiting] of this.callers) {
			// Behind the others for its next turn.
			this.callers.delete(caller);
			const priority = PRIORITIES.find((each) => waiting[each].length > 0);
			if (!priority) continue;
			this.callers.set(caller, waiting);
			return waiting[priority].shift();
		}
		return undefined;
	}

	get isEmpty(): boolean {
		return [...this.callers.values()].every((waiting) =>
			PRIORITIES.every((priority) => waiting[priority].length === 0),
		);
	}

	/** Takes out all that match, and gives them. */
	remove(matches: (item: T) => boolean): T[] {
		const removed: T[] = [];
		for (const waiting of this.callers.values()) {
			for (const priority of PRIORITIES) {
				removed.push(...waiting[priority].filter(matches));
				waiting[priority] = waiting[priority].filter((item) => !matches(item));
			}
		}
		return removed;
	}
}
