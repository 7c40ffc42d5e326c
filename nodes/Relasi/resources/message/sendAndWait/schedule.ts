import { quietInMs } from './answer';
import { isSettled, type Pending } from './wait';

/** The longest that the execution itself may look; a customer who has begun to answer is waited for as long. */
export const MAX_LOOK_MS = 55_000;

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** How long after the question to look how often: an answer that is long in coming is not expected to the second. */
const INTERVALS: Array<[untilMs: number, intervalMs: number]> = [
	[10 * SECOND_MS, SECOND_MS],
	[30 * SECOND_MS, 2 * SECOND_MS],
	[MINUTE_MS, 4 * SECOND_MS],
	[10 * MINUTE_MS, MINUTE_MS],
	[60 * MINUTE_MS, 2 * MINUTE_MS],
	[Infinity, 10 * MINUTE_MS],
];

/** Milliseconds until the next look at a conversation, `elapsedMs` after the question. */
export const pollIntervalMs = (elapsedMs: number): number =>
	INTERVALS.find(([untilMs]) => elapsedMs < untilMs)![1];

/** When to look again: at growing intervals, sooner where an answer has begun, and at the end. */
export function nextPollMs(pending: Pending[], askedAtMs: number, nowMs: number): number {
	const times = pending
		.filter((each) => !isSettled(each))
		.flatMap((each) => [
			each.deadlineMs,
			nowMs + (quietInMs(each, nowMs) || Infinity),
			nowMs + pollIntervalMs(nowMs - askedAtMs),
		]);
	return Math.max(nowMs, Math.min(...times));
}

/** Whether each customer that is waited for has begun to answer, and will have paused before `untilMs`. */
export const isAnswering = (pending: Pending[], nowMs: number, untilMs: number): boolean =>
	pending
		.filter((each) => !isSettled(each))
		.every((each) => nowMs + (quietInMs(each, nowMs) || Infinity) <= untilMs);

const MAX_JITTER_MS = 30_000;

/** Many that were asked together are not to be looked at together: up to a fifth of the time later. */
export const withJitter = (atMs: number, nowMs: number): number =>
	atMs + Math.min((atMs - nowMs) / 5, MAX_JITTER_MS) * Math.random();
