import { backoffMs, isExhausted } from '../../nodes/shared/http/retryPolicy';

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
