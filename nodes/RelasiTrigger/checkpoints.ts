import type { Change, Cursor } from './cursor';

/** Dates and clocks may come in whole seconds, so each may be off by almost one. */
const ROUNDING_MS = 1000;
/** A lookback window holds so many checkpoints, so that a long one does not fill the memory. */
const CHECKPOINTS_PER_WINDOW = 30;

/** One poll on the trigger's own time line: when it asked, and when it was answered. */
export interface Moment {
	askedMs: number;
	answeredMs: number;
	/** Rows with a later date than this are dated in the future. */
	latestRowMs: number;
}

/** That the newest row was dated `rowMs` at `atMs` of the trigger's own time line. */
export type Checkpoint = [rowMs: number, atMs: number];

/** The newest date that is not of the future; -Infinity where there is none. */
export function newestMs(cursor: Cursor, changes: Change[], moment: Moment): number {
	const reachedMs = reachedBy(cursor, moment.askedMs, moment.latestRowMs);
	let newest = -Infinity;
	for (const { key, atMs } of changes) {
		// A date of the future says nothing about now, not even once a clock has come to it.
		const isNow = atMs <= moment.latestRowMs + ROUNDING_MS && !(atMs <= cursor.ahead[key]);
		if (atMs <= reachedMs || isNow) newest = Math.max(newest, atMs);
	}
	return newest;
}

/**
 * The clock of the rows has come at least so far at a time of the trigger's own line: durations tell
 * that, and what the clocks show only bounds it.
 */
export const reachedBy = ({ checkpoints }: Cursor, steadyMs: number, latestMs: number): number =>
	checkpoints.reduce(
		(reached, [rowMs, atMs]) =>
			Math.max(
				reached,
				Math.min(latestMs, rowMs + Math.max(0, steadyMs - atMs - ROUNDING_MS)),
			),
		-Infinity,
	);

/** The cursor with what a list shows of time: a checkpoint when there is a newer row than ever. */
export function observed(
	cursor: Cursor,
	changes: Change[],
	moment: Moment,
	overlapSeconds: number,
): { cursor: Cursor; newestMs?: number } {
	const reachedMs = reachedBy(cursor, moment.askedMs, moment.latestRowMs);
	const newest = newestMs(cursor, changes, moment);
	const ahead = { ...cursor.ahead };
	for (const { key, atMs } of changes) {
		if (atMs > Math.max(newest, reachedMs)) ahead[key] = Math.max(atMs, ahead[key] ?? 0);
	}
	const [lastMs, lastAtMs] = cursor.checkpoints[cursor.checkpoints.length - 1] ?? [
		-Infinity,
		-Infinity,
	];
	const gapMs = (overlapSeconds * 1000) / CHECKPOINTS_PER_WINDOW;
	const isDue = moment.answeredMs - lastAtMs >= gapMs;
	const isNewer = newest > lastMs;
	const now: Checkpoint = [newest, moment.answeredMs];
	const checkpoints = isNewer && isDue ? [...cursor.checkpoints, now] : cursor.checkpoints;
	const stillAhead = Object.entries(ahead).filter(([, atMs]) => atMs > reachedMs);
	return {
		cursor: { ...cursor, checkpoints, ahead: Object.fromEntries(stillAhead) },
		...(newest > -Infinity && { newestMs: newest }),
	};
}

/** What was dated up to this has appeared by now: a row of this date was seen one window ago. */
export function closedMs(
	{ checkpoints }: Cursor,
	{ askedMs }: Moment,
	overlapSeconds: number,
): number {
	const seenByMs = askedMs - overlapSeconds * 1000 - 2 * ROUNDING_MS;
	return checkpoints.reduce(
		(closed, [rowMs, atMs]) => (atMs <= seenByMs ? Math.max(closed, rowMs) : closed),
		-Infinity,
	);
}

/** The checkpoints that later polls need: the final one, those since, and the one that leads. */
export function needed(checkpoints: Checkpoint[], closed: number): Checkpoint[] {
	const leadOf = ([rowMs, atMs]: Checkpoint) => rowMs - atMs;
	const best = Math.max(...checkpoints.map(leadOf));
	const first = checkpoints.find((one) => leadOf(one) === best);
	return checkpoints.filter((one) => one[0] >= closed || one === first);
}
