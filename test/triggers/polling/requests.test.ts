import { triggerWorld } from './trigger';

const world = triggerWorld();
const EVENTS = ['conversationCreated', 'conversationUpdated', 'messageReceived', 'messageSent'];

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
