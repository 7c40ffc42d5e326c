import type { Fault } from './failure';

/** What has become of one request so far. */
export interface Attempts {
	tries: number;
	elapsedMs: number;
	/** Whether the API may have processed one of the tries although it did not say so. */
	outcomeUnknown: boolean;
	retryAfterMs?: number;
}

/** Patience while no request of the key gets through: the API is down, so say so soon. */
const PATIENCE_IF_ALL_FAIL = { tries: 7, faultsMs: 60_000, refusalsMs: 90_000 };
/** Patience while others get through: only this request has failed so far. */
const PATIENCE_IF_OTHERS_SUCCEED = { tries: 14, faultsMs: 180_000, refusalsMs: 900_000 };

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;

/** Whether to give up after so many tries, or so long. */
export function isExhausted(
	fault: Fault,
	{ tries, elapsedMs }: Attempts,
	othersGetThrough: boolean,
) {
	const patience = othersGetThrough ? PATIENCE_IF_OTHERS_SUCCEED : PATIENCE_IF_ALL_FAIL;
	return fault === 'rateLimited'
		? elapsedMs > patience.refusalsMs
		: tries >= patience.tries || elapsedMs > patience.faultsMs;
}

/** Doubles from try to try, with jitter so that requests that failed together do not return together. */
export const backoffMs = (tries: number): number =>
	Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);
