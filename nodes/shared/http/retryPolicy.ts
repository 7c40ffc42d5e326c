import type { FailureKind } from './failure';

/** The tries of one request so far. */
export interface Attempts {
	tries: number;
	elapsedMs: number;
	/** True if the API may have processed one of the tries, although no response says so. */
	outcomeUnknown: boolean;
	retryAfterMs?: number;
}

/** Limits while no request of the key succeeds: the API is down, so the user hears of it soon. */
const LIMITS_IF_ALL_FAIL = { tries: 7, failingMs: 60_000, rateLimitedMs: 90_000 };

/** Limits while others succeed: only this request has failed so far. */
const LIMITS_IF_OTHERS_SUCCEED = { tries: 14, failingMs: 180_000, rateLimitedMs: 900_000 };

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;

/** If `Retry-After` asks for more than this, we give up: the user's next execution can try. */
export const MAX_PAUSE_MS = 300_000;

/** True if a request has had all its tries, or all its time. */
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

/** Doubles with each try, with jitter so that requests that failed together do not come back together. */
export const backoffMs = (tries: number): number =>
	Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);

/**
 * Milliseconds that a `Retry-After` header asks to wait: seconds or an HTTP date (RFC 9110, 10.2.3).
 * `undefined` when the header is missing or means nothing.
 * A date counts from the server's own `Date` header, since the local clock may be wrong.
 */
export function retryAfterMs(
	retryAfter: unknown,
	serverDate: unknown,
	nowMs: number,
): number | undefined {
	const text = ['number', 'string'].includes(typeof retryAfter) ? String(retryAfter).trim() : '';
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
	const until = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
	if (Number.isNaN(until)) return undefined;
	const now = typeof serverDate === 'string' ? Date.parse(serverDate) : NaN;
	return Math.max(0, until - (Number.isNaN(now) ? nowMs : now));
}
