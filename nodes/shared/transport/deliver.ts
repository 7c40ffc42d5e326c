import { sleep } from 'n8n-workflow';

import type { Call } from './call';
import { canPass, faultOf, isAnswered, mayHaveActed, type Fault, type Outcome } from './faults';
import type { RateLimiter } from './rateLimiter';
import { retryAfterMs } from './retryAfter';

/** What all requests of one key share in this process. */
export interface Lane {
	limiter: RateLimiter;
	/** Answers that were neither a refusal nor a fault, so far. */
	successes: number;
	/** Pauses in a row whose length the API did not give. */
	ownPauses: number;
	/** The wait for which those that queued were last turned away, in ms. */
	turnedAwayForMs?: number;
}

/** What came of all the tries of one call. */
export interface Delivery {
	outcome: Outcome;
	/** Undefined when the API answered and meant it, be it a success or a refusal. */
	fault?: Fault;
	effort: Effort;
}

interface Effort {
	tries: number;
	elapsedMs: number;
	/** Whether the API may have carried out one of the tries although it did not say so. */
	unsure: boolean;
	retryAfterMs?: number;
}

/** Patience while no request of the key gets through: the API is down, so say so soon. */
const STUCK = { tries: 7, faultsMs: 60_000, refusalsMs: 90_000 };
/** Patience while others get through: this request is merely unlucky. */
const UNLUCKY = { tries: 14, faultsMs: 180_000, refusalsMs: 900_000 };

const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;
/** The pause for a 429 that does not say how long; it doubles with each further one. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_OWN_PAUSE_MS = 30_000;
/** `Retry-After: 0` must not turn into a busy loop. */
const SHORTEST_PAUSE_MS = 50;
/** A longer wait than this is better left to the user's next run. */
const LONGEST_PAUSE_MS = 300_000;

/**
 * Carries one call to the API: waits for the key's turn, sends, holds the whole key back after a
 * 429, and tries again where a repeat is harmless and can help. Never throws.
 */
export async function deliver(
	call: Call,
	lane: Lane,
	attempt: () => Promise<Outcome>,
	signal?: AbortSignal,
): Promise<Delivery> {
	let startedAtMs = 0;
	let successesBefore = 0;
	let unsure = false;
	for (let tries = 1; ; tries++) {
		const turn = { signal, again: tries > 1 };
		const outcome = await lane.limiter.run(async () => {
			if (tries === 1) {
				startedAtMs = performance.now();
				successesBefore = lane.successes;
			}
			return await attempt();
		}, turn);
		if (!outcome) return unsent(lane, { tries: tries - 1, elapsedMs: 0, unsure }, signal);
		const fault = faultOf(outcome, call.mayBeEmpty);
		unsure ||= fault !== undefined && mayHaveActed(fault);
		const effort: Effort = { tries, elapsedMs: performance.now() - startedAtMs, unsure };
		if (!fault) {
			lane.successes++;
			lane.ownPauses = 0;
			return { outcome, effort };
		}
		const askedMs = waitAskedFor(outcome);
		// Even a pause that this call does not wait for holds for the others of the key.
		if (fault === 'rateLimited') effort.retryAfterMs = pause(lane, askedMs);
		const mayRepeat = canPass(fault) && (call.repeat === 'always' || !mayHaveActed(fault));
		const isOver = isExhausted(fault, effort, lane.successes > successesBefore);
		if (!mayRepeat || isOver || (askedMs ?? 0) > LONGEST_PAUSE_MS) {
			return { outcome, fault, effort };
		}
		if (fault !== 'rateLimited') {
			await sleep(Math.max(Math.min(askedMs ?? 0, LONGEST_OWN_PAUSE_MS), backoffMs(tries)));
		}
	}
}

function isExhausted(fault: Fault, { tries, elapsedMs }: Effort, othersGetThrough: boolean) {
	const patience = othersGetThrough ? UNLUCKY : STUCK;
	return fault === 'rateLimited'
		? elapsedMs > patience.refusalsMs
		: tries >= patience.tries || elapsedMs > patience.faultsMs;
}

/** A call whose waiting ended before it could be sent (again): stopped by the user, or turned away. */
function unsent(lane: Lane, effort: Effort, signal?: AbortSignal): Delivery {
	if (signal?.aborted) {
		return { outcome: { code: 'ERR_CANCELED', detail: '' }, fault: 'cancelled', effort };
	}
	const outcome = { status: 429, headers: {}, body: undefined };
	const retryAfterMs = lane.turnedAwayForMs;
	return { outcome, fault: 'rateLimited', effort: { ...effort, retryAfterMs } };
}

function waitAskedFor(outcome: Outcome): number | undefined {
	if (!isAnswered(outcome)) return undefined;
	return retryAfterMs(outcome.headers['retry-after'], outcome.headers.date, Date.now());
}

/** Holds the whole key back, and answers for how long. */
function pause(lane: Lane, askedMs?: number): number {
	if (askedMs !== undefined && askedMs > LONGEST_PAUSE_MS) {
		// So long a wait must neither hang what is queued now nor bind runs of hours later.
		lane.turnedAwayForMs = askedMs;
		lane.limiter.turnAway();
		return askedMs;
	}
	// Requests that were refused together are one refusal: only the first lengthens the pause.
	const pausedMs = lane.limiter.pausedMs();
	if (askedMs === undefined && pausedMs > 0) return pausedMs;
	const pauseMs =
		askedMs ?? Math.min(LONGEST_OWN_PAUSE_MS, FIRST_PAUSE_MS * 2 ** lane.ownPauses++);
	lane.limiter.pause(Math.max(pauseMs, SHORTEST_PAUSE_MS));
	return pauseMs;
}

/** Doubles from try to try, with jitter so that requests that failed together do not return together. */
const backoffMs = (tries: number): number =>
	Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);
