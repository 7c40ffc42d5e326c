import { hasStatus } from '../shared/errors/apiError';
import type { Source } from './source';

/** After so many polls an hour has gone by, if they come every minute. */
const MAX_POLLS = 60;

/** A conversation or contact that can't be read. */
interface Failing {
	/** In how many polls it could not be read although others could. */
	polls: number;
	/** Messages dated from here on (ms) were never read. */
	fromMs: number;
}

/** By the id of the conversation or contact. */
export type AllFailing = Record<string, Failing>;

/** What could be read of several objects in a poll, by their ids. */
interface Tried {
	kind: 'messages of conversation' | 'contact';
	failures: Map<string, Error>;
	read: Set<string>;
}

export const isPassedOver = (failing: AllFailing, id: string): boolean =>
	(failing[id]?.polls ?? 0) >= MAX_POLLS;

/**
 * The error of a poll in which at least `least` objects failed and none could be read. What is gone (404),
 * or failed in an earlier poll in which others could be read, says nothing about the others.
 */
export function errorOfAll(
	before: AllFailing,
	{ failures, read }: Tried,
	least = 1,
): Error | undefined {
	const telling = [...failures].filter(
		([id, error]) => !hasStatus(error, 404) && !before[id]?.polls,
	);
	return read.size === 0 && telling.length >= least ? telling[0]?.[1] : undefined;
}

/** Counts the polls in which an object could not be read, and tells the user at the first and the last of them. */
export function countFailures(
	source: Source,
	before: AllFailing,
	{ kind, failures, read }: Tried,
	readMs: number,
): AllFailing {
	const failing = { ...before };
	for (const id of read) delete failing[id];
	for (const [id, { message }] of failures) {
		const { polls, fromMs } = before[id] ?? { polls: 0, fromMs: readMs + 1 };
		failing[id] = { polls: polls + (read.size > 0 || polls > 0 ? 1 : 0), fromMs };
		if (before[id] === undefined) {
			source.warn(
				`Relasi Trigger can't read the ${kind} ${id} (${message}). It tries again at the next polls and continues with the others.`,
			);
		}
		if (!isPassedOver(before, id) && isPassedOver(failing, id)) {
			source.warn(
				`Relasi Trigger couldn't read the ${kind} ${id} in ${MAX_POLLS} polls (${message}) and continues without it.`,
			);
		}
	}
	return failing;
}
