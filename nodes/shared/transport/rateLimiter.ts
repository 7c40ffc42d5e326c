import { sleep } from 'n8n-workflow';

import { SlidingWindow, type Ticket } from './slidingWindow';

/** How a request waits for its turn. */
export interface Turn {
	/** Ends the waiting when it aborts: the execution was cancelled. */
	signal?: AbortSignal;
	/** A request that is tried again goes before those that have not been tried yet. */
	again?: boolean;
}

interface Waiting {
	signal?: AbortSignal;
	go: (ticket?: Ticket) => void;
}

/** A cancelled execution is let go within this time, also in the middle of a long pause. */
const MAX_SLEEP_MS = 250;

/** Paces all requests of one key: the sliding window, and the pauses that a 429 imposes. */
export class RateLimiter {
	private readonly window: SlidingWindow;

	private repeats: Waiting[] = [];

	private fresh: Waiting[] = [];

	private pausedUntilMs = 0;

	private wakesAtMs = Infinity;

	/** `nowMs` is a monotonic clock: a wall clock that jumps would let bursts through, or nothing. */
	constructor(
		perSecond: number,
		private readonly nowMs: () => number = () => performance.now(),
	) {
		this.window = new SlidingWindow(perSecond);
	}

	/**
	 * Runs `request` as soon as the key's limit allows, first come, first served.
	 * Resolves to undefined, and runs nothing, when the signal or `rejectQueued` ends the waiting.
	 */
	async run<T>(request: () => Promise<T>, { signal, again }: Turn = {}): Promise<T | undefined> {
		const ticket = await new Promise<Ticket | undefined>((go) => {
			(again ? this.repeats : this.fresh).push({ signal, go });
			this.wakeIn(0);
		});
		if (!ticket) return undefined;
		try {
			return await request();
		} finally {
			this.window.settle(ticket, this.nowMs());
			this.wakeIn(0);
		}
	}

	/** The key's pace as its credential says now; requests already started keep counting. */
	setPace(perSecond: number): void {
		this.window.setPace(perSecond);
	}

	/** Holds back every request of the key that has not started yet. */
	pause(ms: number): void {
		this.pausedUntilMs = Math.max(this.pausedUntilMs, this.nowMs() + ms);
	}

	/** Ends the waiting of every request that waits now; later ones may try their luck. */
	rejectQueued(): void {
		for (const { go } of [...this.repeats.splice(0), ...this.fresh.splice(0)]) go();
	}

	/** How much longer the key is held back; 0 when it is not. */
	pausedMs(): number {
		return Math.max(0, this.pausedUntilMs - this.nowMs());
	}

	/**
	 * Starts one request a round of the event loop: its bytes leave, and answers are taken in, before
	 * the next one's work begins. So none waits here while it counts as started.
	 */
	private release(): void {
		const nowMs = this.nowMs();
		const delayMs = Math.max(this.window.delayMs(nowMs), this.pausedMs());
		if (delayMs > 0) {
			this.repeats = withoutCancelled(this.repeats);
			this.fresh = withoutCancelled(this.fresh);
			if (this.repeats.length + this.fresh.length === 0) return;
			return this.wakeIn(Math.min(Math.ceil(delayMs), MAX_SLEEP_MS));
		}
		let next = this.next();
		for (; next?.signal?.aborted; next = this.next()) next.go();
		if (!next) return;
		next.go(this.window.start(nowMs));
		this.wakeIn(0);
	}

	private next(): Waiting | undefined {
		return this.repeats.shift() ?? this.fresh.shift();
	}

	private wakeIn(napMs: number): void {
		const wakesAtMs = this.nowMs() + napMs;
		if (this.wakesAtMs <= wakesAtMs) return;
		this.wakesAtMs = wakesAtMs;
		void sleep(napMs).then(() => {
			// One that was set for an earlier time has taken its place.
			if (this.wakesAtMs !== wakesAtMs) return;
			this.wakesAtMs = Infinity;
			this.release();
		});
	}
}

function withoutCancelled(queue: Waiting[]): Waiting[] {
	return queue.filter(({ signal, go }) => {
		if (signal?.aborted) go();
		return !signal?.aborted;
	});
}
