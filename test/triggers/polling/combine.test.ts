import { triggerWorld, type ActiveTrigger } from './trigger';

const world = triggerWorld();

const combining = (quietSeconds = 10) => ({ options: { combineMessages: true, quietSeconds } });

const say = (conversation_id: string, content: string) =>
	world.simulator.inbox.addMessage({ conversation_id, content });

/** The contents of each item of a poll. */
const texts = async (trigger: ActiveTrigger) => (await trigger.poll()).map(({ text }) => text);

describe('combined messages', () => {
	test('come as one item, the newest with all of them, once the customer is quiet', async () => {
		const { inbox } = world.simulator;
		const { id } = inbox.addConversation();
		const trigger = await world.active('messageReceived', combining());
		const rows = ['Hello', 'I have', 'a question'].map((content) => {
			world.pass(3);
			return say(id, content);
		});
		expect(await trigger.poll()).toEqual([]);
		world.pass(9);
		expect(await trigger.poll()).toEqual([]);
		world.pass(2);
		expect(await trigger.poll()).toEqual([
			{ ...rows[2], messages: rows, text: 'Hello\nI have\na question' },
		]);
		for (const seconds of [1, 60, 3600]) {
			world.pass(seconds);
			expect(await trigger.poll()).toEqual([]);
		}
	});

	test('have the words of content that is an object or a list of parts', async () => {
		const { inbox } = world.simulator;
		const { id } = inbox.addConversation();
		const trigger = await world.active('messageReceived', combining());
		for (const content of ['Hi', { text: { body: 'there' } }, [{ type: 'text', text: '!' }]]) {
			world.pass(3);
			Object.assign(inbox.messages.get(say(id, '').id)!, { content });
		}
		world.pass(11);
		expect(await texts(trigger)).toEqual(['Hi\nthere\n!']);
	});

	test('wait as long as the customer goes on, and each conversation for its own', async () => {
		const { inbox } = world.simulator;
		const [busy, brief] = [inbox.addConversation().id, inbox.addConversation().id];
		const trigger = await world.active('messageReceived', combining());
		say(brief, 'one');
		for (let part = 1; part <= 30; part++) {
			say(busy, `part ${part}`);
			world.pass(5);
			expect(await texts(trigger)).toEqual(part === 3 ? ['one'] : []);
		}
		world.pass(6);
		const [item] = await trigger.poll();
		expect(item.messages).toHaveLength(30);
		expect(item.text).toMatch(/^part 1\n.*part 30$/s);
	});

	test('are not held up, split or lost by answers in between', async () => {
		const { id } = world.simulator.inbox.addConversation();
		const trigger = await world.active('messageReceived', combining());
		say(id, 'one');
		world.pass(8);
		world.simulator.inbox.addMessage({ conversation_id: id, from_customer: false });
		say(id, 'two');
		world.pass(8);
		expect(await texts(trigger)).toEqual([]);
		world.simulator.inbox.addMessage({ conversation_id: id, from_customer: false });
		world.pass(3);
		expect(await texts(trigger)).toEqual(['one\ntwo']);
	});

	test.each(['newestFirst', 'oldestFirst'] as const)(
		'of one second stand in the order of the list, which is %s',
		async (messageOrder) => {
			const { inbox } = world.simulator;
			inbox.messages.setOrder(messageOrder);
			const { id } = inbox.addConversation();
			say(id, 'before');
			const trigger = await world.active('messageReceived', combining());
			world.pass(30);
			const created_at = new Date(world.nowMs).toISOString().replace(/\.\d+Z/, 'Z');
			for (const [message, content] of Object.entries({ m9: '1', m10: '2', m11: '3' })) {
				inbox.addMessage({ id: message, conversation_id: id, content, created_at });
			}
			world.pass(11);
			expect(await texts(trigger)).toEqual(['1\n2\n3']);
			inbox.messages.setOrder('newestFirst');
		},
	);

	test('survive a restart that loses what n8n had not saved', async () => {
		const { id } = world.simulator.inbox.addConversation();
		const trigger = await world.active('messageReceived', combining());
		const saved = trigger.staticData;
		say(id, 'one');
		expect(await texts(trigger)).toEqual([]);
		trigger.restart(saved);
		world.pass(11);
		expect(await texts(trigger)).toEqual(['one']);
		world.pass(11);
		expect(await texts(trigger)).toEqual([]);
	});

	test('come also hours after their poll, when none came in between', async () => {
		const { id } = world.simulator.inbox.addConversation();
		const trigger = await world.active('messageReceived', combining());
		say(id, 'one');
		await trigger.poll();
		world.pass(7200);
		expect(await texts(trigger)).toEqual(['one']);
	});

	test('still come when combining is switched off meanwhile, and not at all for another event', async () => {
		const { id } = world.simulator.inbox.addConversation();
		const [first, second] = [
			await world.active('messageReceived', combining()),
			await world.active('messageReceived', combining()),
		];
		say(id, 'one');
		expect([await texts(first), await texts(second)]).toEqual([[], []]);
		first.parameters.options = {};
		second.parameters.event = 'messageSent';
		expect([await texts(first), await texts(second)]).toEqual([['one'], []]);
		second.parameters.event = 'messageReceived';
		world.pass(60);
		expect([await texts(first), await texts(second)]).toEqual([[], []]);
	});

	test('of a customer whose messages are dated in the future do not wait for it', async () => {
		const { inbox } = world.simulator;
		const { id } = inbox.addConversation();
		const trigger = await world.active('messageReceived', combining());
		inbox.addMessage({
			conversation_id: id,
			content: 'early',
			created_at: world.nowMs + 86_400_000,
		});
		expect(await texts(trigger)).toEqual([]);
		world.pass(11);
		expect(await texts(trigger)).toEqual(['early']);
	});

	test('are given although their conversation is gone when they are due', async () => {
		const { inbox } = world.simulator;
		const { id } = inbox.addConversation();
		const trigger = await world.active('messageReceived', combining());
		const rows = ['one', 'two'].map((text) => {
			world.pass(1);
			return say(id, text);
		});
		expect(await trigger.poll()).toEqual([]);
		inbox.conversations.remove(id);
		for (const row of rows) inbox.messages.remove(row.id);
		world.simulator.faults.add({ kind: 'status', status: 404, match: { path: '/messages' } });
		world.pass(11);
		expect(await texts(trigger)).toEqual(['one\ntwo']);
	});

	test('are shown by a test in the editor as the newest burst', async () => {
		const { id } = world.simulator.inbox.addConversation();
		say(id, 'long ago');
		world.pass(11);
		say(id, 'one');
		world.pass(9);
		say(id, 'two');
		const [item] = await world.trigger('messageReceived', combining()).poll('manual');
		expect(item).toMatchObject({ content: 'two', text: 'one\ntwo' });
	});
});
