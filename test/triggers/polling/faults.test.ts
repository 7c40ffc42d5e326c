import { START_MS, triggerWorld } from './trigger';

const world = triggerWorld();

afterEach(() => world.simulator.faults.clear());

test('a poll in which nothing can be read fails', async () => {
	const { inbox } = world.simulator;
	const { id } = inbox.addConversation();
	const trigger = await world.active('messageReceived');
	const match = { path: '/messages' };
	world.simulator.faults.add({ kind: 'status', status: 500, times: 1000, match });
	world.pass(60);
	inbox.addMessage({ conversation_id: id });
	await expect(trigger.poll()).rejects.toMatchObject({ httpCode: '500' });
});

test.each([400, 403, 404])(
	'a conversation whose messages answer %s once holds back only itself, and is caught up with',
	async (status) => {
		const { inbox, faults } = world.simulator;
		const [bad, good] = [inbox.addConversation().id, inbox.addConversation().id];
		const trigger = await world.active('messageReceived');
		world.pass(60);
		// The oldest activity is read first.
		const missed = inbox.addMessage({ conversation_id: bad });
		world.pass(1);
		const { id } = inbox.addMessage({ conversation_id: good });
		faults.add({ kind: 'status', status, match: { path: '/messages' } });
		expect(await trigger.ids()).toEqual([id]);
		world.pass(60);
		expect(await trigger.ids()).toEqual([missed.id]);
		world.pass(600);
		expect(await trigger.ids()).toEqual([]);
	},
);

describe('one conversation that answers an error for ever', () => {
	const quick = { requestsPerSecond: 1000 };
	/** Two conversations, of which the first can't be read any more. */
	async function twoChats(status: number) {
		const { inbox, faults } = world.simulator;
		const [bad, good] = [inbox.addConversation().id, inbox.addConversation().id];
		const trigger = world.trigger('messageReceived', {}, quick);
		await trigger.poll();
		world.pass(120);
		const query = { conversation_id: bad };
		faults.add({ kind: 'status', status, times: 1e9, match: { path: '/messages', query } });
		const warnings = jest.spyOn(trigger.open().logger, 'warn').mockImplementation();
		const write = (conversation_id: string) => {
			world.pass(1);
			return inbox.addMessage({ conversation_id }).id;
		};
		const told = () => warnings.mock.calls.map(([text]) => text);
		return { bad, good, trigger, write, told };
	}

	test.each([400, 403, 404])(
		'(%s) leaves the others alone for 60 polls and after, warns at both ends, and is caught up with',
		async (status) => {
			const { bad, good, trigger, write, told } = await twoChats(status);
			const missed = [write(bad)];
			for (let poll = 1; poll <= 62; poll++) {
				const id = write(good);
				if (poll % 25 === 0) missed.push(write(bad));
				expect(await trigger.ids()).toEqual([id]);
				expect(told()).toHaveLength(poll < 60 ? 1 : 2);
				world.pass(60);
			}
			expect(told()[0]).toContain(`can't read the messages of conversation ${bad}`);
			expect(told()[1]).toContain(`couldn't read the messages of conversation ${bad} in 60`);
			world.simulator.faults.clear();
			missed.push(write(bad));
			expect(await trigger.ids()).toEqual(missed);
			for (const seconds of [60, 600]) {
				world.pass(seconds);
				expect(await trigger.ids()).toEqual([]);
			}
			expect(told()).toHaveLength(2);
		},
	);

	test('(500) is caught up with as soon as it answers, also when nothing else happens', async () => {
		const { bad, good, trigger, write, told } = await twoChats(500);
		const missed = write(bad);
		const id = write(good);
		expect(await trigger.ids()).toEqual([id]);
		world.pass(200);
		// Known to be its own fault, so the poll does not fail although nothing else was to be read.
		expect(await trigger.ids()).toEqual([]);
		expect(told()).toHaveLength(1);
		world.simulator.faults.clear();
		expect(await trigger.ids()).toEqual([missed]);
	}, 60_000);

	test('holds up no combined messages of others', async () => {
		const { bad, good, trigger, write } = await twoChats(403);
		trigger.parameters.options = { combineMessages: true };
		write(bad);
		const id = write(good);
		expect(await trigger.ids()).toEqual([]);
		world.pass(15);
		expect(await trigger.ids()).toEqual([id]);
	});
});

describe('a contact', () => {
	const options = { include: ['contact'] };

	test('that answers 500 holds back only its own items, and is never null', async () => {
		const { inbox, faults } = world.simulator;
		const [bad, good] = [inbox.addContact().id, inbox.addContact().id];
		const trigger = await world.active('conversationCreated', { options });
		const match = { path: `/contacts/${bad}` };
		faults.add({ kind: 'status', status: 500, times: 1000, match });
		world.pass(1);
		const late = inbox.addConversation({ customer_id: bad });
		// Alone it tells nothing about the others.
		expect(await trigger.poll()).toEqual([]);
		const first = inbox.addConversation({ customer_id: good });
		expect(await trigger.poll()).toMatchObject([{ id: first.id, contact: { id: good } }]);
		faults.clear();
		world.pass(60);
		expect(await trigger.poll()).toMatchObject([{ id: late.id, contact: { id: bad } }]);
	}, 60_000);

	test('that can never be read is left out of its items after 60 polls', async () => {
		const { inbox, faults } = world.simulator;
		const [bad, good] = [inbox.addContact().id, inbox.addContact().id];
		const trigger = world.trigger(
			'conversationCreated',
			{ options },
			{ requestsPerSecond: 999 },
		);
		await trigger.poll();
		const match = { path: `/contacts/${bad}` };
		faults.add({ kind: 'status', status: 400, times: 1000, match });
		world.pass(1);
		const { id } = inbox.addConversation({ customer_id: bad });
		for (let poll = 1; poll <= 60; poll++) {
			const other = inbox.addConversation({ customer_id: good });
			expect(await trigger.ids()).toEqual([other.id]);
			world.pass(60);
		}
		const [item, ...others] = await trigger.poll();
		expect([item.id, others]).toEqual([id, []]);
		expect(item).not.toHaveProperty('contact');
	}, 60_000);
});

test('a contact that has the id of a conversation is told apart from it', async () => {
	const { inbox, faults } = world.simulator;
	const contacts = ['17', '18'].map((id) => inbox.addContact({ id }).id);
	const [chat, other] = contacts.map((id) => inbox.addConversation({ id, customer_id: id }).id);
	const trigger = world.trigger(
		'messageReceived',
		{ options: { include: ['contact'] } },
		{ requestsPerSecond: 999 },
	);
	await trigger.poll();
	faults.add({ kind: 'status', status: 400, times: 1e9, match: { path: `/contacts/${chat}` } });
	world.pass(1);
	const held = inbox.addMessage({ conversation_id: chat }).id;
	for (let poll = 1; poll <= 60; poll++) {
		world.pass(60);
		const { id } = inbox.addMessage({ conversation_id: other });
		expect(await trigger.ids()).toEqual([id]);
	}
	expect(await trigger.ids()).toEqual([held]);
	faults.clear();
}, 60_000);

test('a poll fails where several contacts fail and none can be read', async () => {
	const { inbox, faults } = world.simulator;
	const trigger = await world.active('conversationCreated', { options: { include: 'contact' } });
	const match = { path: /^\/contacts/ };
	faults.add({ kind: 'status', status: 400, times: 1000, match });
	world.pass(1);
	const ids = [1, 2].map(() => inbox.addConversation({ customer_id: inbox.addContact().id }).id);
	await expect(trigger.poll()).rejects.toMatchObject({ httpCode: '400' });
	faults.clear();
	expect(await trigger.ids()).toEqual(ids);
});

test('a customer who never pauses is heard after the longest wait', async () => {
	const { inbox } = world.simulator;
	const { id } = inbox.addConversation();
	const options = { combineMessages: true, quietSeconds: 30, maxWaitSeconds: 100 };
	const trigger = await world.active('messageReceived', { options });
	const counts: number[] = [];
	for (let step = 0; step < 12; step++) {
		world.pass(20);
		inbox.addMessage({ conversation_id: id });
		for (const { messages } of await trigger.poll())
			counts.push((messages as unknown[]).length);
	}
	expect(counts).toEqual([6, 6]);
});

test('a Date header that stands still does not stop combined messages', async () => {
	const { inbox } = world.simulator;
	const { id } = inbox.addConversation();
	const trigger = await world.active('messageReceived', { options: { combineMessages: true } });
	inbox.addMessage({ conversation_id: id, content: 'one' });
	const stand = () => world.simulator.set({ dateAheadMs: START_MS - world.nowMs });
	expect(await trigger.poll()).toEqual([]);
	world.pass(60);
	stand();
	expect(await trigger.poll()).toMatchObject([{ text: 'one' }]);
	world.simulator.set({ dateAheadMs: 0 });
});

test('an idle poll is one request also after 25,000 changes in one second', async () => {
	const { inbox } = world.simulator;
	const trigger = await world.active('conversationUpdated');
	for (let count = 0; count < 25_000; count++) inbox.addConversation();
	let given = 0;
	for (let poll = 0; poll < 6; poll++) {
		world.pass(60);
		world.requests();
		given += (await trigger.poll()).length;
	}
	expect(given).toBe(25_000);
	expect(world.requests()).toEqual(['/conversations']);
	expect(JSON.stringify(trigger.stored).length).toBeLessThan(400);
}, 60_000);
