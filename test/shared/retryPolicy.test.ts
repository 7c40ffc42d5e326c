import fc from 'fast-check';

import { backoffMs, isExhausted, retryAfterMs } from '../../nodes/shared/http/retryPolicy';

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

const after = (tries: number, elapsedMs: number) => ({ tries, elapsedMs, outcomeUnknown: false });

describe('the patience with one request', () => {
	test.each([
		['all requests of the key fail', false, 7, 60_000, 90_000],
		['others get through', true, 14, 180_000, 900_000],
	])('while %s', (_, othersGetThrough, tries, faultsMs, refusalsMs) => {
		const isOver = (fault: 'rateLimited' | 'timeout', triesSoFar: number, ms: number) =>
			isExhausted(fault, after(triesSoFar, ms), othersGetThrough);
		expect(isOver('timeout', tries - 1, faultsMs)).toBe(false);
		expect(isOver('timeout', tries, 0)).toBe(true);
		expect(isOver('timeout', 1, faultsMs + 1)).toBe(true);
		// What a limit refuses was not processed, and only the time counts.
		expect(isOver('rateLimited', tries * 10, refusalsMs)).toBe(false);
		expect(isOver('rateLimited', 1, refusalsMs + 1)).toBe(true);
	});

	test.each([
		[1, 50, 100],
		[2, 100, 200],
		[6, 1600, 3200],
		[7, 2500, 5000],
		[30, 2500, 5000],
	])('after try %d it waits from %d to %d ms', (tries, fromMs, toMs) => {
		const random = jest.spyOn(Math, 'random').mockReturnValue(0);
		expect(backoffMs(tries)).toBe(fromMs);
		random.mockReturnValue(1);
		expect(backoffMs(tries)).toBe(toMs);
		random.mockRestore();
	});
});
