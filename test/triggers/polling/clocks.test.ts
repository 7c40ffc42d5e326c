import { triggerWorld } from './trigger';

const world = triggerWorld();
const EVENTS = ['conversationCreated', 'conversationUpdated', 'messageReceived'];
const YEAR_MS = 365 * 86_400_000;

afterEach(() => world.simulator.set({ dateAheadMs: 0 }));

/** A conversation with a message, and the id that an event gives. */
function happen(event: string): string {
	const { inbox } = world.simulator;
	const { id } = inbox.addConversation();
	const message = inbox.addMessage({ conversation_id: id });
	return event === 'messageReceived' ? message.id : id;
}

describe.each(EVENTS)('%s', (event) => {
	test.each([180_000, YEAR_MS, -180_000, -YEAR_MS])(
		'is given although one answer told a time %s ms ahead',
		async (dateAheadMs) => {
			happen(event);
			const trigger = await world.active(event);
			world.pass(60);
			const first = happen(event);
			world.simulator.set({ dateAheadMs });
			expect(await trigger.ids()).toEqual([first]);
			world.simulator.set({ dateAheadMs: 0 });
			for (let minute = 0; minute < 5; minute++) {
				world.pass(30);
				const id = happen(event);
				world.pass(30);
				expect(await trigger.ids()).toEqual([id]);
			}
		},
	);

	test('is given once whichever of two servers answers, their clocks three minutes apart', async () => {
		happen(event);
		world.simulator.set({ dateAheadMs: [0, 180_000, 180_000] });
		const trigger = await world.active(event);
		for (let minute = 0; minute < 12; minute++) {
			world.pass(50);
			const id = happen(event);
			world.pass(10);
			expect(await trigger.ids()).toEqual([id]);
		}
	});

	test.each([null, YEAR_MS, -YEAR_MS])(
		'is given once with a Date header that is wrong or missing all the time (%s)',
		async (dateAheadMs) => {
			world.simulator.set({ dateAheadMs });
			happen(event);
			const trigger = await world.active(event);
			for (let minute = 0; minute < 6; minute++) {
				world.pass(60);
				const id = happen(event);
				expect(await trigger.ids()).toEqual([id]);
			}
		},
	);

	test('is given without a Date header while another conversation is dated ahead', async () => {
		const { inbox } = world.simulator;
		happen(event);
		world.simulator.set({ dateAheadMs: null });
		const trigger = await world.active(event);
		const ahead = inbox.addConversation({ created_at: world.nowMs + 7_200_000 });
		const early = event === 'messageReceived' ? [] : [ahead.id];
		expect(await trigger.ids()).toEqual(early);
		for (let minute = 0; minute < 5; minute++) {
			world.pass(60);
			const id = happen(event);
			expect(await trigger.ids()).toEqual([id]);
		}
	});
});

describe('two states of a conversation in one second', () => {
	test('are two events where times have no fraction', async () => {
		const { inbox } = world.simulator;
		const { id } = inbox.addConversation();
		const trigger = await world.active('conversationUpdated');
		world.pass(60);
		const second = new Date(world.nowMs).toISOString().replace(/\.\d+Z/, 'Z');
		inbox.touchConversation(id, second);
		expect(await trigger.poll()).toMatchObject([{ id, status: 'open' }]);
		inbox.setConversation(id, { status: 'resolved', updated_at: second });
		expect(await trigger.poll()).toMatchObject([{ id, status: 'resolved' }]);
		for (const seconds of [1, 60, 600]) {
			world.pass(seconds);
			expect(await trigger.poll()).toEqual([]);
		}
	});
});
