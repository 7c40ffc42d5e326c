const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** How long after the question to check how often: an answer that is long in coming is not expected to the second. */
const DISTANCES: Array<[untilMs: number, distanceMs: number]> = [
	[10 * SECOND_MS, SECOND_MS],
	[30 * SECOND_MS, 2 * SECOND_MS],
	[MINUTE_MS, 4 * SECOND_MS],
	[10 * MINUTE_MS, MINUTE_MS],
	[60 * MINUTE_MS, 2 * MINUTE_MS],
	[Infinity, 10 * MINUTE_MS],
];

/** Milliseconds until the next check of a conversation, `elapsedMs` after the question. */
export const distanceMs = (elapsedMs: number): number =>
	DISTANCES.find(([untilMs]) => elapsedMs < untilMs)![1];
