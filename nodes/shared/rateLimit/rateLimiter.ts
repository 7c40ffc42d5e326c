import { sleep } from 'n8n-workflow';

import { FairQueue, type QueueOptions } from './fairQueue';
import { AdaptiveRate } from './adaptiveRate';
import { SlidingWindow, type Permit } from './slidingWindow';

interface Waiting {
	signal?: AbortSignal;
	resolve: (permit?: Permit) => void;
}

/** Called at the start of a request, and asked whether its result is a 429. */
interface Hooks<T> {
	isRefused?: (result: T) => boolean;
	onStart?: () => void;
}

/** A clock may have been set forward meanwhile, so no sleep is longer. */
const MAX_SLEEP_MS = 250;

/**
 * Decides when the requests of one key may leave: at most `perSecond` in any one second, fewer while
 * other processes use the key, and none during a pause that the API asks for. ARCHITECTURE.md has a picture.
 */
export class RateLimiter {
	private readonly window: SlidingWindow;

	private readonly adaptiveRate: AdaptiveRate;

	private readonly activeRates: ActiveRates;

	private readonly queue = new FairQueue<Waiting>();

	private readonly watched = new WeakSet<AbortSignal>();

	private pausedUntilMs = 0;

	private wakesAtMs = Infinity;

	/** `nowMs` is a monotonic clock: a wall clock that jumps would let bursts through, or nothing. */
	constructor(
		private readonly perSecond: number,
		private readonly nowMs: () => number = () => performance.now(),
	) {
		this.window = new SlidingWindow(perSecond);
		this.adaptiveRate = new AdaptiveRate(perSecond);
		this.activeRates = new ActiveRates(perSecond);
	}

	/**
	 * Runs `request` as soon as the key's limit allows.
	 * Resolves to undefined, and runs nothing, when the signal or `rejectQueued` ends the waiting.
	 */
	async run<T>(
		request: () => Promise<T>,
		queueOptions: QueueOptions = {},
		hooks: Hooks<T> = {},
	): Promise<T | undefined> {
		const { perSecond = this.perSecond } = queueOptions;
		this.activeRates.begin(perSecond);
		try {
			const permit = await this.permitFor(queueOptions);
			return permit && (await this.runWith(permit, request, hooks));
		} finally {
			this.activeRates.end(perSecond, this.nowMs());
			this.wakeIn(0);
		}
	}

	/** Holds back every request of the key that has not started yet. */
	pause(ms: number): void {
		this.pausedUntilMs = Math.max(this.pausedUntilMs, this.nowMs() + ms);
	}

	/** Ends the waiting of every request that waits now; later ones may try their luck. */
	rejectQueued(): void {
		for (const { resolve } of this.queue.remove(() => true)) resolve();
	}

	/** How much longer the key is held back; 0 when it is not. */
	pausedMs(): number {
		return Math.max(0, this.pausedUntilMs - this.nowMs());
	}

	private async permitFor({ caller, priority = 'new', signal }: QueueOptions) {
		if (signal?.aborted) return undefined;
		if (signal) this.watch(signal);
		return await new Promise<Permit | undefined>((resolve) => {
			this.queue.add(caller, priority, { signal, resolve });
			this.wakeIn(0);
		});
	}

	private async runWith<T>(
		permit: Permit,
		request: () => Promise<T>,
		{ isRefused, onStart }: Hooks<T>,
	): Promise<T> {
		onStart?.();
		try {
			const result = await request();
			if (isRefused?.(result)) this.adaptiveRate.refuse(permit.startedAtMs, this.nowMs());
			else this.adaptiveRate.accept(permit.startedAtMs);
			return result;
		} finally {
			this.window.settle(permit, this.nowMs());
		}
	}

	/** All requests of an execution share one signal, so one listener is enough. */
	private watch(signal: AbortSignal): void {
		if (this.watched.has(signal)) return;
		this.watched.add(signal);
		const leave = () => {
			for (const { resolve } of this.queue.remove((waiting) => waiting.signal === signal))
				resolve();
		};
		signal.addEventListener('abort', leave);
	}

	/**
	 * Starts one request per round of the event loop: its bytes leave, and answers come in, before the
	 * next request begins. So no request waits in this process while it counts as started.
	 */
	private release(): void {
		if (this.queue.isEmpty) return;
		const nowMs = this.nowMs();
		const perSecond = this.activeRates.slowest(nowMs);
		this.window.setRate(perSecond);
		this.adaptiveRate.setFull(perSecond);
		const delayMs = Math.max(
			this.window.delayMs(nowMs),
			this.adaptiveRate.delayMs(nowMs),
			this.pausedMs(),
		);
		if (delayMs > 0) return this.wakeIn(Math.min(Math.ceil(delayMs), MAX_SLEEP_MS));
		this.adaptiveRate.start(nowMs);
		this.queue.next()?.resolve(this.window.start(nowMs));
		this.wakeIn(0);
	}

	private wakeIn(sleepMs: number): void {
		const wakesAtMs = this.nowMs() + sleepMs;
		if (this.wakesAtMs <= wakesAtMs) return;
		this.wakesAtMs = wakesAtMs;
		void sleep(sleepMs).then(() => {
			// A timer for an earlier time has replaced this one.
			if (this.wakesAtMs !== wakesAtMs) return;
			this.wakesAtMs = Infinity;
			this.release();
		});
	}
}

/** Two credentials may hold the same key with different rates: the slowest that is in use counts. */
class ActiveRates {
	private readonly open = new Map<number, number>();

	private readonly untilMs = new Map<number, number>();

	constructor(private readonly preset: number) {}

	begin(perSecond: number): void {
		this.open.set(perSecond, (this.open.get(perSecond) ?? 0) + 1);
	}

	/** A rate counts until the second, or more, of its last request is over. */
	end(perSecond: number, nowMs: number): void {
		const left = (this.open.get(perSecond) ?? 1) - 1;
		if (left > 0) this.open.set(perSecond, left);
		else this.open.delete(perSecond);
		this.untilMs.set(perSecond, nowMs + 1000 * Math.max(1, 1 / perSecond));
	}

	slowest(nowMs: number): number {
		for (const [perSecond, untilMs] of this.untilMs) {
			if (untilMs <= nowMs) this.untilMs.delete(perSecond);
		}
		const rates = [...this.open.keys(), ...this.untilMs.keys()];
		return rates.length > 0 ? Math.min(...rates) : this.preset;
	}
}
