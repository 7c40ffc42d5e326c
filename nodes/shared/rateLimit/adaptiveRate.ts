/** A refusal this soon after the last pause shows that there are more callers than we assumed. */
const SOON_MS = 2_000;
/** A timer that fires this late doesn't lower the rate. */
const LATE_MS = 5;
/** The first share of the full rate that is probed after evenly spread requests were refused. */
const FIRST_PROBE = 1 / 2;
/** A measured share is multiplied by MARGIN. A share below LEAST_MEASURED doesn't count as measured. */
const MARGIN = 0.9;
const LEAST_MEASURED = 1 / 15;
/** After this many probes without a measurement the least share is taken. */
const MAX_PROBES = 6;
/** The rate never falls below this share of the full one. */
const MIN_SHARE = 1 / 60;
/** Factor by which the rate decreases after a refusal that comes soon after the last one. */
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
 * `unlimited` until the first refusal, then `spread`: the full rate, but evenly. `probing` measures the share
 * that the other processes leave. From there the rate grows by additive increase, and CUBIC's congestion
 * avoidance holds it around `wMax`.
 */
type State = 'unlimited' | 'spread' | 'probing' | 'additiveIncrease' | 'congestionAvoidance';

/**
 * Finds the rate of a key that other processes use too, by TCP's congestion control (AIMD, and the cubic
 * recovery of CUBIC, RFC 9438). Nobody says how many processes there are; a 429 only says that together they are
 * too fast. Pure; all times are ms of one monotonic clock.
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

	/** Sets the rate in the credential, which this process never exceeds. */
	setFull(perSecond: number): void {
		this.full = perSecond;
	}

	/** Requests per second at this time. */
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
		// Counts from the intended time, so that a late timer doesn't lower the rate.
		this.nextAtMs = Math.max(this.nextAtMs, nowMs - LATE_MS) + 1000 / this.rateAt(nowMs);
	}

	/** Notes that a request that started at this time was accepted. */
	accept(startedAtMs: number): void {
		if (startedAtMs > this.refusedAtMs) this.accepted++;
	}

	/** Notes that a request that started at this time was refused. Requests under way together count as one refusal. */
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
