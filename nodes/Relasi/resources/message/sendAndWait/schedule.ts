import { quietAtMs } from './answer';
import { isPending, type ItemWait, type Pending } from './wait';

/** The longest time for which the execution itself looks, also if a customer has begun to answer. */
export const MAX_LOOK_MS = 55_000;

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** The longer ago the question is, the longer the interval between two looks. */
const INTERVALS: Array<[untilMs: number, intervalMs: number]> = [
	[10 * SECOND_MS, SECOND_MS],
	[30 * SECOND_MS, 2 * SECOND_MS],
	[MINUTE_MS, 4 * SECOND_MS],
	[10 * MINUTE_MS, MINUTE_MS],
	[60 * MINUTE_MS, 2 * MINUTE_MS],
	[Infinity, 10 * MINUTE_MS],
];

/** Computes the milliseconds until the next look at a conversation, `elapsedMs` after the question. */
export const pollIntervalMs = (elapsedMs: number): number =>
	INTERVALS.find(([untilMs]) => elapsedMs < untilMs)![1];

/** Computes when to look again: at growing intervals, sooner if an answer has begun, and at the deadline. */
export function nextPollMs(waits: ItemWait[], askedAtMs: number, nowMs: number): number {
	const times = waits
		.filter(isPending)
		.flatMap((each) => [
			each.deadlineMs,
			pauseEndMs(each, nowMs),
			nowMs + pollIntervalMs(nowMs - askedAtMs),
		]);
	return Math.max(nowMs, Math.min(...times));
}

/** Tells whether every customer who is still waited for has begun to answer, and may complete it before `untilMs`. */
export const isAnswering = (waits: ItemWait[], nowMs: number, untilMs: number): boolean =>
	waits.filter(isPending).every((each) => pauseEndMs(each, nowMs) <= untilMs);

/** Computes when a pause completes the answer, or when to ask again; Infinity if no pause will. */
function pauseEndMs(wait: Pending, nowMs: number): number {
	const isDecisive = wait.expected.responseType === 'reply' || wait.clarification;
	const atMs = quietAtMs(wait);
	return isDecisive && atMs > nowMs ? atMs : Infinity;
}

const MAX_JITTER_MS = 30_000;

/**
 * Computes when to look again at waits that are stored, in `minMs` at the earliest; up to a fifth later, so that
 * executions that asked together don't look together.
 */
export function nextStoredPollMs(
	waits: ItemWait[],
	askedAtMs: number,
	nowMs: number,
	minMs: number,
): number {
	const atMs = Math.max(nextPollMs(waits, askedAtMs, nowMs), nowMs + minMs);
	return atMs + Math.min((atMs - nowMs) / 5, MAX_JITTER_MS) * Math.random();
}
