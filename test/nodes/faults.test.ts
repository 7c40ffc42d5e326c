import { credentialFor, itemsFor } from '../support/relasi';
import { fastWorld, sendText } from './world';

const world = fastWorld({ seed: 'empty' });
const me = { resource: 'apiKey', operation: 'get' };
beforeEach(() => {
	world.simulator.inbox.addConversation({ id: 'c' });
});

describe('a read is tried again', () => {
	test.each([
		['resetBefore', {}],
		['resetAfter', {}],
		['cutBody', {}],
		['cutJson', {}],
		['html', {}],
		...[403, 408, 425, 429, 500, 502, 503, 504].map(
			(status) => ['status', { status }] as const,
		),
	] as const)('after %s %j', async (kind, how) => {
		const headers = { 'retry-after': '0' };
		world.simulator.faults.add({ kind, ...how, headers, times: 2 });
		const [row] = await world.rows(me);
		expect(row.name).toBe('full');
		expect(world.calls).toEqual(['GET /me', 'GET /me', 'GET /me']);
	});

	test('in the middle of a list, whose pages that came are not read again', async () => {
		world.simulator.generate({ contacts: 1200 });
		world.simulator.faults.add({ kind: 'resetAfter', times: 2 });
		const rows = await world.rows({
			resource: 'contact',
			operation: 'getAll',
			returnAll: true,
		});
		expect(new Set(rows.map(({ id }) => id)).size).toBe(world.simulator.inbox.contacts.size);
		expect(world.calls).toHaveLength(5);
	});
});

describe('a server that hangs', () => {
	const soon = { requestOptions: { timeout: 100 } };
	const create = { resource: 'contact', operation: 'create', name: 'Ana' };

	test('is given up after the timeout that the user set, and the error says so', async () => {
		world.simulator.faults.add({ kind: 'hang' });
		const error = await world.errorOf({ ...create, ...soon });
		expect(error.message).toBe("Relasi didn't respond in time");
		expect(error.description).toMatch(/Timeout/);
		expect(world.calls).toEqual(['POST /contacts']);
	});

	test('or sends a byte now and then, for one request only, costs a read nothing but time', async () => {
		world.simulator.faults.add({ kind: 'hang' });
		// In ten pieces, so that no silence is longer than the timeout.
		world.simulator.faults.add({ kind: 'slowBody', ms: 600 });
		expect(await world.rows({ ...me, ...soon })).toHaveLength(1);
		expect(world.calls).toHaveLength(3);
	});

	test('after the work was done: the message is sent once', async () => {
		world.simulator.faults.add({ kind: 'hang', afterWork: true });
		await world.rows(sendText('Hi', {}, soon));
		expect(world.simulator.inbox.sentMessages).toHaveLength(1);
		expect(world.calls).toHaveLength(2);
	});
});

test('a server that is away for a moment costs no message', async () => {
	await world.simulator.refuseConnections();
	const sending = world.rows(sendText('Hi'));
	const creating = world.rows({ resource: 'contact', operation: 'create', name: 'Ana' });
	await new Promise((resolve) => setTimeout(resolve, 150));
	await world.simulator.acceptConnections();
	await Promise.all([sending, creating]);
	expect(world.simulator.inbox.sentMessages).toHaveLength(1);
	expect(world.simulator.inbox.contacts.all()).toHaveLength(2);
});

describe('a stopped execution', () => {
	test('sends nothing more, neither what waits for its turn nor what waits to be tried again', async () => {
		const items = itemsFor(200);
		const credentials = credentialFor(world.simulator, { requestsPerSecond: 20 });
		world.simulator.faults.add({ kind: 'status', status: 503, times: 10 });
		const stop = new AbortController();
		const running = world
			.items(me, { items, credentials }, stop.signal)
			.catch((error: unknown) => error);
		while (world.calls.length < 20) await new Promise(setImmediate);
		stop.abort();
		// It ends when none of its items waits any more.
		expect(await running).toMatchObject({ message: 'The execution was stopped' });
		expect(world.calls).toHaveLength(20);
	});
});
