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

test('a contact that answers 500 holds back only its own items, and is never null', async () => {
	const { inbox, faults } = world.simulator;
	const [bad, good] = [inbox.addContact().id, inbox.addContact().id];
	const trigger = await world.active('conversationCreated', {
		options: { include: ['contact'] },
	});
	faults.add({ kind: 'status', status: 500, times: 1000, match: { path: `/contacts/${bad}` } });
	world.pass(1);
	const late = inbox.addConversation({ customer_id: bad });
	const first = inbox.addConversation({ customer_id: good });
	expect(await trigger.poll()).toMatchObject([{ id: first.id, contact: { id: good } }]);
	faults.clear();
	world.pass(60);
	expect(await trigger.poll()).toMatchObject([{ id: late.id, contact: { id: bad } }]);
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
