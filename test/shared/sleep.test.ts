import { sleep } from '../../nodes/shared/async';

test('a sleep that is stopped ends at once, and leaves no timer that keeps a process alive for long', async () => {
	const timers = jest.spyOn(global, 'setTimeout');
	const controller = new AbortController();
	const sleeping = sleep(300_000, controller.signal);
	controller.abort();
	await sleeping;
	const delays = timers.mock.calls.map(([, ms]) => ms ?? 0);
	timers.mockRestore();
	expect(delays).not.toEqual([]);
	expect(Math.max(...delays)).toBeLessThanOrEqual(1000);
});

test('a sleep lasts as long as it is told, also over several timers, and lets others run also for 0 ms', async () => {
	const { signal } = new AbortController();
	const startedAtMs = performance.now();
	await sleep(2100, signal);
	expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(2100);
	let hasRun = false;
	setTimeout(() => (hasRun = true));
	await sleep(0, signal);
	expect(hasRun).toBe(true);
});
