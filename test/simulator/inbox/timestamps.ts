/** A moment given by a test: milliseconds since the epoch, or RFC 3339 text that is kept letter by letter. */
export type Moment = number | string;

/** RFC 3339 in UTC with trailing zeros of the fraction left out, so some times have a fraction and some have none. */
export function toTimestamp(moment: Moment): string {
	if (typeof moment === 'string') return moment;
	return new Date(moment).toISOString().replace(/\.?0+Z$/, 'Z');
}

/** Milliseconds since the epoch; a finer fraction is cut off. */
export function toMs(moment: Moment): number {
	const ms = typeof moment === 'number' ? moment : Date.parse(moment);
	if (Number.isNaN(ms)) throw new Error(`Not a time: ${moment}`);
	return ms;
}
