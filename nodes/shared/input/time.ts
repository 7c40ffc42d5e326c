import type { IExecutePaginationFunctions } from 'n8n-workflow';

import { invalidValue } from './values';

/** Reads an optional time in ms since 1970. Throws NodeOperationError if the value isn't a time. */
export function readOptionalTimeMs(
	context: IExecutePaginationFunctions,
	given: unknown,
	label: string,
): number | undefined {
	if (given === undefined) return undefined;
	const ms = parseTimeMs(given, context.getTimezone());
	if (ms !== undefined) return ms;
	const advice = 'Pick a date, or use an expression such as {{ $now.minus({ days: 1 }) }}.';
	throw invalidValue(context, label, given, "isn't a date and time", advice);
}

/**
 * Parses a time to ms since 1970: an ISO string, a Date, a luxon DateTime, or a number of seconds or milliseconds.
 * A time without a zone is in `timeZone`, as n8n shows it. Undefined if the value isn't a time.
 */
export function parseTimeMs(value: unknown, timeZone: string): number | undefined {
	const ms = milliseconds(value, timeZone);
	return Number.isFinite(ms) ? ms : undefined;
}

/**
 * Between 1973 and 2286 the number of digits tells the unit: seconds have 9 or 10, milliseconds 12 or 13. A date written
 * as 20260601100000 has 14, which fits no unit.
 */
const NUMBERS_FROM_MS = 1e11;
const NUMBERS_TO_MS = 1e13;

const LOCAL = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;
const ZONED =
	/^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)$/i;
/** A time as in mails, HTTP headers, and a `Date` as text: with a month's name, year and zone. */
const WRITTEN =
	/\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* .*(?:GMT|UTC|[+-]\d{4})\b/i;

function milliseconds(value: unknown, timeZone: string): number {
	if (typeof value === 'object' && value !== null) {
		const ms: unknown = value.valueOf();
		return typeof ms === 'number' ? ms : NaN;
	}
	const text = String(value ?? '').trim();
	if (/^\d+(\.\d+)?$/.test(text)) return parseNumber(Number(text));
	if (!isInCalendar(text)) return NaN;
	const [, day, time, zone] = ZONED.exec(text) ?? [];
	if (zone) return Date.parse(`${day}T${time}${zone.length === 3 ? `${zone}:00` : zone}`);
	// JavaScript reads all other forms in the zone of the machine, or guesses.
	if (!LOCAL.test(text)) return WRITTEN.test(text) ? Date.parse(text) : NaN;
	const asUtcMs = Date.parse(`${text.replace(' ', 'T')}${text.length > 10 ? '' : 'T00:00'}Z`);
	// The offset is looked up twice, because the first guess may lie beyond a change of summer time.
	const near = asUtcMs - offsetMs(asUtcMs, timeZone);
	return asUtcMs - offsetMs(near, timeZone);
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Patterns of a day in a text: as in ISO 8601, or with the month's name behind or before the day. */
const DAYS = [
	/^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})/,
	/\b(?<day>\d{1,2})[ -](?<month>[a-z]{3})[a-z]*[ -](?<year>\d{4})\b/i,
	/\b(?<month>[a-z]{3})[a-z]* (?<day>\d{1,2}),? (?<year>\d{4})\b/i,
];

/** True if the day in a text exists: JavaScript reads 31 June as 1 July. */
function isInCalendar(text: string): boolean {
	return DAYS.every((form) => {
		const { year, month, day } = form.exec(text)?.groups ?? {};
		if (day === undefined) return true;
		const number = Number(month) || MONTHS.indexOf(month.toLowerCase()) + 1;
		// Day 0 of the next month is the last of this one.
		return Number(day) <= new Date(Date.UTC(Number(year), number, 0)).getUTCDate();
	});
}

/** Reads a number in any unit; NaN if no unit fits. 0 stands for 1970. */
function parseNumber(time: number): number {
	if (time === 0) return 0;
	// Seconds, milliseconds, and the microseconds and nanoseconds of databases and logs.
	const readings = [time * 1000, time, time / 1e3, time / 1e6];
	return readings.find((ms) => ms >= NUMBERS_FROM_MS && ms < NUMBERS_TO_MS) ?? NaN;
}

function offsetMs(atMs: number, timeZone: string): number {
	if (Number.isNaN(atMs)) return NaN;
	const wall = new Date(atMs).toLocaleString('sv-SE', { timeZone });
	return Date.parse(`${wall.replace(' ', 'T')}Z`) - Math.floor(atMs / 1000) * 1000;
}
