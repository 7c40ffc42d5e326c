import { sleep } from '../async';
import type { QueueOptions, RateLimiter } from '../rateLimit/rateLimiter';
import type { CircuitBreaker } from './circuitBreaker';
import {
	hasUnknownOutcome,
	isResponse,
	isTransient,
	toFailureKind,
	type FailureKind,
	type HttpResult,
} from './failure';
import type { ApiRequest } from './request';
import { retryAfterMs, backoffMs, isExhausted, MAX_PAUSE_MS, type Attempts } from './retryPolicy';

/** Shared by all requests of one key in this process. */
export interface KeyState {
	limiter: RateLimiter;
	/** Responses that were neither a refusal nor a failure, so far. */
	successes: number;
	/** Pauses in a row whose length the API did not give. */
	ownPauses: number;
}

/** The outcome of all tries of one request. */
export interface SendResult {
	httpResult: HttpResult;
	/** Undefined when the API answered and meant it, be it a success or a rejection. */
	kind?: FailureKind;
	attempts: Attempts;
}

/** The pause for a 429 that does not say how long; it doubles with each further one. */
const FIRST_PAUSE_MS = 1_000;
const MAX_OWN_PAUSE_MS = 30_000;
/** `Retry-After: 0` must not turn into a busy loop. */
const MIN_PAUSE_MS = 50;

/**
 * Sends one request: waits for the key's turn, sends, pauses the whole key after a 429, and tries
 * again where a repeat is harmless and can help. Never throws.
 */
export async function sendWithRetry(
	request: ApiRequest,
	keyState: KeyState,
	circuit: CircuitBreaker,
	attempt: () => Promise<HttpResult>,
	queueOptions: QueueOptions = {},
): Promise<SendResult> {
	const { signal } = queueOptions;
	let firstStartMs = 0;
	let lastStartMs = 0;
	let successesBefore = 0;
	let outcomeUnknown = false;
	const toAttempts = (tries: number): Attempts => ({
		tries,
		elapsedMs: tries > 0 ? performance.now() - firstStartMs : 0,
		outcomeUnknown,
	});
	for (let tries = 1; ; tries++) {
		await circuit.spaceOut(signal);
		const httpResult = await keyState.limiter.run(
			async () => {
				lastStartMs = performance.now();
				if (tries === 1) {
					firstStartMs = lastStartMs;
					successesBefore = keyState.successes;
				}
				return await attempt();
			},
			tries > 1 ? { ...queueOptions, priority: 'retry' } : queueOptions,
			isRefusal,
		);
		if (!httpResult) return { ...CANCELLED, attempts: toAttempts(tries - 1) };
		const kind = toFailureKind(httpResult, request);
		outcomeUnknown ||= kind !== undefined && hasUnknownOutcome(kind);
		const attempts = toAttempts(tries);
		const headers = isResponse(httpResult) ? httpResult.headers : {};
		const askedMs = retryAfterMs(headers['retry-after'], headers.date, Date.now());
		// A pause holds for the other requests of the key even if this one does not wait for it.
		if (kind === 'rateLimited') attempts.retryAfterMs = pause(keyState, askedMs);
		const result: SendResult = { httpResult, kind, attempts };
		const hasGivenUp = circuit.note(request, result, lastStartMs);
		if (!kind) {
			keyState.successes++;
			keyState.ownPauses = 0;
			return result;
		}
		const mayRepeat =
			isTransient(kind) && (request.retry === 'always' || !hasUnknownOutcome(kind));
		const isLastTry = kind !== 'rateLimited' && tries >= (request.maxTries ?? Infinity);
		const isOver =
			isLastTry || isExhausted(kind, attempts, keyState.successes > successesBefore);
		if (!mayRepeat || isOver || hasGivenUp || (askedMs ?? 0) > MAX_PAUSE_MS) return result;
		if (kind !== 'rateLimited') {
			const sleepMs = Math.max(Math.min(askedMs ?? 0, MAX_OWN_PAUSE_MS), backoffMs(tries));
			await sleep(sleepMs, signal);
		}
	}
}

/** The outcome of a request whose waiting was ended before it could be sent. */
const CANCELLED = {
	httpResult: { code: 'ERR_CANCELED', detail: '' },
	kind: 'cancelled',
} as const;

const isRefusal = (httpResult: HttpResult): boolean =>
	isResponse(httpResult) && httpResult.status === 429;

/** Pauses the whole key; returns for how long, in ms. */
function pause(keyState: KeyState, askedMs?: number): number {
	// A pause longer than MAX_PAUSE_MS would hold back later runs, too. This run ends at this response instead.
	if (askedMs !== undefined && askedMs > MAX_PAUSE_MS) return askedMs;
	// Requests refused together count as one refusal: only the first one lengthens the pause.
	const pausedMs = keyState.limiter.pausedMs();
	if (askedMs === undefined && pausedMs > 0) return pausedMs;
	const pauseMs =
		askedMs ?? Math.min(MAX_OWN_PAUSE_MS, FIRST_PAUSE_MS * 2 ** keyState.ownPauses++);
	keyState.limiter.pause(Math.max(pauseMs, MIN_PAUSE_MS));
	return pauseMs;
}
