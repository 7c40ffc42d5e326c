import { parseTimeMs } from '../../nodes/shared/input/time';
import { listed } from '../support/listed';

function unixSeconds(value: unknown, timeZone: string): number | undefined {
	const ms = parseTimeMs(value, timeZone);
	return ms === undefined ? undefined : Math.floor(ms / 1000);
}

const JUNE_12 = Date.UTC(2026, 5, 12, 10) / 1000;

describe('a time from a parameter, in UNIX seconds', () => {
	test.each<[string, unknown]>([
		['ISO with Z', '2026-06-12T10:00:00.000Z'],
		['ISO with microseconds', '2026-06-12T10:00:00.123456Z'],
		['ISO with an offset', '2026-06-12T17:00:00+07:00'],
		['ISO with an offset without colon', '2026-06-12T17:00:00+0700'],
		['ISO with an offset of hours, as databases write it', '2026-06-12 17:00:00+07'],
		['a mail date', 'Fri, 12 Jun 2026 17:00:00 +0700'],
		['an HTTP date', 'Fri, 12 Jun 2026 10:00:00 GMT'],
		['a date as text', 'Fri Jun 12 2026 17:00:00 GMT+0700 (Western Indonesia Time)'],
		['a date', new Date('2026-06-12T10:00:00.999Z')],
		['an object that stands for a time, as luxon’s does', { valueOf: () => JUNE_12 * 1000 }],
		['seconds', JUNE_12],
		['seconds as text', String(JUNE_12)],
		['milliseconds', JUNE_12 * 1000 + 1],
		['ISO without seconds', '2026-06-12 10:00Z'],
		['ISO between blanks', ' 2026-06-12T10:00:00Z '],
		['a date with the whole name of the month', '12 June 2026 10:00:00 GMT'],
		['an American date', 'June 12, 2026 10:00:00 GMT'],
		['seconds with a fraction, as text', `${JUNE_12}.25`],
	])('from %s', (_, value) => {
		expect(unixSeconds(value, 'Asia/Tokyo')).toBe(JUNE_12);
	});

	test.each([
		['UTC', '2026-06-12T10:00:00'],
		['Asia/Jakarta', '2026-06-12T17:00:00'],
		['Asia/Jakarta', '2026-06-12 17:00'],
		['America/New_York', '2026-06-12T06:00:00.500'],
		['Asia/Kolkata', '2026-06-12T15:30:00'],
	])('in %s, from %s without a zone', (timeZone, text) => {
		expect(unixSeconds(text, timeZone)).toBe(JUNE_12);
	});

	test.each([
		['2026-03-29T01:59:59', '2026-03-29T00:59:59Z'],
		['2026-03-29T03:00:00', '2026-03-29T01:00:00Z'],
		['2026-10-25T03:00:00', '2026-10-25T02:00:00Z'],
		['2026-10-25T00:59:59', '2026-10-24T22:59:59Z'],
		['2026-06-12', '2026-06-11T22:00:00Z'],
	])('around summer time in Berlin, %s is %s', (local, utc) => {
		expect(unixSeconds(local, 'Europe/Berlin')).toBe(Date.parse(utc) / 1000);
	});

	test('a leap day is one', () => {
		expect(unixSeconds('2028-02-29', 'UTC')).toBe(Date.UTC(2028, 1, 29) / 1000);
		expect(unixSeconds('Tue, 29 Feb 2028 00:00:00 GMT', 'UTC')).toBe(
			Date.UTC(2028, 1, 29) / 1000,
		);
	});

	test.each([
		['Apr', 30],
		['Jun', 30],
		['Sep', 30],
		['Nov', 30],
		['Feb', 28],
	])('%s ends with its day %i', (month, last) => {
		expect(unixSeconds(`${last} ${month} 2026 00:00:00 GMT`, 'UTC')).toBeDefined();
		expect(unixSeconds(`${last + 1} ${month} 2026 00:00:00 GMT`, 'UTC')).toBeUndefined();
		expect(unixSeconds(`${month} ${last + 1}, 2026 00:00:00 GMT`, 'UTC')).toBeUndefined();
	});

	test.each([
		['seconds', 1e8, 1e10, 1],
		['milliseconds', 1e11, 1e13, 1e3],
		['microseconds', 1e14, 1e16, 1e6],
		['nanoseconds', 1e17, 1e19, 1e9],
	])('a number is one of %s from %d to less than %d', (_, from, to, perSecond) => {
		expect(unixSeconds(from, 'UTC')).toBe(1e8);
		expect(unixSeconds(String(to / 10), 'UTC')).toBe(to / 10 / perSecond);
		expect(unixSeconds(from / 10, 'UTC')).toBeUndefined();
		expect(unixSeconds(to, 'UTC')).toBeUndefined();
	});

	test('0 is the beginning of time', () => {
		expect(unixSeconds(0, 'UTC')).toBe(0);
	});

	test.each<unknown>([
		...listed(`
			yesterday | x2026-06-12 | 2026-06-12x | x2026-06-12T10:00Z | 2026-06-12T10:00:00Zx
			31 June 2026 10:00:00 GMT | June 31, 2026 10:00:00 GMT | 12.x | order 12 | 2026
			20260612 | 20260612100000 | 12/06/2026 | June 12, 2026 | 2026-13-01T10:00:00Z | 2026-06-31 | 2026-02-29
			2026-02-30T10:00:00 | 2026-02-30T10:00:00+07:00 | 2026-06-00
			Wed, 31 Jun 2026 17:00:00 +0700
			Tue Jun 31 2026 17:00:00 GMT+0700 (Western Indonesia Time) | 2026-06-12T25:00:00 | -5
			1e9
		`),
		20260612100000,
		'',
		true,
		null,
		[],
		[1781258400],
		{},
		{ ts: 1 },
		new Date(NaN),
		NaN,
		Infinity,
		{ valueOf: () => '2026-06-12' },
	])('%p is none', (value) => {
		expect(unixSeconds(value, 'UTC')).toBeUndefined();
	});
});
