import { createHash } from 'crypto';

/** Marks by the UNIX second of what they stand for, so that a whole second is forgotten at once. */
export type Marks = Record<string, string[]>;

const LENGTH = 12;

/** 72 bits that stand for an id of any length: a burst of 50,000 rows stays below a megabyte. */
export const markOf = (...parts: unknown[]): string =>
	createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, LENGTH);

/** All marks, to look them up. */
export const marksIn = (marks: Marks): Set<string> => new Set(Object.values(marks).flat());

/** The marks with more of them added, and without those of the seconds before `second`. */
export function withMarks(
	marks: Marks,
	added: Array<{ second: number; mark: string }>,
	second: number,
): Marks {
	const kept: Marks = {};
	for (const [key, list] of Object.entries(marks)) {
		if (Number(key) >= second) kept[key] = [...list];
	}
	for (const { second: own, mark } of added) {
		if (own >= second) (kept[own] ??= []).push(mark);
	}
	return kept;
}
