import { setTimeout as sleep } from 'node:timers/promises';

import { abortableSleep } from '../../nodes/shared/async';

describe('a sleep that can be cut short', () => {
	const { signal } = new AbortController();
	const timers = () =>
		process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;

	test.each([0, 1, 600])('of %d ms is not shorter', async (ms) => {
		const startedMs = performance.now();
		await abortableSleep(ms, signal);
		expect(performance.now() - startedMs).toBeGreaterThanOrEqual(ms);
	});

	test('ends at once when its signal aborts, and leaves no timer behind that holds the process', async () => {
		const before = timers();
		const stop = new AbortController();
		const sleeping = abortableSleep(3_600_000, stop.signal);
		stop.abort();
		await sleeping;
		for (let look = 0; look < 500 && timers() > before; look++) await sleep(10);
		expect(timers()).toBeLessThanOrEqual(before);
	});

	test('does not begin when its signal has aborted', async () => {
		const before = timers();
		await abortableSleep(3_600_000, AbortSignal.abort());
		expect(timers()).toBe(before);
	});
});
