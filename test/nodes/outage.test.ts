import { credentialFor, itemsFor } from '../support/relasi';
import { plainServer, runAt, type Odd } from './plainServer';
import { byId, fastWorld, sendText } from './world';

const world = fastWorld({ seed: 'empty' });
const onError = { onError: 'continueRegularOutput' as const };
const me = { resource: 'apiKey', operation: 'get' };
const send = sendText('={{ $json.text }}', {}, { conversationId: byId('={{ $json.to }}') });
const texts = (count: number, chats = 60) =>
	itemsFor(count, (index) => ({ to: `c${index % chats}`, text: `${index}` }));
beforeEach(() => {
	for (let chat = 0; chat < 60; chat++) world.simulator.inbox.addConversation({ id: `c${chat}` });
});

describe('a key that is rejected', () => {
	const key = (apiKey: string) =>
		credentialFor(world.simulator, { apiKey, requestsPerSecond: 5000 });

	test('as revoked costs at most five requests for 300 items, each of which has the error', async () => {
		const credentials = key(world.simulator.keys.revoked);
		const items = await world.items(send, { items: texts(300), credentials, node: onError });
		expect(world.calls.length).toBeLessThanOrEqual(5);
		expect(items).toHaveLength(300);
		for (const [index, { error, pairedItem }] of items.entries()) {
			expect(error?.message).toBe('Relasi rejected the API key');
			expect(pairedItem).toEqual({ item: index });
		}
	});

	test.each([
		['no body', undefined],
		['a page of HTML', '<html>Unauthorized</html>'],
	])('with %s costs at most five requests for 300 items, too', async (_, body) => {
		const match = { path: '/messages/text' };
		world.simulator.faults.add({ kind: 'status', status: 401, body, match, times: 1000 });
		const items = await world.items(send, { items: texts(300), node: onError });
		expect(world.calls.length).toBeLessThanOrEqual(5);
		expect(items.every(({ error }) => Boolean(error))).toBe(true);
	});

	test('for want of a scope, too, also where it may read', async () => {
		world.simulator.faults.add({
			kind: 'status',
			status: 403,
			body: { error: 'no', required_scope: 'messages:write' },
			match: { path: '/messages/text' },
			times: 1000,
		});
		const contact = world.simulator.inbox.addContact({ id: 'p', email: 'p@x.id' });
		world.simulator.inbox.addConversation({ id: 'cp', customer_id: String(contact.id) });
		const toContact = { ...send, sendTo: 'contact', contactId: byId('p') };
		const items = await world.items(toContact, { items: texts(300), node: onError });
		const posts = world.calls.filter((call) => call.startsWith('POST'));
		expect(posts.length).toBeLessThanOrEqual(5);
		for (const { error } of items) expect(error?.message).toMatch(/lacks the scope/);
	});

	test('says nothing about another key of the same run, nor about the next execution', async () => {
		const { full, revoked } = world.simulator.keys;
		const credentials = key('={{ $json.key }}');
		const items = itemsFor(20, (index) => ({ key: index % 2 ? full : revoked }));
		const rows = await world.items(me, { items, credentials, node: onError });
		expect(rows.map(({ error }) => Boolean(error))).toEqual(
			Array.from({ length: 20 }, (_, index) => index % 2 === 0),
		);
		world.simulator.clearRequests();
		await world.items(me, { items: [items[0]], credentials, node: onError });
		expect(world.calls).toHaveLength(1);
	});

	test('is tried anew by Retry On Fail', async () => {
		world.simulator.faults.add({ kind: 'status', status: 401, times: 1 });
		const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
		const [output] = await world.workflow(me, { node: retry }).outputs();
		expect(output).toHaveLength(1);
		expect(world.calls).toHaveLength(2);
	});
});

describe('in mid-run', () => {
	const server = plainServer();
	const run = async (count: number) =>
		await runAt(
			`http://${server.address}`,
			{ resource: 'contact', operation: 'create', name: '={{ $json.text }}' },
			{ items: texts(count), node: onError },
			// On a busy machine responses take long, and more may be under way; not at this rate.
			{ requestsPerSecond: 10 },
		);
	/** Creates contacts until so many have come, and answers all after them in the same way. */
	const answersUntil = (count: number, after: Odd) => {
		let requests = 0;
		server.answers(() => (++requests <= count ? { body: { id: `p${requests}` } } : after));
	};

	test.each([
		['a revoked key', { status: 401, body: { error: 'revoked' } }, /rejected the API key/],
		[
			'a scope that is taken away',
			{ status: 403, body: { error: 'no', required_scope: 'customers:write' } },
			/lacks the scope/,
		],
	])('%s sends nothing but the five that are under way', async (_name, after, message) => {
		answersUntil(30, after);
		const items = await run(200);
		expect(server.requests).toBeLessThanOrEqual(30 + 5);
		expect(items).toHaveLength(200);
		const isMade = items.map(({ error }) => error === undefined);
		expect(isMade.filter(Boolean)).toHaveLength(30);
		for (const { error } of items.filter((each) => each.error))
			expect(error?.message).toMatch(message);
		const unsent = items.filter(({ error }) =>
			/Not sent, because/.test(`${error?.description}`),
		);
		expect(unsent.length).toBeGreaterThanOrEqual(200 - 30 - 5);
	});

	test('items that are forbidden are no fault of the others', async () => {
		let requests = 0;
		server.answers(() =>
			++requests > 20
				? { body: { id: `p${requests}` } }
				: { status: 403, body: { error: 'not yours' } },
		);
		const items = await run(25);
		expect(items.filter(({ error }) => error === undefined)).toHaveLength(5);
		expect(server.requests).toBe(25);
	});
});

describe('a server that does nothing but fail', () => {
	const server = plainServer();
	const dying = plainServer();

	test('ends 120 sends after 45 seconds and at most 200 requests, each with its error', async () => {
		server.answers({ status: 500, body: { error: 'down' } });
		let sent = 0;
		dying.answers(() =>
			++sent <= 100
				? { body: { message: { id: `m${sent}` } } }
				: { status: 503, body: { error: 'down' } },
		);
		const run = async (at: string, parameters: object, count: number) =>
			await runAt(at, parameters as typeof me, { items: texts(count), node: onError });
		const [sends, many, dead, stopped] = await Promise.all([
			run(`http://${server.address}/a`, send, 120),
			run(`http://127.0.0.1:1`, me, 2000),
			run(`http://127.0.0.1:1/b`, send, 120),
			// 100 messages were sent before it died.
			runAt(`http://${dying.address}`, send, { items: texts(300), node: onError }),
		]);
		expect(server.requests).toBeLessThanOrEqual(200);
		expect(stopped.filter(({ error }) => error === undefined)).toHaveLength(100);
		expect(dying.requests).toBeLessThanOrEqual(100 + 300 + 200);
		for (const [items, count, message] of [
			[sends, 120, /HTTP status 500/],
			[many, 2000, /^Couldn't connect to/],
			[dead, 120, /^Couldn't connect to/],
			[stopped.slice(100), 200, /HTTP status 503/],
		] as const) {
			expect(items).toHaveLength(count);
			for (const { error } of items) expect(error?.message).toMatch(message);
		}
		const unsent = [...sends, ...many, ...dead].filter(({ error }) =>
			/Not sent, because/.test(String(error?.description)),
		);
		expect(unsent.length).toBeGreaterThan(2000);
	}, 90_000);
});
