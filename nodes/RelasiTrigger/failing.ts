import { hasStatus } from '../shared/errors/apiError';
import type { Source } from './source';

/** The trigger passes over what failed in this many polls: an hour, if it polls every minute. */
const MAX_FAILED_POLLS = 60;

/** A conversation or contact that can't be read. */
interface Failing {
	/** Number of polls that could read others, but not this one. */
	polls: number;
	/** Messages dated this or later (ms) were never read. */
	fromMs: number;
}

/** By the id of the conversation or contact. */
export type AllFailing = Record<string, Failing>;

/** The attempts of one poll to read several conversations or contacts, by id. */
export interface Attempts {
	kind: 'messages of conversation' | 'contact';
	failures: Map<string, Error>;
	read: Set<string>;
}

/** Tells whether an error may concern a single conversation or contact. A revoked key or a used-up rate limit concerns all. */
export const isOfOneObject = (error: unknown): error is Error =>
	error instanceof Error && !hasStatus(error, 401, 429);

export const isPassedOver = (failing: AllFailing, id: string): boolean =>
	(failing[id]?.polls ?? 0) >= MAX_FAILED_POLLS;

/**
 * Returns the error with which a poll fails: nothing could be read, and at least `least` of the failures may concern
 * everything. What no longer exists (404), or failed in an earlier poll that read others, concerns only itself.
 */
export function errorOfAll(
	before: AllFailing,
	{ failures, read }: Attempts,
	least = 1,
): Error | undefined {
	const telling = [...failures].filter(
		([id, error]) => !hasStatus(error, 404) && !before[id]?.polls,
	);
	return read.size === 0 && telling.length >= least ? telling[0]?.[1] : undefined;
}

/**
 * Counts the polls in which something couldn't be read. Logs its first failure, and the one after which it is
 * passed over. The last poll read every row dated up to `readMs`.
 */
export function countFailures(
	source: Source,
	before: AllFailing,
	{ kind, failures, read }: Attempts,
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
				`Relasi Trigger couldn't read the ${kind} ${id} in ${MAX_FAILED_POLLS} polls (${message}) and continues without it.`,
			);
		}
	}
	return failing;
}
