import { NodeApiError, type IDataObject } from 'n8n-workflow';

import type { Fault } from '../../simulator';
import { triggerWorld } from './trigger';

const world = triggerWorld();

const EVENTS = ['conversationCreated', 'conversationUpdated', 'messageReceived', 'messageSent'];

/** Something of every kind happens. */
function happen() {
	const { inbox } = world.simulator;
	world.pass(1);
	const { id } = inbox.addConversation();
	const received = inbox.addMessage({ conversation_id: id });
	const sent = inbox.addMessage({ conversation_id: id, from_customer: false });
	return {
		conversationCreated: id,
		conversationUpdated: id,
		messageReceived: received.id,
		messageSent: sent.id,
	};
}

describe('a poll that fails', () => {
	const always = (fault: Partial<Fault>): Fault =>
		({ kind: 'status', times: 1000, ...fault }) as Fault;
	const refusals: Array<[string, Fault, string, object?]> = [
		[
			'a revoked key',
			always({ status: 401, body: { error: 'revoked' } }),
			'401',
			{ cause: 'credential-invalid' },
		],
		[
			'a missing scope',
			always({ status: 403, body: { error: 'no', required_scope: 'messages:read' } }),
			'403',
			{ cause: 'credential-invalid' },
		],
		['a server fault', always({ status: 503 }), '503', { cause: 'temporarily-unavailable' }],
		[
			'a rate limit with a long pause',
			always({ status: 429, headers: { 'retry-after': '3000' } }),
			'429',
			{ cause: 'rate-limited', retryAfterMs: 3_000_000 },
		],
	];

	test.each(refusals)(
		'because of %s tells n8n why, leaves the memory alone, and the next one catches up',
		async (_name, fault, httpCode, failure) => {
			const key = world.simulator.addKey();
			const trigger = world.trigger('messageReceived', {}, { apiKey: key });
			await trigger.poll();
			const expected = [happen().messageReceived, happen().messageReceived];
			const before = JSON.stringify(trigger.memory);
			world.simulator.faults.add({ ...fault, match: { path: '/messages' } });
			const { poll, staticData } = trigger.open();
			const error: unknown = await poll().catch((thrown: unknown) => thrown);
			expect(error).toBeInstanceOf(NodeApiError);
			expect(error).toMatchObject({ httpCode, ...(failure && { failure }) });
			expect(JSON.stringify(staticData().memory)).toBe(before);
			world.simulator.faults.clear();
			trigger.credential = {};
			expect(await trigger.ids()).toEqual(expected);
		},
		60_000,
	);

	test.each(EVENTS)('of %s at any of its requests loses and repeats nothing', async (event) => {
		const { inbox, faults } = world.simulator;
		for (let count = 0; count < 1100; count++) {
			inbox.addConversation({ created_at: world.nowMs - 1_000_000 + count });
		}
		const trigger = await world.active(event);
		const expected: unknown[] = [];
		const given: unknown[] = [];
		for (let request = 0; request < 5; request++) {
			const happened = happen() as Record<string, string>;
			expected.push(happened[event]);
			let number = 0;
			const match = { method: 'GET' };
			for (; number < request; number++) faults.add({ kind: 'delay', ms: 0, match });
			faults.add({ kind: 'status', status: 400, match });
			given.push(...(await trigger.ids().catch(() => [])));
			faults.clear();
		}
		world.pass(1);
		given.push(...(await trigger.ids()));
		expect(given).toEqual(expected);
	});

	test('without any network says so, and nothing is lost', async () => {
		const trigger = await world.active('conversationCreated');
		const { conversationCreated } = happen();
		trigger.credential = { baseUrl: 'http://127.0.0.1:1/api' };
		await expect(trigger.poll()).rejects.toMatchObject({
			failure: { cause: 'temporarily-unavailable' },
		});
		trigger.credential = {};
		expect(await trigger.ids()).toEqual([conversationCreated]);
	}, 60_000);

	test('at the first activation starts nothing yet', async () => {
		const { inbox, faults } = world.simulator;
		const before = inbox.addMessage();
		const trigger = world.trigger('messageReceived');
		faults.add({ kind: 'status', status: 400, match: { path: '/messages' } });
		await expect(trigger.poll()).rejects.toBeInstanceOf(NodeApiError);
		expect(trigger.memory).toBeUndefined();
		world.pass(60);
		expect(await trigger.poll()).toEqual([]);
		world.pass(60);
		const { id } = inbox.addMessage({ conversation_id: before.conversation_id });
		expect(await trigger.ids()).toEqual([id]);
	});
});

describe('polls that overlap', () => {
	test('work once: the later one gives out nothing and asks nothing', async () => {
		const trigger = await world.active('messageReceived');
		const { messageReceived } = happen();
		const polls = Array.from({ length: 3 }, () => trigger.open());
		const outputs = await Promise.all(polls.map(async ({ poll }) => await poll()));
		expect(outputs.map((output) => output?.[0].map(({ json }) => json.id) ?? null)).toEqual([
			[messageReceived],
			null,
			null,
		]);
		expect(world.requests()).toHaveLength(2);
	});

	test.each(EVENTS)(
		'of %s work once also where n8n saves late what the first gave out',
		async (event) => {
			const trigger = await world.active(event);
			const happened = happen() as Record<string, string>;
			const early = Array.from({ length: 2 }, () =>
				trigger.open('trigger', 'update', 36_000),
			);
			expect(await trigger.ids()).toEqual([happened[event]]);
			world.requests();
			for (const { poll, staticData } of early) {
				const before = JSON.stringify(staticData());
				expect(await poll()).toBeNull();
				expect(JSON.stringify(staticData())).toBe(before);
			}
			expect(world.requests()).toEqual([]);
			const next = happen() as Record<string, string>;
			expect(await trigger.ids()).toEqual([next[event]]);
		},
	);

	test.each(EVENTS)(
		'of %s give again, after a minute, what n8n failed to store',
		async (event) => {
			const trigger = await world.active(event);
			const durable = () => trigger.open('trigger', 'update', 36_000);
			const store = async ({ poll, allStaticData }: ReturnType<typeof durable>) => {
				const [items] = (await poll()) ?? [[]];
				trigger.staticData = JSON.parse(JSON.stringify(allStaticData())) as IDataObject;
				return items.map(({ json }) => json.id);
			};
			await store(durable());
			const id = (happen() as Record<string, string>)[event];
			const [dropped] = (await durable().poll())!;
			expect(dropped.map(({ json }) => json.id)).toEqual([id]);
			world.pass(50);
			const next = (happen() as Record<string, string>)[event];
			expect(await durable().poll()).toBeNull();
			world.pass(20);
			expect(await store(durable())).toEqual([id, next]);
			world.pass(60);
			expect(await store(durable())).toEqual([]);
		},
	);

	test('of different nodes do not wait for each other', async () => {
		const triggers = await Promise.all(EVENTS.map(async (event) => await world.active(event)));
		const happened = happen() as Record<string, string>;
		const given = await Promise.all(triggers.map(async (trigger) => await trigger.ids()));
		expect(given).toEqual(EVENTS.map((event) => [happened[event]]));
	});
});

describe('memory', () => {
	test('is plain JSON with a version, under a key of its own', async () => {
		const trigger = await world.active('messageReceived');
		happen();
		await trigger.poll();
		expect(JSON.parse(JSON.stringify(trigger.memory))).toEqual(trigger.memory);
		expect(trigger.memory).toMatchObject({ version: 1, eventKind: 'messages' });
	});

	test('shrinks again after a burst', async () => {
		const trigger = await world.active('conversationUpdated');
		const idle = JSON.stringify(trigger.memory).length;
		for (let count = 0; count < 2000; count++) world.simulator.inbox.addConversation();
		expect(await trigger.poll()).toHaveLength(2000);
		expect(JSON.stringify(trigger.memory).length).toBeLessThan(2000 * 30 + 500);
		world.pass(120);
		await trigger.poll();
		world.pass(120);
		await trigger.poll();
		expect(JSON.stringify(trigger.memory).length).toBeLessThan(idle + 100);
	});

	test('of a newer release is not guessed at', async () => {
		const trigger = await world.active('messageReceived');
		trigger.staticData = {
			'node:Node': { ...trigger.stored, memory: { ...trigger.memory, version: 3 } },
		};
		await expect(trigger.poll()).rejects.toMatchObject({
			message: 'A newer version of this node saved where the trigger stopped',
		});
	});
});
