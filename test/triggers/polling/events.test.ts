import { triggerWorld } from './trigger';

const world = triggerWorld();

describe('a first activation', () => {
	test.each(['conversationCreated', 'conversationUpdated', 'messageReceived', 'messageSent'])(
		'of %s gives out nothing of what is there, nor later',
		async (event) => {
			const { inbox } = world.simulator;
			const conversation = inbox.addConversation();
			inbox.addMessage({ conversation_id: conversation.id });
			inbox.addMessage({ conversation_id: conversation.id, from_customer: false });
			const trigger = world.trigger(event);
			expect(await trigger.poll()).toEqual([]);
			world.pass(60);
			expect(await trigger.poll()).toEqual([]);
			world.pass(3600);
			expect(await trigger.poll()).toEqual([]);
		},
	);

	test('in an empty inbox gives out the first thing that happens', async () => {
		const trigger = await world.active('conversationCreated');
		const { id } = world.simulator.inbox.addConversation();
		expect(await trigger.ids()).toEqual([id]);
	});

	test('tells what was there from what comes in the same second', async () => {
		const { inbox } = world.simulator;
		const conversation = inbox.addConversation({ created_at: '2026-06-01T12:00:00Z' });
		inbox.addMessage({ conversation_id: conversation.id, created_at: '2026-06-01T12:00:00Z' });
		const trigger = await world.active('messageReceived');
		const twin = inbox.addMessage({
			conversation_id: conversation.id,
			created_at: '2026-06-01T12:00:00Z',
		});
		expect(await trigger.ids()).toEqual([twin.id]);
		expect(await trigger.poll()).toEqual([]);
	});
});

describe('conversationCreated', () => {
	test('gives each new conversation once, as the API has it, whatever happens to it later', async () => {
		const { inbox } = world.simulator;
		const trigger = await world.active('conversationCreated');
		const first = inbox.addConversation();
		world.pass(1);
		const second = inbox.addConversation();
		expect(await trigger.poll()).toEqual([first, second]);
		for (let minute = 0; minute < 3; minute++) {
			world.pass(60);
			inbox.touchConversation(first.id);
			expect(await trigger.poll()).toEqual([]);
		}
	});
});

describe('conversationUpdated', () => {
	test('gives a creation and each later state once, oldest first', async () => {
		const { inbox } = world.simulator;
		const old = inbox.addConversation({ created_at: world.nowMs - 86_400_000 });
		const trigger = await world.active('conversationUpdated');
		world.pass(5);
		const created = inbox.addConversation();
		world.pass(5);
		inbox.touchConversation(old.id);
		expect(await trigger.ids()).toEqual([created.id, old.id]);
		expect(await trigger.ids()).toEqual([]);
		world.pass(5);
		inbox.setConversation(created.id, { status: 'closed', updated_at: world.nowMs });
		expect(await trigger.poll()).toMatchObject([{ id: created.id, status: 'closed' }]);
		world.pass(3600);
		expect(await trigger.poll()).toEqual([]);
	});
});

describe('messageReceived and messageSent', () => {
	test('give the messages of their side, as the API has them, oldest first over all conversations', async () => {
		const { inbox } = world.simulator;
		const chats = [inbox.addConversation(), inbox.addConversation()];
		world.pass(60);
		const received = await world.active('messageReceived');
		const sent = await world.active('messageSent');
		const rows = [0, 1, 0, 1].map((index, step) => {
			world.pass(1);
			const conversation_id = chats[index].id;
			return [
				inbox.addMessage({ conversation_id, content: `question ${step}` }),
				inbox.addMessage({
					conversation_id,
					content: `answer ${step}`,
					from_customer: false,
				}),
			];
		});
		expect(await received.poll()).toEqual(rows.map(([question]) => question));
		expect(await sent.poll()).toEqual(rows.map(([, answer]) => answer));
		world.pass(30);
		expect([await received.poll(), await sent.poll()]).toEqual([[], []]);
	});

	test('find what is new in a chat of years, under any order, without reading it all', async () => {
		const { inbox } = world.simulator;
		const { id } = inbox.addConversation({ created_at: world.nowMs - 1e9 });
		for (let day = 0; day < 2000; day++) {
			inbox.addMessage({ conversation_id: id, created_at: world.nowMs - 1e9 + day * 1000 });
		}
		for (const messageOrder of ['newestFirst', 'oldestFirst', 'shuffled'] as const) {
			world.simulator.set({ messageOrder });
			const trigger = await world.active('messageReceived');
			world.pass(100);
			const fresh = inbox.addMessage({ conversation_id: id });
			// A list with a row of the last ten seconds proves nothing, and is read again.
			world.pass(12);
			expect(await trigger.ids()).toEqual([fresh.id]);
			const pages = world.requests().filter((path) => path === '/messages').length;
			expect(pages).toBeLessThanOrEqual(messageOrder === 'shuffled' ? 6 : 3);
		}
	});

	test('pass over a conversation that is gone when its messages are asked for', async () => {
		const { inbox } = world.simulator;
		const trigger = await world.active('messageReceived');
		world.pass(1);
		const gone = inbox.addConversation();
		const { id } = inbox.addMessage({ conversation_id: inbox.addConversation().id });
		world.simulator.faults.add({ kind: 'status', status: 404, match: { path: '/messages' } });
		world.pass(1);
		inbox.touchConversation(gone.id, world.nowMs - 5000);
		expect(await trigger.ids()).toEqual([id]);
	});
});

describe('events that appear later than their own time', () => {
	test('a conversation is given once it appears', async () => {
		const { inbox } = world.simulator;
		inbox.addConversation();
		const trigger = await world.active('conversationCreated');
		world.pass(10);
		const late = inbox.addConversation({ visibleAfter: world.nowMs + 50_000 });
		world.pass(20);
		const early = inbox.addConversation();
		expect(await trigger.ids()).toEqual([early.id]);
		world.pass(29);
		expect(await trigger.ids()).toEqual([]);
		world.pass(1);
		expect(await trigger.ids()).toEqual([late.id]);
		world.pass(300);
		expect(await trigger.ids()).toEqual([]);
	});

	test.each([true, 'onReveal'] as const)(
		'a message is given once it appears (its conversation moved: %s)',
		async (touch) => {
			const { inbox } = world.simulator;
			const { id: conversation_id } = inbox.addConversation();
			const trigger = await world.active('messageReceived');
			world.pass(10);
			const visibleAfter = world.nowMs + 55_000;
			const late = inbox.addMessage({ conversation_id, visibleAfter, touch });
			world.pass(10);
			const early = inbox.addMessage({ conversation_id });
			expect(await trigger.ids()).toEqual([early.id]);
			world.pass(45);
			expect(await trigger.ids()).toEqual([late.id]);
			world.pass(300);
			expect(await trigger.ids()).toEqual([]);
		},
	);

	test('a message is given that appears after its conversation passes a filter again', async () => {
		const { inbox } = world.simulator;
		const { id: conversation_id } = inbox.addConversation({ status: 'closed' });
		const filters = { statuses: 'open' };
		const trigger = await world.active('messageReceived', { filters });
		world.pass(10);
		const visibleAfter = world.nowMs + 40_000;
		const late = inbox.addMessage({ conversation_id, visibleAfter });
		expect(await trigger.ids()).toEqual([]);
		world.pass(30);
		inbox.setConversation(conversation_id, { status: 'open', updated_at: world.nowMs });
		world.pass(15);
		expect(await trigger.ids()).toEqual([late.id]);
		world.pass(300);
		expect(await trigger.ids()).toEqual([]);
	});

	test('a row dated in the future is given once and holds nothing up', async () => {
		const { inbox } = world.simulator;
		inbox.addConversation();
		const trigger = await world.active('conversationUpdated');
		const future = inbox.addConversation({ created_at: world.nowMs + 7_200_000 });
		expect(await trigger.ids()).toEqual([future.id]);
		for (let minute = 0; minute < 130; minute += 10) {
			world.pass(600);
			const { id } = inbox.addConversation();
			expect(await trigger.ids()).toEqual([id]);
		}
	});

	test.each([-1, 1])(
		'a server whose clock differs by %s hours loses and repeats nothing',
		async (hours) => {
			const { inbox } = world.simulator;
			const rowsMs = () => world.nowMs + hours * 3_600_000;
			inbox.addConversation({ created_at: rowsMs() });
			const trigger = await world.active('conversationUpdated');
			for (let minute = 0; minute < 24; minute++) {
				world.pass(60);
				if (minute % 7 > 3) expect(await trigger.ids()).toEqual([]);
				else {
					const { id } = inbox.addConversation({ created_at: rowsMs() });
					expect(await trigger.ids()).toEqual([id]);
				}
			}
		},
	);
});
