import { triggerWorld, type ActiveTrigger } from './trigger';

const world = triggerWorld();
const EVENTS = ['conversationCreated', 'conversationUpdated', 'messageReceived', 'messageSent'];

/** What n8n stores of a trigger, in bytes. */
const sizeOf = ({ stored }: ActiveTrigger) => JSON.stringify(stored).length;

describe('requests', () => {
	test.each(EVENTS)('an idle poll of %s is one', async (event) => {
		world.simulator.reset('inbox');
		const trigger = await world.active(event);
		for (let minute = 0; minute < 3; minute++) {
			world.pass(120);
			await trigger.poll();
			if (minute > 0) expect(world.requests()).toEqual(['/conversations']);
			world.requests();
		}
	});

	test.each(['conversationCreated', 'conversationUpdated'])(
		'10,000 changed conversations are 20 for %s, oldest first',
		async (event) => {
			const trigger = await world.active(event);
			const { inbox } = world.simulator;
			const ids: string[] = [];
			for (let count = 0; count < 10_000; count++) {
				world.nowMs += 5;
				ids.push(inbox.addConversation().id);
			}
			expect(await trigger.ids()).toEqual(ids);
			expect(world.requests()).toHaveLength(20);
		},
		60_000,
	);

	test.each(['conversationCreated', 'conversationUpdated'])(
		'10,000 changes of a quarter of an hour are 20 for %s, then 2; the memory of them is small, and of none tiny',
		async (event) => {
			const trigger = await world.active(event);
			const { inbox } = world.simulator;
			for (let count = 0; count < 10_000; count++) {
				world.nowMs += 100;
				inbox.addConversation();
			}
			expect(await trigger.poll()).toHaveLength(10_000);
			expect(world.requests()).toHaveLength(20);
			expect(sizeOf(trigger)).toBeLessThanOrEqual(25_000);
			world.pass(60);
			expect(await trigger.poll()).toEqual([]);
			expect(world.requests()).toHaveLength(2);
			world.pass(60);
			await trigger.poll();
			world.requests();
			world.pass(60);
			await trigger.poll();
			expect(world.requests()).toEqual(['/conversations']);
			expect(sizeOf(trigger)).toBeLessThanOrEqual(400);
		},
		60_000,
	);

	test('100 messages in 80 conversations are 81', async () => {
		const { inbox } = world.simulator;
		const chats = Array.from({ length: 80 }, () => {
			world.pass(1);
			return inbox.addConversation().id;
		});
		const trigger = await world.active('messageReceived');
		for (let count = 0; count < 100; count++) {
			world.pass(0.5);
			inbox.addMessage({ conversation_id: chats[count % 80] });
		}
		expect(await trigger.poll()).toHaveLength(100);
		expect(world.requests()).toHaveLength(81);
	});

	test('20 messages a minute are at most 45 a poll', async () => {
		const { inbox } = world.simulator;
		const chats = Array.from({ length: 200 }, () => {
			world.pass(1);
			return inbox.addConversation().id;
		});
		const trigger = await world.active('messageReceived');
		for (let minute = 0, count = 0; minute < 8; minute++) {
			for (let number = 0; number < 20; number++) {
				world.pass(3);
				inbox.addMessage({ conversation_id: chats[count++ % 200] });
			}
			expect(await trigger.poll()).toHaveLength(20);
			expect(world.requests().length).toBeLessThanOrEqual(45);
		}
	});

	test('30 messages in 30 conversations are 31, then one', async () => {
		world.simulator.reset('inbox');
		const { inbox } = world.simulator;
		const trigger = await world.active('messageReceived');
		world.pass(120);
		await trigger.poll();
		world.requests();
		const chats = inbox.conversations.all().slice(0, 30);
		const ids = chats.map(({ row }) => {
			world.pass(1);
			return inbox.addMessage({ conversation_id: row.id }).id;
		});
		expect(await trigger.ids()).toEqual(ids);
		expect(world.requests()).toHaveLength(31);
		for (let minute = 0; minute < 3; minute++) {
			world.pass(120);
			expect(await trigger.ids()).toEqual([]);
			if (minute > 0) expect(world.requests()).toEqual(['/conversations']);
			world.requests();
		}
	});

	test('a backlog of 50,000 comes in steps, oldest first, each once, and its memory shrinks again', async () => {
		const trigger = await world.active('conversationUpdated');
		const { inbox } = world.simulator;
		const ids: string[] = [];
		for (let count = 0; count < 50_000; count++) {
			world.nowMs += 5;
			ids.push(inbox.addConversation().id);
		}
		const steps: number[] = [];
		const sizes: number[] = [];
		const given: unknown[] = [];
		while (given.length < ids.length) {
			world.pass(60);
			const step = await trigger.ids();
			steps.push(step.length);
			sizes.push(JSON.stringify(trigger.memory).length);
			given.push(...step);
		}
		expect(given).toEqual(ids);
		expect(steps).toEqual([20_000, 20_000, 10_000]);
		expect(world.requests().length).toBeLessThanOrEqual(303);
		// A key for each event of the overlap, and no rows.
		expect(Math.max(...sizes)).toBeLessThan(13_000 * 30);
		world.pass(120);
		await trigger.poll();
		world.pass(120);
		await trigger.poll();
		expect(JSON.stringify(trigger.memory).length).toBeLessThan(1_000);
	}, 120_000);
});
