import type { FailureKind } from './failure';

/** What has become of one request so far. */
export interface Attempts {
	tries: number;
	elapsedMs: number;
	/** Whether the API may have processed one of the tries although it did not say so. */
	outcomeUnknown: boolean;
	retryAfterMs?: number;
}

/** Limits while no request of the key succeeds: the API is down, so the user hears of it soon. */
const LIMITS_IF_ALL_FAIL = { tries: 7, failingMs: 60_000, rateLimitedMs: 90_000 };
/** Limits while others succeed: only this request has failed so far. */
const LIMITS_IF_OTHERS_SUCCEED = { tries: 14, failingMs: 180_000, rateLimitedMs: 900_000 };

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;

/** A longer wait than this, which `Retry-After` asks for, is left to the user's next execution. */
export const MAX_PAUSE_MS = 300_000;

/** Whether to give up after so many tries, or so long. */
export function isExhausted(
	kind: FailureKind,
	{ tries, elapsedMs }: Attempts,
	othersSucceed: boolean,
) {
	const limits = othersSucceed ? LIMITS_IF_OTHERS_SUCCEED : LIMITS_IF_ALL_FAIL;
	return kind === 'rateLimited'
		? elapsedMs > limits.rateLimitedMs
		: tries >= limits.tries || elapsedMs > limits.failingMs;
}

/** Doubles from try to try, with jitter so that requests that failed together do not return together. */
export const backoffMs = (tries: number): number =>
	Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);
