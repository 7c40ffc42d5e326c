import type { EngineOptions } from '../support/engine';
import { credentialFor, itemsFor, itemsOf, relasiWorld } from '../support/relasi';
import { byId } from './world';

const world = relasiWorld();
const me = { resource: 'apiKey', operation: 'get' };
/** A key of its own has a pace of its own. */
const withKey = (apiKey: string, more: EngineOptions = {}): EngineOptions => ({
	credentials: credentialFor(world.simulator, { apiKey }),
	...more,
});
const arrivalsOf = (apiKey: string) =>
	world.simulator.requests.filter(({ headers }) => headers.authorization === `Bearer ${apiKey}`);

test('130 items keep the limit of 60 a second without a single refusal, and so do two nodes at once', async () => {
	world.simulator.generate({ contacts: 1 });
	const contacts = { resource: 'contact', operation: 'getAll', limit: 1 };
	const [first, second] = await Promise.all([
		world.items(me, { items: itemsFor(65) }),
		world.items(contacts, { items: itemsFor(65) }),
	]);
	expect(first).toHaveLength(65);
	expect(second).toHaveLength(65);
	expect(world.simulator.stats.refused).toBe(0);
	expect(world.simulator.stats.maxInOneSecond).toBeLessThanOrEqual(60);
});

/** Has one request of a new key refused, and sends more of it and of another key meanwhile. */
async function refuse(form: 'seconds' | 'date' | 'missing') {
	const { simulator } = world;
	const [key, otherKey] = [simulator.addKey(), simulator.addKey()];
	const headers: Record<string, string> = {};
	if (form === 'seconds') headers['retry-after'] = '1';
	if (form === 'date') headers['retry-after'] = new Date(Date.now() + 2000).toUTCString();
	const match = { keyId: key.split('.')[0].replace('ru_test_', '') };
	simulator.faults.add({ kind: 'status', status: 429, headers, match });
	const first = world.items(me, withKey(key));
	while (arrivalsOf(key)[0]?.status !== 429) await new Promise(setImmediate);
	// Until the refusal has come back: it takes some rounds of the event loop, however busy the machine is.
	for (let round = 0; round < 20; round++) await new Promise((resolve) => setTimeout(resolve, 5));
	const [own, others] = await Promise.all([
		world.items(me, withKey(key, { items: itemsFor(3) })),
		world.items(me, withKey(otherKey, { items: itemsFor(3) })),
		first,
	]);
	const [{ at: refusedAt }, ...later] = arrivalsOf(key);
	return {
		form,
		rows: own.length + others.length,
		later: later.length,
		heldBackMs: Math.min(...later.map(({ at }) => at - refusedAt)),
		othersFirst: arrivalsOf(otherKey).every((other) => later.every(({ at }) => other.at <= at)),
	};
}

test('a 429 holds back every request of that key, and of no other, in every form of Retry-After', async () => {
	for (const refused of await Promise.all(
		(['seconds', 'date', 'missing'] as const).map(refuse),
	)) {
		expect(refused).toMatchObject({ rows: 6, later: 4, othersFirst: true });
		// A date has whole seconds only, so it is up to one nearer than meant.
		expect(refused.heldBackMs).toBeGreaterThanOrEqual(990);
	}
});

test('a pace that is none gets a clear error, and no request goes out', async () => {
	for (const requestsPerSecond of [0, -1, 'many', '']) {
		const credentials = credentialFor(world.simulator, { requestsPerSecond });
		const error: unknown = await world
			.items(me, { credentials, items: itemsOf({}, {}) })
			.catch((e: unknown) => e);
		expect(error).toMatchObject({
			message: "'Requests per Second' in the Relasi credential isn't a number above 0",
		});
	}
	expect(world.simulator.requests).toEqual([]);
});

test.each([
	[''],
	['api.relasiu.com'],
	['ftp://api.relasiu.com'],
	['https://'],
	['https://x/v1?a=b'],
])('a base URL like %j gets a clear error, and no request goes out', async (baseUrl) => {
	const credentials = credentialFor(world.simulator, { baseUrl });
	const error: unknown = await world.items(me, { credentials }).catch((e: unknown) => e);
	expect(error).toMatchObject({
		message: "The base URL in the Relasi credential isn't a valid URL",
		description: expect.stringContaining('https://api.relasiu.com/api/public/v1'),
	});
	expect(world.simulator.requests).toEqual([]);
});

test('the credential is read once for all items of a run', async () => {
	const contactId = byId('gone');
	const run = world.workflow(
		{ resource: 'contact', operation: 'get', contactId },
		{ items: itemsFor(10), node: { onError: 'continueRegularOutput' } },
	);
	expect((await run.outputs())[0]).toHaveLength(10);
	expect(run.credentialsHelper.reads).toBe(1);
});
