/** A refusal this soon after the last pause shows that there are more callers than we assumed. */
const SOON_MS = 2_000;
/** A timer may fire this late without costing a place. */
const LATE_MS = 5;
/** Share of the full rate that is probed after a refusal of evenly spread requests. */
const FIRST_PROBE = 1 / 2;
/** We take a measured share times MARGIN; a share below LEAST_MEASURED does not count as measured. */
const MARGIN = 0.9;
const LEAST_MEASURED = 1 / 15;
/** Probes without a measurement, after which the least is taken. */
const MAX_PROBES = 6;
/** The rate never falls below this share of the full one. */
const MIN_SHARE = 1 / 60;
/** Multiplicative decrease after a refusal that comes soon after the last. */
const SOON_BETA = 0.8;
/** Requests/s² added while growing, at 1/8 of the full rate; inversely proportional to the rate, so that shares converge. */
const GROWTH = 0.1;
/** Back-off (1 − beta) at 1/8 of the full rate; scales with √rate. */
const BACKOFF = 0.06;
/** Time in which CUBIC regains `wMax`, at 1/8 of the full rate; scales with √rate. */
const RECOVERY_MS = 40_000;
/** After ALONE_AFTER_MS without a refusal the other callers seem to have gone: the rate doubles within DOUBLED_IN_MS. */
const ALONE_AFTER_MS = 40_000;
const DOUBLED_IN_MS = 50_000;

/**
 * `unlimited` until the first refusal; then `spread`: the full rate, but evenly; `probing` for the
 * share that others leave; additive increase; and CUBIC's congestion avoidance around `wMax`.
 */
type State = 'unlimited' | 'spread' | 'probing' | 'additiveIncrease' | 'congestionAvoidance';

/**
 * The rate of a key that other processes use too: congestion control, as TCP does it (AIMD, and the
 * cubic recovery of CUBIC, RFC 9438). Nobody says how many others there are; a 429 only says that all
 * together are too fast. Pure; all times are in milliseconds of one monotonic clock.
 *
 * Example, full rate 60/s. The first request is refused with `Retry-After: 1`: the server may only
 * dislike bursts, so from now on 60/s leave evenly, one each 17 ms. The next refusal means company:
 * 30/s are probed after the pause. Eight are taken until a ninth is refused after 0.27 s, so this
 * process's share is 8 × 0.9 = 7.2/s, which grows by 0.1 each second. It is refused 21 s later, at 9.4/s
 * (`wMax`): the rate falls to 8.8/s, and is back at 9.4/s after 45 s.
 */
export class AdaptiveRate {
	private state: State = 'unlimited';

	/** Rate at the last refusal. */
	private wMax = Infinity;

	private refusedAtMs = -Infinity;

	private resumedAtMs?: number;

	private nextAtMs = 0;

	private accepted = 0;

	private probes = 0;

	constructor(private full: number) {}

	/** The most that this process may take, as the credential says. */
	setFull(perSecond: number): void {
		this.full = perSecond;
	}

	/** Requests a second at this time. */
	rateAt(nowMs: number): number {
		if (this.state === 'unlimited' || this.state === 'spread') return this.full;
		const quietMs = nowMs - this.refusedAtMs;
		const eighths = this.wMax / (this.full / 8);
		const leftOfRecovery = Math.max(0, 1 - quietMs / (RECOVERY_MS * Math.sqrt(eighths)));
		const change =
			this.state === 'congestionAvoidance'
				? -this.wMax * BACKOFF * Math.sqrt(eighths) * leftOfRecovery ** 3
				: (GROWTH / eighths) * (quietMs / 1000);
		const aloneMs = Math.max(0, quietMs - ALONE_AFTER_MS);
		const rate = this.wMax * (1 + (aloneMs / DOUBLED_IN_MS) ** 3) + change;
		return Math.min(this.full, Math.max(this.full * MIN_SHARE, rate));
	}

	/** Milliseconds until the next request may start. */
	delayMs(nowMs: number): number {
		return this.state === 'unlimited' ? 0 : Math.max(0, this.nextAtMs - nowMs);
	}

	start(nowMs: number): void {
		this.resumedAtMs ??= nowMs;
		// From the time that was meant, so that a timer that rings late costs nothing.
		this.nextAtMs = Math.max(this.nextAtMs, nowMs - LATE_MS) + 1000 / this.rateAt(nowMs);
	}

	/** A request that started then was not refused. */
	accept(startedAtMs: number): void {
		if (startedAtMs > this.refusedAtMs) this.accepted++;
	}

	/** A request that started then was refused; those that were under way together are one refusal. */
	refuse(startedAtMs: number, nowMs: number): void {
		if (startedAtMs <= this.refusedAtMs) return;
		if (this.state === 'unlimited') {
			this.state = 'spread';
			this.nextAtMs = nowMs;
		} else {
			this.wMax = this.rateAfterRefusal(nowMs);
		}
		this.accepted = 0;
		this.refusedAtMs = nowMs;
		this.resumedAtMs = undefined;
	}

	private rateAfterRefusal(nowMs: number): number {
		const rate = this.rateAt(nowMs);
		const workedMs = nowMs - (this.resumedAtMs ?? nowMs);
		if (rate >= this.full) {
			this.state = 'probing';
			this.probes = 0;
			return this.full * FIRST_PROBE;
		}
		if (workedMs >= SOON_MS) {
			this.state = 'congestionAvoidance';
			return rate;
		}
		if (this.state !== 'probing') {
			this.state = 'additiveIncrease';
			return rate * SOON_BETA;
		}
		const least = this.full * LEAST_MEASURED;
		if (this.accepted < least && ++this.probes < MAX_PROBES) return this.wMax;
		this.state = 'additiveIncrease';
		return Math.max(least, (MARGIN * this.accepted) / Math.max(1, workedMs / 1000));
	}
}
