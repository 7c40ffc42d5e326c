import type { Source } from './source';

/** After so many polls an hour has gone by, if they come every minute. */
const MAX_POLLS = 60;

type Kind = 'messages of conversation' | 'contact';

/** What could be read of several objects in a poll, by their ids. */
interface Tried {
	kind: Kind;
	failures: Map<string, Error>;
	/** Ids of those that could be read. Only where there are some, a failure is the object's own. */
	read: Set<string>;
	/** Ids of those for which time was short. */
	untried?: Set<string>;
}

export const isPassedOver = (failing: Record<string, number>, id: string): boolean =>
	(failing[id] ?? 0) >= MAX_POLLS;

/** Counts in how many polls an object could not be read, and tells the user at the first and the last of them. */
export function countFailures(
	source: Source,
	before: Record<string, number>,
	{ kind, failures, read, untried }: Tried,
): Record<string, number> {
	const kept = Object.entries(before).filter(
		([id]) => !read.has(id) && (untried?.has(id) || isPassedOver(before, id)),
	);
	const failing = Object.fromEntries(kept) as Record<string, number>;
	for (const [id, { message }] of failures) {
		const polls = before[id] ?? 0;
		failing[id] = polls + (read.size > 0 ? 1 : 0);
		if (before[id] === undefined) {
			source.warn(
				`Relasi Trigger can't read the ${kind} ${id} (${message}). It tries again in the next polls, and goes on with the others.`,
			);
		}
		if (!isPassedOver(before, id) && isPassedOver(failing, id)) {
			source.warn(
				`Relasi Trigger couldn't read the ${kind} ${id} in ${MAX_POLLS} polls (${message}), and goes on without it.`,
			);
		}
	}
	return failing;
}
