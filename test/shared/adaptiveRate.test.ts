import { AdaptiveRate } from '../../nodes/shared/rateLimit/adaptiveRate';
import { verdictOn, within } from '../support/verdictOnProcesses';
import { BUCKETS, LIMIT, playProcesses, type ServerModel } from './processes';

const SEEDS = [1, 2, 3];

const mean = (values: number[]) => values.reduce((left, right) => left + right, 0) / values.length;

/** What comes of so many processes that begin nearly together, for each seed. */
const verdictsOn = (count: number, server?: ServerModel) =>
	SEEDS.map((seed) => {
		const startsMs = Array.from({ length: count }, (_, index) => index * 3);
		return verdictOn(playProcesses({ server, startsMs, seed }), 180);
	});

describe.each([2, 4, 8])('%i processes on one key, each at the full pace', (count) => {
	const verdicts = verdictsOn(count);

	test('use nine tenths of the limit together', () => {
		expect(mean(verdicts.map(({ perSecond }) => perSecond))).toBeGreaterThan(0.9 * LIMIT - 0.5);
	});

	test('are refused once in a hundred requests at most, once they have met', () => {
		expect(Math.max(...verdicts.map(({ refused }) => refused))).toBeLessThan(0.01);
	});

	test('have equal shares after a minute', () => {
		expect(mean(verdicts.map(({ fairness }) => fairness))).toBeGreaterThan(0.9);
	});
});

test('one that comes while another sends in bursts is not refused for ever', () => {
	for (const seed of SEEDS) {
		const [, late] = playProcesses({ startsMs: [0, 500], seed });
		expect(within(late.taken, 20_000, 60_000) / 40).toBeGreaterThan(LIMIT / 10);
	}
});

test('one that is left alone has the full pace again within two minutes', () => {
	const endsMs = [Infinity, 60_000];
	const [stays] = playProcesses({ seconds: 200, startsMs: [0, 3], endsMs, seed: 1 });
	expect(within(stays.taken, 180_000, 200_000) / 20).toBeGreaterThan(0.95 * LIMIT);
});

describe('the adaptive rate', () => {
	test('holds nothing back until the first refusal', () => {
		const rate = new AdaptiveRate(LIMIT);
		for (let count = 0; count < 1000; count++) rate.start(0);
		expect(rate.delayMs(0)).toBe(0);
		expect(rate.rateAt(0)).toBe(LIMIT);
	});

	test('does what its example says', () => {
		const rate = new AdaptiveRate(LIMIT);
		rate.start(0);
		rate.refuse(0, 10);
		expect(rate.rateAt(1010)).toBe(60);
		rate.start(1010);
		expect(rate.delayMs(1010)).toBeGreaterThan(11);
		rate.refuse(1010, 1020);
		expect(rate.rateAt(2020)).toBeCloseTo(30, 0);
		for (let at = 2020; at < 2020 + 8 * 33; at += 33) {
			rate.start(at);
			rate.accept(at);
		}
		expect(rate.delayMs(2020 + 8 * 33 - 33)).toBeGreaterThan(28);
		rate.start(2290);
		rate.refuse(2290, 2300);
		expect(rate.rateAt(2300)).toBeCloseTo(7.2, 1);
		rate.start(3310);
		const beforeMs = 3300 + 20_000;
		const wMax = rate.rateAt(beforeMs);
		expect(wMax).toBeCloseTo(9.4, 1);
		rate.refuse(23_290, beforeMs);
		expect(rate.rateAt(beforeMs)).toBeCloseTo(8.8, 1);
		expect(rate.rateAt(beforeMs + 45_000)).toBeCloseTo(wMax, 1);
	});

	test('takes requests that were refused together for one refusal', () => {
		const rate = new AdaptiveRate(LIMIT);
		for (const startedAtMs of [0, 1, 2]) rate.start(startedAtMs);
		for (const startedAtMs of [0, 1, 2]) rate.refuse(startedAtMs, 100);
		expect(rate.rateAt(100)).toBe(LIMIT);
	});
});

describe.each(Object.entries(BUCKETS))('on a %s', (_, server) => {
	test.each([[1, 55], ...[2, 4, 8].map((count) => [count, 0.9 * LIMIT])])(
		'%i processes get at least %d a second',
		(count, least) => {
			const rates = verdictsOn(count, server).map(({ perSecond }) => perSecond);
			expect(mean(rates)).toBeGreaterThanOrEqual(least);
		},
	);
});
