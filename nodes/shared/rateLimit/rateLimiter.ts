import { sleep } from 'n8n-workflow';

import { FairQueue, type QueueOptions } from './fairQueue';
import { PacesInUse } from './activeRates';
import { SharedPace } from './adaptiveRate';
import { SlidingWindow, type Ticket } from './slidingWindow';

interface Waiting {
	signal?: AbortSignal;
	go: (ticket?: Ticket) => void;
}

/** Who asked for a request: is told of its start, and tells whether its result is a 429. */
interface Watcher<T> {
	isRefused?: (result: T) => boolean;
	onStart?: () => void;
}

/** A clock may have been set forward meanwhile, so no sleep is longer. */
const MAX_SLEEP_MS = 250;

/** Paces all requests of one key: window, shared pace, and the pauses that the API asks for. */
export class RateLimiter {
	private readonly window: SlidingWindow;

	private readonly shared: SharedPace;

	private readonly paces: PacesInUse;

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
		this.shared = new SharedPace(perSecond);
		this.paces = new PacesInUse(perSecond);
	}

	/**
	 * Runs `request` as soon as the key's limit allows.
	 * Resolves to undefined, and runs nothing, when the signal or `rejectQueued` ends the waiting.
	 */
	async run<T>(
		request: () => Promise<T>,
		queueOptions: QueueOptions = {},
		watcher: Watcher<T> = {},
	): Promise<T | undefined> {
		const { perSecond = this.perSecond } = queueOptions;
		this.paces.begin(perSecond);
		try {
			const ticket = await this.ticketFor(queueOptions);
			return ticket && (await this.runWith(ticket, request, watcher));
		} finally {
			this.paces.end(perSecond, this.nowMs());
			this.wakeIn(0);
		}
	}

	/** Holds back every request of the key that has not started yet. */
	pause(ms: number): void {
		this.pausedUntilMs = Math.max(this.pausedUntilMs, this.nowMs() + ms);
	}

	/** Ends the waiting of every request that waits now; later ones may try their luck. */
	rejectQueued(): void {
		for (const { go } of this.queue.remove(() => true)) go();
	}

	/** How much longer the key is held back; 0 when it is not. */
	pausedMs(): number {
		return Math.max(0, this.pausedUntilMs - this.nowMs());
	}

	private async ticketFor({ caller, priority = 'new', signal }: QueueOptions) {
		if (signal?.aborted) return undefined;
		if (signal) this.watch(signal);
		return await new Promise<Ticket | undefined>((go) => {
			this.queue.add(caller, priority, { signal, go });
			this.wakeIn(0);
		});
	}

	private async runWith<T>(
		ticket: Ticket,
		request: () => Promise<T>,
		{ isRefused, onStart }: Watcher<T>,
	): Promise<T> {
		onStart?.();
		try {
			const result = await request();
			if (isRefused?.(result)) this.shared.refuse(ticket.startedAtMs, this.nowMs());
			else this.shared.accept(ticket.startedAtMs);
			return result;
		} finally {
			this.window.settle(ticket, this.nowMs());
		}
	}

	/** All requests of an execution have one signal, so one listener does for them. */
	private watch(signal: AbortSignal): void {
		if (this.watched.has(signal)) return;
		this.watched.add(signal);
		const leave = () => {
			for (const { go } of this.queue.remove((waiting) => waiting.signal === signal)) go();
		};
		signal.addEventListener('abort', leave);
	}

	/**
	 * Starts one request a round of the event loop: its bytes leave, and answers are taken in, before
	 * the next one's work begins. So none waits here while it counts as started.
	 */
	private release(): void {
		if (this.queue.isEmpty) return;
		const nowMs = this.nowMs();
		const perSecond = this.paces.slowest(nowMs);
		this.window.setPace(perSecond);
		this.shared.setFull(perSecond);
		const delayMs = Math.max(
			this.window.delayMs(nowMs),
			this.shared.delayMs(nowMs),
			this.pausedMs(),
		);
		if (delayMs > 0) return this.wakeIn(Math.min(Math.ceil(delayMs), MAX_SLEEP_MS));
		this.shared.start(nowMs);
		this.queue.next()?.go(this.window.start(nowMs));
		this.wakeIn(0);
	}

	private wakeIn(sleepMs: number): void {
		const wakesAtMs = this.nowMs() + sleepMs;
		if (this.wakesAtMs <= wakesAtMs) return;
		this.wakesAtMs = wakesAtMs;
		void sleep(sleepMs).then(() => {
			// One that was set for an earlier time has taken its place.
			if (this.wakesAtMs !== wakesAtMs) return;
			this.wakesAtMs = Infinity;
			this.release();
		});
	}
}
