import { connectSimulator, startSimulator, type Simulator } from '../simulator';
import { deliveries } from './deliveries';
import { reads } from './reads';
import { sends } from './sends';
import { upserts } from './upserts';
import { isClean, WRONGS, type Verdict } from './verdict';
import { badWeather } from './weather';
import { PACE, type World } from './world';

const SEED = Number(process.env.CHAOS_SEED ?? Date.now() % 1e6);

let simulator: Simulator;
let world: World;
let clear: () => Promise<void>;

beforeAll(async () => {
	simulator = await startSimulator({ requestsPerSecond: PACE.simulator });
	const remote = await connectSimulator(simulator.baseUrl);
	world = { simulator: remote, seed: SEED, share: 0.3 };
	clear = badWeather(world, { serverClockJumps: false });
});
afterAll(async () => {
	await clear();
	await simulator.close();
});

const wrongsOf = (verdict: Verdict) => ({
	...Object.fromEntries(WRONGS.map((wrong) => [wrong, verdict[wrong]])),
	examples: verdict.examples,
	seed: SEED,
});
const NONE = {
	lost: 0,
	repeated: 0,
	wronglyFailed: 0,
	wronglySucceeded: 0,
	examples: [],
	seed: SEED,
};

test('with 30 % of requests disturbed every message is sent once, and only refused ones fail', async () => {
	const verdict = await sends(world, 250);
	expect(wrongsOf(verdict)).toEqual(NONE);
	expect(isClean(verdict)).toBe(true);
	expect(verdict.faults).toBeGreaterThan(0);
}, 60_000);

test('with 30 % of requests disturbed contacts are created or updated once', async () => {
	expect(wrongsOf(await upserts(world, 40))).toEqual(NONE);
}, 60_000);

test('with 30 % of requests disturbed Return All brings every row once, also of a list that moves', async () => {
	const still = await reads(world, 'messages', { rows: 3000, reads: 3 });
	const moving = await reads(world, 'conversations', { rows: 2000, reads: 3 });
	expect([wrongsOf(still), wrongsOf(moving)]).toEqual([NONE, NONE]);
}, 60_000);

test('with hang-ups and a database that is locked now and then every delivery starts once', async () => {
	const verdict = await deliveries(world, 300);
	expect(wrongsOf(verdict)).toEqual(NONE);
	expect(verdict.faults).toBeGreaterThan(0);
}, 60_000);
