import { sleep, FairQueue, type Waiter } from '../async';
import { AdaptiveRate } from './adaptiveRate';
import { SlidingWindow, type Permit } from './slidingWindow';

export interface QueueOptions extends Waiter {
	/** True if the request changes something at the API. */
	isWrite?: boolean;
	/** The rate in the caller's credential. The slowest rate that is in use for the key counts. */
	perSecond?: number;
}

/** Timers may run late after the machine was suspended, so the limiter looks at the clock at least this often. */
const MAX_SLEEP_MS = 250;

/**
 * Decides when each request of one key may leave: at most `perSecond` in any one second, fewer while other
 * processes use the key, none during a pause that the API asks for. See ARCHITECTURE.md.
 */
export class RateLimiter {
	private readonly window: SlidingWindow;

	private readonly adaptiveRate: AdaptiveRate;

	/**
	 * The rates in use: several credentials may contain the same key with different rates. A rate counts while one of
	 * its requests is open, and until the window of the last one is over.
	 */
	private readonly rates = new Map<number, { open: number; untilMs: number }>();

	private readonly queue = new FairQueue<Permit, QueueOptions>();

	private pausedUntilMs = 0;

	private wakesAtMs = Infinity;

	/** `nowMs` is a monotonic clock. A wall clock can jump, and would then let a burst through, or nothing. */
	constructor(
		private readonly perSecond: number,
		private readonly nowMs: () => number = () => performance.now(),
	) {
		this.window = new SlidingWindow(perSecond);
		this.adaptiveRate = new AdaptiveRate(perSecond);
	}

	/**
	 * Runs `request` as soon as the limit of the key allows. Resolves to undefined without running it if the
	 * signal aborts before. `isRefused` tells whether a result is a 429.
	 */
	async run<T>(
		request: () => Promise<T>,
		queueOptions: QueueOptions = {},
		isRefused: (result: T) => boolean = () => false,
	): Promise<T | undefined> {
		const { perSecond = this.perSecond } = queueOptions;
		const rate = this.rates.get(perSecond) ?? { open: 0, untilMs: 0 };
		this.rates.set(perSecond, rate);
		rate.open++;
		try {
			const waiting = this.queue.wait(queueOptions);
			this.wakeIn(0);
			const permit = await waiting;
			return permit && (await this.runWith(permit, request, isRefused));
		} finally {
			rate.open--;
			rate.untilMs = this.nowMs() + 1000 * Math.max(1, 1 / perSecond);
			this.wakeIn(0);
		}
	}

	/** Holds back every request of the key that has not started yet. */
	pause(ms: number): void {
		this.pausedUntilMs = Math.max(this.pausedUntilMs, this.nowMs() + ms);
	}

	/** The rest of the pause; 0 if there is none. */
	pausedMs(): number {
		return Math.max(0, this.pausedUntilMs - this.nowMs());
	}

	private async runWith<T>(
		permit: Permit,
		request: () => Promise<T>,
		isRefused: (result: T) => boolean,
	): Promise<T> {
		try {
			const result = await request();
			if (isRefused(result)) this.adaptiveRate.refuse(permit.startedAtMs, this.nowMs());
			else this.adaptiveRate.accept(permit.startedAtMs);
			return result;
		} finally {
			this.window.settle(permit, this.nowMs());
		}
	}

	/**
	 * Starts one request per round of the event loop. Its bytes leave, and responses come in, before the next
	 * request starts: so none waits in this process after it counts as started.
	 */
	private release(): void {
		const first = this.queue.peek();
		if (!first) return;
		const nowMs = this.nowMs();
		const perSecond = this.slowestRate(nowMs);
		this.window.setRate(perSecond);
		this.adaptiveRate.setFull(perSecond);
		const delayMs = Math.max(
			this.window.delayMs(nowMs),
			first.isWrite ? this.window.writeDelayMs(nowMs) : 0,
			this.adaptiveRate.delayMs(nowMs),
			this.pausedMs(),
		);
		if (delayMs > 0) return this.wakeIn(Math.min(Math.ceil(delayMs), MAX_SLEEP_MS));
		this.adaptiveRate.start(nowMs);
		this.queue.startNext(this.window.start(nowMs, first.isWrite));
		this.wakeIn(0);
	}

	private slowestRate(nowMs: number): number {
		for (const [perSecond, { open, untilMs }] of this.rates) {
			if (open === 0 && untilMs <= nowMs) this.rates.delete(perSecond);
		}
		return Math.min(...this.rates.keys());
	}

	private wakeIn(sleepMs: number): void {
		const wakesAtMs = this.nowMs() + sleepMs;
		if (this.wakesAtMs <= wakesAtMs) return;
		this.wakesAtMs = wakesAtMs;
		void sleep(sleepMs).then(() => {
			// An earlier timer has replaced this one.
			if (this.wakesAtMs !== wakesAtMs) return;
			this.wakesAtMs = Infinity;
			this.release();
		});
	}
}
