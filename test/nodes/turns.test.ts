import { credentialFor, itemsOf, relasiWorld } from '../support/relasi';
import { byId } from './world';

const world = relasiWorld({ seed: 'empty', requestsPerSecond: null });
const BASE = '/api/public/v1';
const me = { resource: 'apiKey', operation: 'get' };
const many = (count: number) => Array.from({ length: count }, () => ({ json: {} }));
const calls = () =>
	world.simulator.requests.map(({ method, path }) => `${method} ${path.slice(BASE.length)}`);
const withPace = (requestsPerSecond: number, apiKey = world.simulator.addKey()) => ({
	credentials: credentialFor(world.simulator, { apiKey, requestsPerSecond }),
});

test('a single request of another execution does not wait for all that a bulk run has queued', async () => {
	const key = withPace(20);
	const bulk = world.workflow(me, { ...key, items: many(60) }).outputs();
	while (calls().length < 20) await new Promise(setImmediate);
	await world.workflow({ resource: 'channel', operation: 'getAll' }, key).outputs();
	expect(calls().indexOf('GET /channels')).toBeLessThanOrEqual(25);
	await bulk;
}, 15_000);

test('a contact is written at once after it was read, however many items there are', async () => {
	const ids = Array.from({ length: 12 }, (_, index) => `p${index}`);
	for (const id of ids) world.simulator.inbox.addContact({ id });
	const update = {
		...{ resource: 'contact', operation: 'update', contactId: byId('={{ $json.id }}') },
		updateFields: { city: 'Oslo' },
	};
	const items = itemsOf(...ids.map((id) => ({ id })));
	await world.workflow(update, { ...withPace(4), items }).outputs();
	for (const id of ids) {
		const read = calls().indexOf(`GET /contacts/${id}`);
		const written = calls().indexOf(`PUT /contacts/${id}`);
		expect(written - read).toBeLessThanOrEqual(8);
	}
}, 20_000);

test('of two credentials with one key the smaller pace counts', async () => {
	const key = world.simulator.addKey();
	const slow = withPace(3, key);
	const fast = withPace(5000, key);
	await Promise.all([
		world.workflow(me, { ...slow, items: many(4) }).outputs(),
		world.workflow(me, { ...fast, items: many(4) }).outputs(),
	]);
	expect(world.simulator.stats.maxInOneSecond).toBeLessThanOrEqual(3);
}, 15_000);

test.each([503, 429])(
	'a stop is obeyed at once while a %i asks to wait',
	async (status) => {
		world.simulator.faults.add({ kind: 'status', status, headers: { 'retry-after': '20' } });
		const stop = new AbortController();
		const run = world.items(me, withPace(60), stop.signal).catch((error: Error) => error);
		while (world.simulator.requests[0]?.status !== status) await new Promise(setImmediate);
		await new Promise((resolve) => setTimeout(resolve, 50));
		stop.abort();
		expect(await run).toMatchObject({ message: 'The execution was stopped' });
		expect(calls()).toHaveLength(1);
	},
	10_000,
);
