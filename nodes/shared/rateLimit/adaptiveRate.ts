/** A refusal so soon after the last pause tells that there are more callers than was thought. */
const SOON_MS = 2_000;
/** So late may a timer ring. */
const LATE_MS = 5;
/** How much of the full pace is tried after the first refusal. */
const FIRST_TRY = 1 / 2;
/** A measured share is taken with this margin; one below the least is no measurement. */
const MARGIN = 0.9;
const LEAST_MEASURED = 1 / 15;
/** After so many tries without a measurement the least is taken. */
const MAX_TRIES = 6;
/** No pace falls below this part of the full one. */
const LEAST = 1 / 60;
/** What stays of the pace after another refusal so soon. */
const KEPT = 0.8;
/** An eighth of the full pace grows by this much a second, a quarter by half of it, … */
const GROWTH = 0.08;
/** An eighth of the full pace that was refused late gives up this part of itself, a quarter √2 of it, … */
const CUT = 0.08;
/** … and regains it in this time, a quarter in √2 of it, … */
const REGAIN_MS = 40_000;
/** When nothing is refused for so long, the others seem to have gone: the pace doubles within a further time. */
const ALONE_AFTER_MS = 40_000;
const DOUBLED_IN_MS = 50_000;

type State = 'alone' | 'measuring' | 'growing' | 'holding';

/**
 * Pure: the pace of a key that other processes use too. Nobody tells how many they are, a 429 only
 * says that all together are too fast. Until the first one nothing is held back. Then requests are
 * spread evenly, the share that is left is measured, and the pace rises slowly until the next 429
 * (additive increase, multiplicative decrease): a large pace rises more slowly and gives up more, so
 * that the shares become equal.
 *
 * Example of three requests, full pace 60 a second. The first is answered 429 with `Retry-After: 1`,
 * so from now on 30 a second are tried, one each 33 ms. The second starts after that second, is taken,
 * and so are seven others until, 0.27 s later, a ninth is refused: 8 of the 60 of a second were ours,
 * so the pace becomes 8 × 0.9 = 7.2 and grows by 0.08 a second. The third is refused 20 s later, at 8.9:
 * the pace falls to 8.1, and is back at 8.9 in 44 s, at first fast and then slower and slower.
 * All times are in milliseconds of one monotonic clock.
 */
export class SharedPace {
	private state: State = 'alone';

	private base = Infinity;

	private refusedAtMs = -Infinity;

	private resumedAtMs?: number;

	private nextAtMs = 0;

	private taken = 0;

	private tries = 0;

	constructor(private full: number) {}

	/** The most that this process may take, as the credential says. */
	setFull(perSecond: number): void {
		this.full = perSecond;
	}

	/** Requests a second at this time. */
	paceAt(nowMs: number): number {
		if (this.state === 'alone') return this.full;
		const quietMs = nowMs - this.refusedAtMs;
		const eighths = this.base / (this.full / 8);
		const leftOfRegain = Math.max(0, 1 - quietMs / (REGAIN_MS * Math.sqrt(eighths)));
		const change =
			this.state === 'holding'
				? -this.base * CUT * Math.sqrt(eighths) * leftOfRegain ** 3
				: (GROWTH / eighths) * (quietMs / 1000);
		const aloneMs = Math.max(0, quietMs - ALONE_AFTER_MS);
		const pace = this.base * (1 + (aloneMs / DOUBLED_IN_MS) ** 3) + change;
		return Math.min(this.full, Math.max(this.full * LEAST, pace));
	}

	/** Milliseconds until the next request may start. */
	delayMs(nowMs: number): number {
		return this.paceAt(nowMs) < this.full ? Math.max(0, this.nextAtMs - nowMs) : 0;
	}

	start(nowMs: number): void {
		this.resumedAtMs ??= nowMs;
		// From the time that was meant, so that a timer that rings late costs nothing.
		this.nextAtMs = Math.max(this.nextAtMs, nowMs - LATE_MS) + 1000 / this.paceAt(nowMs);
	}

	/** A request that started then was not refused. */
	accept(startedAtMs: number): void {
		if (startedAtMs > this.refusedAtMs) this.taken++;
	}

	/** A request that started then was refused; those that were under way together are one refusal. */
	refuse(startedAtMs: number, nowMs: number): void {
		if (startedAtMs <= this.refusedAtMs) return;
		this.base = this.paceAfterRefusal(nowMs);
		this.taken = 0;
		this.refusedAtMs = nowMs;
		this.resumedAtMs = undefined;
	}

	private paceAfterRefusal(nowMs: number): number {
		const pace = this.paceAt(nowMs);
		const workedMs = nowMs - (this.resumedAtMs ?? nowMs);
		if (pace >= this.full) {
			this.state = 'measuring';
			this.tries = 0;
			return this.full * FIRST_TRY;
		}
		if (workedMs >= SOON_MS) {
			this.state = 'holding';
			return pace;
		}
		if (this.state !== 'measuring') {
			this.state = 'growing';
			return pace * KEPT;
		}
		const least = this.full * LEAST_MEASURED;
		if (this.taken < least && ++this.tries < MAX_TRIES) return this.base;
		this.state = 'growing';
		return Math.max(least, (MARGIN * this.taken) / Math.max(1, workedMs / 1000));
	}
}
