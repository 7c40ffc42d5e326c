/** What the two clocks show at one moment; the API's is known where an answer has a `Date` header. */
export interface Reading {
	dateMs?: number;
	localMs: number;
}

/** A time line of the trigger's own, and what the two clocks showed when it was last read. */
export interface Clock {
	steadyMs: number;
	dateMs?: number;
	localMs?: number;
	/** Whether the API's clock has been seen to go at the pace of the local one, or backwards. */
	isLocalTrue?: boolean;
}

/** The `Date` header comes in whole seconds, and an answer takes its time. */
const PRECISION_MS = 1500;
/** Shorter spans say nothing about the pace of a clock. */
const PAIRING_SPAN_MS = 5000;
/** Below this, half of the shortest time between polls, the local clock may be one that stands still. */
const LOCAL_SPAN_MS = 500;

/** The time line of a trigger begins with its first reading. */
export const started = ({ dateMs, localMs }: Reading): Clock => ({ steadyMs: 0, dateMs, localMs });

/**
 * Moves the time line on. No clock is believed but for how long something took, and of two clocks
 * the one that says less: one that jumps ahead, or that differs between two servers, makes nothing final.
 */
export function moved(clock: Clock, { dateMs, localMs }: Reading): Clock {
	const localSpanMs = spanOf(clock.localMs, localMs);
	const dateSpanMs = spanOf(clock.dateMs, dateMs);
	const isLocalTrue =
		clock.isLocalTrue ||
		(dateSpanMs !== undefined &&
			(dateSpanMs < -PRECISION_MS ||
				(dateSpanMs >= PAIRING_SPAN_MS &&
					Math.abs(dateSpanMs - (localSpanMs ?? 0)) <= PRECISION_MS)));
	const isLocalBound = isLocalTrue || (localSpanMs ?? 0) >= LOCAL_SPAN_MS;
	const spanMs =
		dateSpanMs === undefined
			? (localSpanMs ?? 0)
			: Math.min(dateSpanMs, isLocalBound ? (localSpanMs ?? Infinity) : Infinity);
	return {
		steadyMs: clock.steadyMs + Math.max(0, spanMs),
		// Without a header the API's clock is taken to have gone on.
		dateMs:
			dateMs ?? (clock.dateMs === undefined ? undefined : clock.dateMs + (localSpanMs ?? 0)),
		localMs,
		...(isLocalTrue && { isLocalTrue }),
	};
}

/**
 * The latest time that rows of now can carry, as far as the clocks know: where the API's clock has
 * jumped ahead of the local one since the last reading, the jump is left out.
 */
export function latestRowMs(clock: Clock, { dateMs, localMs }: Reading): number {
	const shownMs = dateMs ?? localMs;
	const localSpanMs = spanOf(clock.localMs, localMs);
	if (!clock.isLocalTrue || clock.dateMs === undefined || localSpanMs === undefined)
		return shownMs;
	return Math.min(shownMs, clock.dateMs + Math.max(0, localSpanMs) + PRECISION_MS);
}

const spanOf = (fromMs?: number, toMs?: number): number | undefined =>
	fromMs === undefined || toMs === undefined ? undefined : toMs - fromMs;
