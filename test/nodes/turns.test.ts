import type { INodeParameters } from 'n8n-workflow';

import type { EngineOptions } from '../support/engine';
import { credentialFor, itemsFor, itemsOf, relasiWorld } from '../support/relasi';
import { byId, sendText } from './world';

const world = relasiWorld({ seed: 'empty', requestsPerSecond: null });
const BASE = '/api/public/v1';
const me = { resource: 'apiKey', operation: 'get' };
const calls = () =>
	world.simulator.requests.map(({ method, path }) => `${method} ${path.slice(BASE.length)}`);
const withPace = (requestsPerSecond: number, apiKey = world.simulator.addKey()) => ({
	credentials: credentialFor(world.simulator, { apiKey, requestsPerSecond }),
});

/**
 * Runs the node until `isEnough`, then stops it. Places in the order of requests are compared with the
 * number of items, far apart, so that a machine that is slow by seconds changes nothing.
 */
async function untilStopped(
	parameters: INodeParameters,
	more: EngineOptions,
	isEnough: () => boolean | Promise<boolean>,
) {
	const stop = new AbortController();
	const run = world.items(parameters, more, stop.signal).catch((error: Error) => error);
	while (!(await isEnough())) await new Promise(setImmediate);
	stop.abort();
	expect(await run).toMatchObject({ message: 'The execution was stopped' });
}

test('a single request of another execution does not wait for all that a bulk run has queued', async () => {
	const key = withPace(5);
	await untilStopped(me, { ...key, items: itemsFor(60) }, async () => {
		if (calls().length < 5) return false;
		await world.workflow({ resource: 'channel', operation: 'getAll' }, key).outputs();
		return true;
	});
	expect(calls()).toContain('GET /channels');
	expect(calls().indexOf('GET /channels')).toBeLessThan(40);
});

test('a contact is written at once after it was read, however many items there are', async () => {
	const ids = Array.from({ length: 60 }, (_, index) => `p${index}`);
	for (const id of ids) world.simulator.inbox.addContact({ id });
	const update = {
		resource: 'contact',
		operation: 'update',
		contactId: byId('={{ $json.id }}'),
		updateFields: { city: 'Oslo' },
	};
	const items = itemsOf(...ids.map((id) => ({ id })));
	const written = () => calls().filter((call) => call.startsWith('PUT '));
	await untilStopped(update, { ...withPace(4), items }, () => written().length >= 4);
	for (const call of written()) {
		const readAt = calls().indexOf(call.replace('PUT', 'GET'));
		expect(calls().indexOf(call) - readAt).toBeLessThan(40);
	}
});

describe('one conversation into which another execution sends eighty messages', () => {
	const send = sendText('={{ $json.text }}');
	const texts = (letter: string, count: number) =>
		itemsFor(count, (index) => ({ text: `${letter}${index}` }));
	const sent = () => world.simulator.inbox.sentMessages.map(({ content }) => String(content));

	test('is open to a single message in between, and a stop of it is obeyed at once', async () => {
		world.simulator.inbox.addConversation({ id: 'c' });
		world.simulator.set({ latencyMs: 20 });
		const key = withPace(5000);
		const stop = new AbortController();
		const bulk = world.items(send, { ...key, items: texts('a', 80) });
		while (sent().length < 5) await new Promise(setImmediate);
		const stopped = world
			.items(send, { ...key, items: texts('s', 1) }, stop.signal)
			.catch((error: Error) => error);
		await world.items(send, { ...key, items: texts('b', 1) });
		const before = sent().indexOf('b0');
		const second = world
			.items(send, { ...key, items: texts('t', 40) }, stop.signal)
			.catch((error: Error) => error);
		while (!sent().includes('t0')) await new Promise(setImmediate);
		stop.abort();
		expect(await second).toMatchObject({ message: 'The execution was stopped' });
		await stopped;
		const atStop = sent().length;
		await bulk;
		world.simulator.set({ latencyMs: 0 });
		expect(before).toBeLessThan(20);
		expect(atStop).toBeLessThan(60);
		expect(sent().filter((text) => text.startsWith('a'))).toEqual(
			texts('a', 80).map(({ json }) => json.text),
		);
	});
});

test('of two credentials with one key the smaller pace counts', async () => {
	const key = world.simulator.addKey();
	const slow = withPace(3, key);
	const fast = withPace(5000, key);
	await Promise.all([
		world.workflow(me, { ...slow, items: itemsFor(4) }).outputs(),
		world.workflow(me, { ...fast, items: itemsFor(4) }).outputs(),
	]);
	expect(world.simulator.stats.maxInOneSecond).toBeLessThanOrEqual(3);
});

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
		// Less than the 20 s: a stop that is not obeyed must fail.
	},
	10_000,
);
