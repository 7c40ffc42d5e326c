import { startSimulator } from '../simulator';
import type { Simulator } from '../simulator';
import type { Call } from './call';
import { caller } from './call';
import type { Target } from './target';
import { openTarget, testSend } from './target';

describe('sending, by contract', () => {
	let target: Target;
	beforeAll(async () => (target = await openTarget()));
	afterAll(() => target.close());

	testSend('a repeat of a client_request_id gets the first message', async () => {
		const [{ id }] = (await target.call('GET', '/conversations?page=1&per_page=1')).body.data;
		const body = { client_request_id: 'contract-1', conversation_id: id, text: 'Hello' };
		const first = await target.call('POST', '/messages/text', body);
		const again = await target.call('POST', '/messages/text', body);
		expect(first.body.message).toMatchObject({ content: 'Hello', from_customer: false });
		expect(again.body.message.id).toBe(first.body.message.id);
	});
});

describe('sending in the simulator', () => {
	let sim: Simulator;
	let call: Call;
	let now = Date.UTC(2026, 5, 10, 12);
	const text = { client_request_id: 'r1', conversation_id: 'chat', text: 'Hello' };
	beforeAll(async () => {
		const clock = () => now;
		sim = await startSimulator({ seed: 'empty', requestsPerSecond: null, clock });
		call = caller(sim.baseUrl, sim.keys.full);
	});
	afterAll(() => sim.close());
	beforeEach(() => {
		sim.reset();
		now = Date.UTC(2026, 5, 10, 12);
		sim.inbox.addConversation({ id: 'chat' });
	});

	test('the same id sends once, whatever befalls the answers', async () => {
		sim.faults.add({ kind: 'resetAfter' });
		sim.faults.add({ kind: 'statusAfter', status: 500 });
		await expect(call('POST', '/messages/text', text)).rejects.toThrow();
		expect((await call('POST', '/messages/text', text)).status).toBe(500);
		expect((await call('POST', '/messages/text', text)).status).toBe(200);
		expect([...sim.inbox.dispatches]).toEqual([['r1', 1]]);
		expect(sim.inbox.messages.size).toBe(1);
	});

	test('the same id for another text or chat is a conflict', async () => {
		sim.inbox.addConversation({ id: 'other' });
		await call('POST', '/messages/text', text);
		for (const change of [{ text: 'Bye' }, { conversation_id: 'other' }]) {
			const answer = await call('POST', '/messages/text', { ...text, ...change });
			expect([answer.status, answer.body]).toEqual([409, { error: expect.any(String) }]);
		}
	});

	test('an API may answer every repeat of an id with its first message, or refuse every one', async () => {
		sim.inbox.addConversation({ id: 'other' });
		const repeats = [text, { ...text, text: 'Bye' }, { ...text, conversation_id: 'other' }];
		const { id } = (await call('POST', '/messages/text', text)).body.message;
		sim.set({ repeatedRequestId: 'first' });
		for (const repeat of repeats) {
			expect((await call('POST', '/messages/text', repeat)).body.message.id).toBe(id);
		}
		sim.set({ repeatedRequestId: 'conflict' });
		for (const repeat of repeats) {
			expect((await call('POST', '/messages/text', repeat)).status).toBe(409);
		}
		sim.set({ repeatedRequestId: 'sameOnly' });
		expect([...sim.inbox.dispatches]).toEqual([['r1', 1]]);
	});

	test('the sender is the given user, the system, or who made the key', async () => {
		const sender = async (id: string, fields: object) => {
			const body = { ...text, client_request_id: id, ...fields };
			return (await call('POST', '/messages/text', body)).body.message.from_user_id;
		};
		expect(await sender('a', {})).toBe('usr_nadia01');
		expect(await sender('b', { from_user_id: 'usr_aiko03' })).toBe('usr_aiko03');
		expect(await sender('c', { as_system: true, from_user_id: 'usr_aiko03' })).toBeNull();
	});

	test('delivery moves on with the clock and leaves the conversation alone', async () => {
		const { id } = (await call('POST', '/messages/text', text)).body.message;
		const state = async () => (await call('GET', '/messages?per_page=1')).body.data[0];
		expect(await state()).toMatchObject({ send_state: 'pending' });
		now += 500;
		expect(await state()).toMatchObject({ send_state: 'sent' });
		now += 700;
		const updated_at = '2026-06-10T12:00:01Z';
		expect(await state()).toMatchObject({ id, send_state: 'delivered', updated_at });
		expect(sim.inbox.conversations.get('chat')?.updated_at).toBe('2026-06-10T12:00:00Z');
	});

	test('delivery fails on order, with a reason', async () => {
		sim.set({ delivery: { afterMs: 0, outcome: 'failed', reason: 'number unknown' } });
		await call('POST', '/messages/text', text);
		const [message] = (await call('GET', '/messages?per_page=1')).body.data;
		expect(message).toMatchObject({ send_state: 'failed', error: 'number unknown' });
	});
});
