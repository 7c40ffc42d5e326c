/** One request's place in the window. */
export interface Ticket {
	startedAtMs: number;
	/** When the request reached the server at the latest, known once it was answered. */
	arrivedAtMs?: number;
}

/** For what the estimate of an arrival can be wrong. */
const MARGIN_MS = 10;
/** An answer that takes longer than this was slow to be made, not slow to arrive. */
const LONGEST_WAY_MS = 5000;
const REMEMBERED_ROUND_TRIPS = 120;

/**
 * Pure sliding window: at most `perSecond` requests reach the server within any one second.
 * The server counts arrivals, so a place is taken until a second after the request arrived at the
 * latest: when its answer came, less the way back. Of that, half the quickest recent round trip is
 * certain enough once there are many to compare. All times are in milliseconds of one monotonic
 * clock, given by the caller.
 */
export class SlidingWindow {
	private limit = 1;

	private windowMs = 0;

	private tickets: Ticket[] = [];

	private roundTripsMs: number[] = [];

	constructor(perSecond: number) {
		this.setPace(perSecond);
	}

	setPace(perSecond: number): void {
		this.limit = Math.max(1, Math.floor(perSecond));
		this.windowMs = (1000 * this.limit) / perSecond + MARGIN_MS;
	}

	/** Milliseconds until the next request may start; 0 when one may start now. */
	delayMs(nowMs: number): number {
		this.tickets = this.tickets.filter((ticket) => this.freeAtMs(ticket) > nowMs);
		if (this.tickets.length < this.limit) return 0;
		return Math.min(...this.tickets.map((ticket) => this.freeAtMs(ticket))) - nowMs;
	}

	start(nowMs: number): Ticket {
		const ticket: Ticket = { startedAtMs: nowMs };
		this.tickets.push(ticket);
		return ticket;
	}

	/** Notes that the request of this ticket was answered, or failed. */
	settle(ticket: Ticket, nowMs: number): void {
		this.roundTripsMs = [
			...this.roundTripsMs.slice(1 - REMEMBERED_ROUND_TRIPS),
			nowMs - ticket.startedAtMs,
		];
		const wayBackMs =
			this.roundTripsMs.length < REMEMBERED_ROUND_TRIPS
				? 0
				: Math.min(...this.roundTripsMs) / 2;
		ticket.arrivedAtMs = Math.min(nowMs - wayBackMs, ticket.startedAtMs + LONGEST_WAY_MS);
	}

	private freeAtMs(ticket: Ticket): number {
		return (ticket.arrivedAtMs ?? ticket.startedAtMs + LONGEST_WAY_MS) + this.windowMs;
	}
}
