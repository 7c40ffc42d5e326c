import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { RateLimiter, type QueueOptions } from '../../nodes/shared/rateLimit/rateLimiter';

describe('the limiter', () => {
	/** Runs requests that only note that they ran, and tells in which order they did. */
	function noting(limiter: RateLimiter) {
		const ran: string[] = [];
		const run = async (name: string, queueOptions: QueueOptions = {}) =>
			await limiter.run(async () => {
				ran.push(name);
				return name;
			}, queueOptions);
		return { ran, run };
	}

	test('runs requests in the order in which they came, those tried again first', async () => {
		const { ran, run } = noting(new RateLimiter(60));
		await Promise.all([run('a'), run('b'), run('again', { priority: 'retry' }), run('c')]);
		expect(ran).toEqual(['again', 'a', 'b', 'c']);
	});

	test('gives back what the request gives, and throws what it throws', async () => {
		const limiter = new RateLimiter(60);
		await expect(limiter.run(async () => 42)).resolves.toBe(42);
		const failing = limiter.run(async () => await Promise.reject(new Error('no luck')));
		await expect(failing).rejects.toThrow('no luck');
		await expect(limiter.run(async () => 'next')).resolves.toBe('next');
	});

	test('a pause holds everything back until it is over, and a shorter one does not shorten it', async () => {
		let nowMs = 0;
		const limiter = new RateLimiter(60, () => nowMs);
		limiter.pause(60_000);
		limiter.pause(10);
		const { ran, run } = noting(limiter);
		const done = run('a');
		await new Promise(setImmediate);
		expect(ran).toEqual([]);
		expect(limiter.pausedMs()).toBe(60_000);
		nowMs = 60_000;
		await done;
		expect(ran).toEqual(['a']);
		expect(limiter.pausedMs()).toBe(0);
	});

	test('of writes five are under way, of reads as many as the limit allows', async () => {
		const mostUnderWay = async (isWrite: boolean) => {
			const limiter = new RateLimiter(60, () => 0);
			let underWay = 0;
			let most = 0;
			const request = async () => {
				most = Math.max(most, ++underWay);
				await sleep(20);
				underWay--;
			};
			await Promise.all(
				Array.from({ length: 40 }, async () => await limiter.run(request, { isWrite })),
			);
			return most;
		};
		expect(await mostUnderWay(true)).toBe(5);
		expect(await mostUnderWay(false)).toBeGreaterThan(5);
	});

	test('a cancelled request does not run and leaves its place to others', async () => {
		const { ran, run } = noting(new RateLimiter(1000));
		const stop = new AbortController();
		const results = Promise.all([run('a', { signal: stop.signal }), run('b')]);
		stop.abort();
		expect(await results).toEqual([undefined, 'b']);
		expect(ran).toEqual(['b']);
	});

	test('cancelling ends the waiting also in a long pause', async () => {
		const limiter = new RateLimiter(60);
		limiter.pause(3_600_000);
		const stop = new AbortController();
		const waiting = limiter.run(async () => 'sent', { signal: stop.signal });
		stop.abort();
		expect(await waiting).toBeUndefined();
	});

	test('a request of an execution that was stopped before does not run', async () => {
		const limiter = new RateLimiter(60);
		const signal = AbortSignal.abort();
		expect(await limiter.run(async () => 'sent', { signal })).toBeUndefined();
	});

	test('all requests of an execution share a listener', async () => {
		const { run } = noting(new RateLimiter(1000));
		const { signal } = new AbortController();
		await Promise.all(['a', 'b', 'c'].map(async (name) => await run(name, { signal })));
		expect(getEventListeners(signal, 'abort')).toHaveLength(1);
	});

	test('an answered request counts until its second is over, and nothing counts but requests', async () => {
		let nowMs = 0;
		const { ran, run } = noting(new RateLimiter(2, () => nowMs));
		await run('a');
		await sleep(5);
		await run('b');
		nowMs = 1_020;
		await run('c');
		expect(ran).toEqual(['a', 'b', 'c']);
	});

	test('a slower pace counts until the second of its last request is over', async () => {
		let nowMs = 0;
		const { ran, run } = noting(new RateLimiter(60, () => nowMs));
		await run('slow', { perSecond: 1 });
		nowMs = 2_020;
		await Promise.all([run('a'), run('b'), run('c')]);
		expect(ran).toEqual(['slow', 'a', 'b', 'c']);
	});

	test('a slower pace counts while one of its requests is under way', async () => {
		let nowMs = 0;
		const limiter = new RateLimiter(60, () => nowMs);
		const answers: Array<() => void> = [];
		const request = async () => await new Promise<void>((answer) => answers.push(answer));
		const slow = async () => await limiter.run(request, { perSecond: 1 });
		const first = slow();
		while (answers.length < 1) await sleep(1);
		// A request without an answer holds its place for six seconds.
		nowMs = 10_000;
		const second = slow();
		while (answers.length < 2) await sleep(1);
		answers[0]();
		await first;
		nowMs = 20_000;
		const { ran, run } = noting(limiter);
		const [a, ...others] = [run('a'), run('b'), run('c')];
		await a;
		await sleep(20);
		expect(ran).toEqual(['a']);
		answers[1]();
		await second;
		nowMs = 30_000;
		await Promise.all(others);
		expect(ran).toEqual(['a', 'b', 'c']);
	});

	test.each([
		['a refusal spreads the requests after it', true, ['a']],
		['any other answer leaves them together', false, ['a', 'b']],
	])('%s', async (_, refused, atOnce) => {
		let nowMs = 0;
		const limiter = new RateLimiter(60, () => nowMs);
		await limiter.run(
			async () => 'answer',
			{},
			() => refused,
		);
		nowMs = 100;
		const { ran, run } = noting(limiter);
		const all = Promise.all([run('a'), run('b')]);
		for (let round = 0; round < 20; round++) await sleep(1);
		expect(ran).toEqual(atOnce);
		nowMs = 200;
		await all;
		expect(ran).toEqual(['a', 'b']);
	});

	test('requests that come while all wait do not each set a timer of their own', async () => {
		const timers = () =>
			process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
		const before = timers();
		const limiter = new RateLimiter(60);
		limiter.pause(60_000);
		const stop = new AbortController();
		for (let count = 0; count < 50; count++) {
			void limiter.run(async () => count, stop);
			await sleep(1);
		}
		// Timers that others have replaced run out.
		await sleep(400);
		expect(timers() - before).toBeLessThanOrEqual(2);
		stop.abort();
	});

	test('many that are cancelled do not hold up the one behind them', async () => {
		const limiter = new RateLimiter(1000);
		const { ran, run } = noting(limiter);
		const stop = new AbortController();
		const cancelled = Array.from({ length: 20_000 }, async () => await run('x', stop));
		const behind = run('behind');
		stop.abort();
		await behind;
		expect(ran).toEqual(['behind']);
		expect(new Set(await Promise.all(cancelled))).toEqual(new Set([undefined]));
	});

	test('what the window lets through before the first answer is the limit and not more', async () => {
		const limiter = new RateLimiter(5, () => 0);
		let started = 0;
		const stop = new AbortController();
		for (let count = 0; count < 20; count++) {
			void limiter.run(async () => {
				started++;
				return await new Promise<void>(() => {});
			}, stop);
		}
		for (let round = 0; round < 20; round++) await sleep(1);
		expect(started).toBe(5);
		stop.abort();
	});
});
