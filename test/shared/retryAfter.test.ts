import fc from 'fast-check';

import { retryAfterMs } from '../../nodes/shared/http/retryPolicy';

const NOW_MS = Date.UTC(2026, 5, 1, 12);
const httpDate = (ms: number) => new Date(ms).toUTCString();

describe('Retry-After', () => {
	test('as seconds', () => {
		expect(retryAfterMs('3', undefined, NOW_MS)).toBe(3000);
		expect(retryAfterMs(3, undefined, NOW_MS)).toBe(3000);
		expect(retryAfterMs(' 0 ', undefined, NOW_MS)).toBe(0);
		expect(retryAfterMs('1.5', undefined, NOW_MS)).toBe(1500);
		expect(retryAfterMs('120.25', undefined, NOW_MS)).toBe(120_250);
	});

	test("as a date, counted from the server's clock, however wrong the local one is", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 100_000 }), fc.integer(), (seconds, skewMs) => {
				const until = httpDate(NOW_MS + seconds * 1000);
				expect(retryAfterMs(until, httpDate(NOW_MS), NOW_MS + skewMs)).toBe(seconds * 1000);
			}),
		);
	});

	test('as a date without a Date header, counted from the local clock', () => {
		expect(retryAfterMs(httpDate(NOW_MS + 5000), undefined, NOW_MS)).toBe(5000);
		expect(retryAfterMs(httpDate(NOW_MS + 5000), 'nonsense', NOW_MS)).toBe(5000);
		expect(retryAfterMs(httpDate(NOW_MS + 5000), 2026, NOW_MS)).toBe(5000);
	});

	test('a date that is over asks for no wait', () => {
		expect(retryAfterMs(httpDate(NOW_MS - 5000), httpDate(NOW_MS), NOW_MS)).toBe(0);
	});

	test.each([
		[undefined],
		[null],
		[''],
		['soon'],
		['-3'],
		['1e9'],
		['3 s'],
		['0x10'],
		['NaN'],
		[{}],
	])('%j says nothing', (header) => {
		expect(retryAfterMs(header, httpDate(NOW_MS), NOW_MS)).toBeUndefined();
	});

	test('whatever comes, the wait is a number that is not negative, or unknown', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.anything()), fc.string(), (header, date) => {
				const ms = retryAfterMs(header, date, NOW_MS);
				expect(ms === undefined || ms >= 0).toBe(true);
			}),
		);
	});
});
