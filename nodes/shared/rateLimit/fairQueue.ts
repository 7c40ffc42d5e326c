/** What goes first within one caller: a request tried again, one that goes on with what was begun, a new one. */
export const URGENCIES = ['again', 'followUp', 'first'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** How a request waits for its turn. */
export interface Turn {
	/** Who asks: callers take turns. */
	caller?: unknown;
	urgency?: Urgency;
	/** Ends the waiting when it aborts: the execution was cancelled. */
	signal?: AbortSignal;
	/** The pace that the caller's credential allows; the slowest of those who use the key counts. */
	perSecond?: number;
}

type Waiting<T> = Record<Urgency, T[]>;

/**
 * Pure: who is next. Callers take turns, so that a single request does not wait for the thousands of
 * another caller; within one caller what was begun is finished before anything else begins.
 */
export class FairQueue<T> {
	/** In the order in which the callers have their turns. */
	private readonly callers = new Map<unknown, Waiting<T>>();

	add(caller: unknown, urgency: Urgency, item: T): void {
		const waiting = this.callers.get(caller) ?? { again: [], followUp: [], first: [] };
		waiting[urgency].push(item);
		this.callers.set(caller, waiting);
	}

	next(): T | undefined {
		for (const [caller, waiting] of this.callers) {
			// Behind the others for its next turn.
			this.callers.delete(caller);
			const urgency = URGENCIES.find((each) => waiting[each].length > 0);
			if (!urgency) continue;
			this.callers.set(caller, waiting);
			return waiting[urgency].shift();
		}
		return undefined;
	}

	get isEmpty(): boolean {
		return [...this.callers.values()].every((waiting) =>
			URGENCIES.every((urgency) => waiting[urgency].length === 0),
		);
	}

	/** Takes out all that match. */
	remove(matches: (item: T) => boolean): T[] {
		const removed: T[] = [];
		for (const waiting of this.callers.values()) {
			for (const urgency of URGENCIES) {
				removed.push(...waiting[urgency].filter(matches));
				waiting[urgency] = waiting[urgency].filter((item) => !matches(item));
			}
		}
		return removed;
	}
}
