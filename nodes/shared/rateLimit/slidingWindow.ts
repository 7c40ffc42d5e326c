/** A request's slot in the window. */
export interface Permit {
	startedAtMs: number;
	answeredAtMs?: number;
	/** True if no other request was under way when this one started. */
	isAlone: boolean;
	isWrite: boolean;
}

/** The estimate of an arrival may be wrong by this much. */
const MARGIN_MS = 10;
/** A request is on its way for at most this long; the rest of a longer round trip is the server's work. */
const MAX_WAY_MS = 5000;
const REMEMBERED_ROUND_TRIPS = 120;
/** This machine's own work may take this much of a round trip, and less of another one. */
const OWN_WORK_MS = 10;
/** The quickest round trip counts as known after this many. */
const MIN_ROUND_TRIPS = 30;
/** After being busy for BUSY_MS, the window spreads the requests of a second over BURST_MS. */
const BUSY_MS = 1500;
const BURST_MS = 200;
/**
 * Writes under way at once: few, because they are lost if the key is revoked meanwhile, but as many as the rate needs
 * if the server is slow, which the last REMEMBERED_WRITES tell. After HANGS_AFTER_MS a write no longer counts.
 */
const MIN_WRITES_AT_ONCE = 5;
const REMEMBERED_WRITES = 10;
const HANGS_AFTER_MS = 1000;
/** Number of round trips of requests that ran alone that are needed and remembered. The first one also opens the connection. */
const ALONE = 3;

/**
 * Sliding window: at most `perSecond` requests reach the server within any one second. The server counts
 * arrivals; we only see start and response. An arrival lies between them, uncertain by (round trip − quickest
 * round trip). A slot is therefore free again one second after `start + that uncertainty`. A server that is slow
 * at times can make this wrong; its 429 corrects it. Pure; all times are ms of one monotonic clock.
 */
export class SlidingWindow {
	private limit = 1;

	private windowMs = 0;

	private permits: Permit[] = [];

	private roundTripsMs: number[] = [];

	/** Round trips of requests that ran alone; requests side by side also wait for each other. */
	private aloneMs: number[] = [];

	/** Round trips of the last writes. */
	private writesMs: number[] = [];

	private underWay = 0;

	private fullSinceMs?: number;

	private lastStartMs = 0;

	constructor(perSecond: number) {
		this.setRate(perSecond);
	}

	setRate(perSecond: number): void {
		// At 7.5 a second, each second has room for 7 requests; at 0.5, every two seconds for one.
		this.limit = Math.max(1, Math.floor(perSecond));
		this.windowMs = 1000 * Math.max(1, 1 / perSecond) + MARGIN_MS;
	}

	/** Milliseconds until the next request may start; 0 if it may start now. */
	delayMs(nowMs: number): number {
		return this.slotDelayMs(nowMs) || Math.max(0, this.gapEndsAtMs() - nowMs);
	}

	/** Milliseconds until a slot is free; 0 if one is. Forgets the permits that no longer take one. */
	private slotDelayMs(nowMs: number): number {
		if (this.permits.length < this.limit) return 0;
		const quickestMs = this.quickestMs();
		let freeAtMs = Infinity;
		this.permits = this.permits.filter((permit) => {
			const ownMs = this.freeAtMs(permit, quickestMs);
			if (ownMs > nowMs) freeAtMs = Math.min(freeAtMs, ownMs);
			return ownMs > nowMs;
		});
		if (this.permits.length < this.limit) return 0;
		this.fullSinceMs ??= nowMs;
		return freeAtMs - nowMs;
	}

	/** Milliseconds until the next request may start if it changes something. */
	writeDelayMs(nowMs: number): number {
		const underWay = this.permits.filter(
			({ isWrite, answeredAtMs, startedAtMs }) =>
				isWrite && answeredAtMs === undefined && startedAtMs > nowMs - HANGS_AFTER_MS,
		);
		// Little's law, with a fifth more so that waiting for a response never slows the rate down.
		const writesMs = this.writesMs.reduce((sum, ms) => sum + ms, 0) / this.writesMs.length;
		const needed = Math.ceil(((1.2 * (writesMs || 0)) / this.windowMs) * this.limit);
		if (underWay.length < Math.max(MIN_WRITES_AT_ONCE, needed)) return 0;
		return underWay[0].startedAtMs + HANGS_AFTER_MS - nowMs;
	}

	start(nowMs: number, isWrite = false): Permit {
		if (this.permits.length < this.limit / 2) this.fullSinceMs = undefined;
		this.lastStartMs = nowMs;
		const permit = { startedAtMs: nowMs, isAlone: this.underWay++ === 0, isWrite };
		this.permits.push(permit);
		return permit;
	}

	/** Notes that the request of this permit has got its response, or failed. */
	settle(permit: Permit, nowMs: number): void {
		this.underWay--;
		permit.answeredAtMs = nowMs;
		const tookMs = nowMs - permit.startedAtMs;
		remember(this.roundTripsMs, tookMs, REMEMBERED_ROUND_TRIPS);
		if (permit.isWrite) remember(this.writesMs, tookMs, REMEMBERED_WRITES);
		if (permit.isAlone) remember(this.aloneMs, tookMs, ALONE);
	}

	/** The quickest round trip, without our own work; 0 while too few are known. */
	private quickestMs(): number {
		const { aloneMs, roundTripsMs } = this;
		const isKnown = aloneMs.length >= ALONE && roundTripsMs.length >= MIN_ROUND_TRIPS;
		return isKnown ? Math.max(0, Math.min(...aloneMs, ...roundTripsMs) - OWN_WORK_MS) : 0;
	}

	/** A busy process leaves gaps, so that other processes with the same key get slots between its requests. */
	private gapEndsAtMs(): number {
		const isBusy = this.lastStartMs - (this.fullSinceMs ?? this.lastStartMs) > BUSY_MS;
		return isBusy ? this.lastStartMs + BURST_MS / this.limit : 0;
	}

	private freeAtMs({ startedAtMs, answeredAtMs = Infinity }: Permit, quickestMs: number): number {
		const wayMs = Math.max(0, answeredAtMs - startedAtMs - quickestMs);
		return startedAtMs + Math.min(wayMs, MAX_WAY_MS) + this.windowMs;
	}
}

function remember(values: number[], value: number, most: number): void {
	values.push(value);
	if (values.length > most) values.shift();
}
