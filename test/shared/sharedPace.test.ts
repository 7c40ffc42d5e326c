import { SharedPace } from '../../nodes/shared/rateLimit/adaptiveRate';
import { playProcesses } from '../support/processesOnOneKey';
import { verdictOn, within } from '../support/verdictOnProcesses';

const LIMIT = 60;
const SEEDS = [1, 2, 3];
const SCENE = { seconds: 180, latencyMs: 100, jitterMs: 10, perSecond: LIMIT };

const mean = (values: number[]) => values.reduce((left, right) => left + right, 0) / values.length;

describe.each([2, 4, 8])('%i processes on one key, each at the full pace', (count) => {
	const verdicts = SEEDS.map((seed) => {
		const startsMs = Array.from({ length: count }, (_, index) => index * 3);
		return verdictOn(playProcesses({ ...SCENE, startsMs, seed }), SCENE.seconds);
	});

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
		const [, late] = playProcesses({ ...SCENE, startsMs: [0, 500], seed });
		expect(within(late.taken, 20_000, 60_000) / 40).toBeGreaterThan(LIMIT / 10);
	}
});

test('one that is left alone has the full pace again within two minutes', () => {
	const endsMs = [Infinity, 60_000];
	const scene = { ...SCENE, seconds: 200, startsMs: [0, 3], endsMs, seed: 1 };
	const [stays] = playProcesses(scene);
	expect(within(stays.taken, 180_000, 200_000) / 20).toBeGreaterThan(0.95 * LIMIT);
});

describe('the shared pace', () => {
	test('holds nothing back until the first refusal', () => {
		const pace = new SharedPace(LIMIT);
		for (let count = 0; count < 1000; count++) pace.start(0);
		expect(pace.delayMs(0)).toBe(0);
		expect(pace.paceAt(0)).toBe(LIMIT);
	});

	test('does what its example says', () => {
		const pace = new SharedPace(LIMIT);
		pace.start(0);
		pace.refuse(0, 10);
		expect(pace.paceAt(1010)).toBeCloseTo(30, 0);
		for (let at = 1010; at < 1010 + 8 * 33; at += 33) {
			pace.start(at);
			pace.accept(at);
		}
		expect(pace.delayMs(1010 + 8 * 33 - 33)).toBeGreaterThan(28);
		pace.start(1280);
		pace.refuse(1280, 1290);
		expect(pace.paceAt(1290)).toBeCloseTo(7.2, 1);
		pace.start(2300);
		const beforeMs = 2290 + 20_000;
		expect(pace.paceAt(beforeMs)).toBeCloseTo(8.9, 0);
		pace.refuse(22_280, beforeMs);
		expect(pace.paceAt(beforeMs)).toBeCloseTo(8.1, 0);
		expect(pace.paceAt(beforeMs + 44_000)).toBeCloseTo(8.9, 0);
	});

	test('takes requests that were refused together for one refusal', () => {
		const pace = new SharedPace(LIMIT);
		for (const startedAtMs of [0, 1, 2]) pace.start(startedAtMs);
		for (const startedAtMs of [0, 1, 2]) pace.refuse(startedAtMs, 100);
		expect(pace.paceAt(100)).toBe(30);
	});
});
