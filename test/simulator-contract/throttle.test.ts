import * as fc from 'fast-check';
import { startSimulator } from '../simulator';
import type { Simulator } from '../simulator';
import { Throttle, retryAfterHeader } from '../simulator/http/throttle';
import { http } from '../support/http';
import type { Call } from './call';
import { caller } from './call';

describe('the rate limit of the simulator', () => {
	let sim: Simulator;
	let call: Call;
	let nowMs = 0;
	beforeAll(async () => {
		sim = await startSimulator({
			seed: 'empty',
			requestsPerSecond: 3,
			throttleClock: () => nowMs,
			clock: () => Date.UTC(2026, 5, 10, 12) + nowMs,
		});
		call = caller(sim.baseUrl, sim.keys.full);
	});
	afterAll(() => sim.close());
	beforeEach(() => {
		nowMs = 0;
		sim.reset();
		sim.retryAfterForm = 'seconds';
	});

	const statuses = async (count: number, as = call) => {
		const all = [];
		for (let index = 0; index < count; index++) all.push((await as('GET', '/me')).status);
		return all;
	};

	test('one more than the limit within a second is refused, and the window slides', async () => {
		expect(await statuses(2)).toEqual([200, 200]);
		nowMs = 600;
		expect(await statuses(2)).toEqual([200, 429]);
		nowMs = 999;
		expect(await statuses(1)).toEqual([429]);
		nowMs = 1000;
		expect(await statuses(3)).toEqual([200, 200, 429]);
		nowMs = 1600;
		expect(await statuses(2)).toEqual([200, 429]);
		expect(sim.stats).toMatchObject({ refused: 4, maxInOneSecond: 6, requests: 10 });
	});

	test('each key has a limit of its own', async () => {
		expect(await statuses(4)).toEqual([200, 200, 200, 429]);
		expect(await statuses(1, caller(sim.baseUrl, sim.keys.second))).toEqual([200]);
	});

	test('Retry-After comes in seconds, as a date, or not at all', async () => {
		await statuses(3);
		nowMs = 300;
		const retryAfter = async () => (await call('GET', '/me')).headers.get('retry-after');
		expect(await retryAfter()).toBe('1');
		sim.retryAfterForm = 'date';
		expect(await retryAfter()).toBe('Wed, 10 Jun 2026 12:00:01 GMT');
		sim.retryAfterForm = 'missing';
		expect(await retryAfter()).toBeUndefined();
	});

	test('null lifts the limit, and the control plane has none', async () => {
		sim.set({ requestsPerSecond: null });
		expect(await statuses(5)).toEqual([200, 200, 200, 200, 200]);
		sim.set({ requestsPerSecond: 3 });
		const control = await http.get(`${sim.origin}/__simulator/stats`);
		expect(control.status).toBe(200);
	});

	test('a Retry-After is never too early', () => {
		expect(retryAfterHeader('seconds', 1, 0)).toEqual({ 'retry-after': '1' });
		expect(retryAfterHeader('seconds', 1001, 0)).toEqual({ 'retry-after': '2' });
		const date = retryAfterHeader('date', 1, 999)['retry-after'] ?? '';
		expect(Date.parse(date)).toBe(1000);
	});

	test('in no window of one second are more admitted than the limit', () => {
		const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 });
		fc.assert(
			fc.property(gaps, fc.integer({ min: 1, max: 5 }), (waits, limit) => {
				const throttle = new Throttle(limit);
				const admitted: number[] = [];
				let at = 0;
				for (const wait of waits) {
					at += wait;
					if (throttle.admit('k', at) === 0) admitted.push(at);
				}
				for (const begin of admitted) {
					const inWindow = admitted.filter(
						(time) => time >= begin && time < begin + 1000,
					);
					expect(inWindow.length).toBeLessThanOrEqual(limit);
				}
			}),
			{ numRuns: 50 },
		);
	});
});
