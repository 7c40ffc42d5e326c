import type { INodeParameters } from 'n8n-workflow';

import { itemsFor } from '../support/relasi';
import type { Delivery } from '../simulator';
import { byId, fastWorld, sendText } from './world';

const world = fastWorld();
const chats = () => world.simulator.inbox.conversations.all().map(({ row }) => row.id);
const send = (options: INodeParameters = {}, to = chats()[0]): INodeParameters =>
	sendText('Hello', { waitForDelivery: true, ...options }, { conversationId: byId(to) });
const delivery = (outcome: Delivery['outcome'], more: Partial<Delivery> = {}) =>
	world.simulator.set({ delivery: { afterMs: 100, outcome, ...more } });
const looks = () => world.count('GET /messages');
const sends = () => world.count('POST /messages/text');

/** The message that is on its way gets another state at the API. */
async function setState(state: string): Promise<void> {
	while (world.simulator.inbox.sentMessages.length === 0)
		await new Promise((resolve) => setTimeout(resolve, 10));
	const [{ id }] = world.simulator.inbox.sentMessages;
	world.simulator.inbox.setMessage(id, { send_state: state });
}

describe('waiting for the delivery', () => {
	test.each(['sent', 'delivered', 'read'] as const)(
		'gives out the message as it is when it was %s',
		async (outcome) => {
			delivery(outcome);
			const [row] = await world.rows(send());
			expect(row.send_state).not.toBe('pending');
			expect(row).not.toHaveProperty('_delivery_timed_out');
			const { id, content } = world.simulator.inbox.sentMessages[0];
			expect(row).toMatchObject({
				id,
				content,
				send_state: expect.stringMatching(outcome === 'sent' ? /^sent$/ : /./),
			});
			expect(sends()).toBe(1);
		},
	);

	// The API documents `pending` only.
	test.each(['bounced', 'rejected', 'UNDELIVERED', 'not_delivered', 'blocked'])(
		'fails for a state such as %s',
		async (state) => {
			delivery('sent', { afterMs: 60_000 });
			const run = world.errorOf(send());
			await setState(state);
			expect((await run).message).toMatch(/couldn't deliver/);
		},
	);

	test.each([
		['queued', { _delivery_timed_out: true }],
		['sending', { _delivery_timed_out: true }],
		['zonked', { _delivery_unknown: true }],
	])('of a state such as %s gives %j', async (state, mark) => {
		delivery('sent', { afterMs: 60_000 });
		const run = world.rows(send({ deliveryTimeout: 2 }));
		await setState(state);
		expect(await run).toEqual([expect.objectContaining({ send_state: state, ...mark })]);
	});

	test('is off unless it is wanted', async () => {
		const [row] = await world.rows(send({ waitForDelivery: false }));
		expect(row.send_state).toBe('pending');
		expect(world.calls).toEqual(['POST /messages/text']);
	});

	test('ends with an error that gives the reason, when the API has one', async () => {
		delivery('failed', { afterMs: 10, reason: 'The number is not on WhatsApp' });
		const error = await world.errorOf(send());
		expect(error.message).toMatch(/couldn't deliver.*not on WhatsApp/);
		expect(error.description).toMatch(/failed.*channel/);
		expect(sends()).toBe(1);
	});

	test('ends with an error that says so, when there is no reason', async () => {
		delivery('failed', { afterMs: 10 });
		const error = await world.errorOf(send());
		expect(error.message).toMatch(/gives no reason/);
	});

	test('marks a message that is still on its way when the time is over, and is no error', async () => {
		delivery('pending');
		const [row] = await world.rows(send({ deliveryTimeout: 1.2 }));
		expect(row).toMatchObject({ send_state: 'pending', _delivery_timed_out: true });
	});

	test('looks a few times only, further and further apart', async () => {
		delivery('pending');
		await world.rows(send({ deliveryTimeout: 4 }));
		// After 0.5, 1.5 and 3.5 seconds and perhaps at the end; the conversation fits on one page.
		expect([3, 4]).toContain(looks());
	});

	test('shares its looks between the items of one conversation', async () => {
		delivery('delivered');
		const items = itemsFor(20, (index) => ({ index }));
		const parameters = { ...send(), text: '={{ "Part " + $json.index }}' };
		const rows = await world.rows(parameters, { items });
		expect(rows.map(({ content }) => content)).toEqual(
			items.map((_, index) => `Part ${index}`),
		);
		expect(rows.every(({ send_state: state }) => state !== 'pending')).toBe(true);
		expect(sends()).toBe(20);
		expect(looks()).toBeLessThanOrEqual(4);
	});

	test('finds the message in a long conversation, whatever the order of the list', async () => {
		for (const messageOrder of ['newestFirst', 'oldestFirst'] as const) {
			world.simulator.set({ messageOrder });
			delivery('delivered', { afterMs: 10 });
			const id = world.simulator.inbox.addConversation().id;
			const created_at = Date.UTC(2026, 0, 1);
			for (let count = 0; count < 1100; count++) {
				world.simulator.inbox.addMessage({ conversation_id: id, created_at, touch: false });
			}
			const [row] = await world.rows(send({ deliveryTimeout: 3 }, id));
			expect(row.send_state).toBe('delivered');
		}
		world.simulator.set({ messageOrder: 'newestFirst' });
	});

	test('follows a message at the end of a full page, behind which the customer wrote', async () => {
		world.simulator.set({ messageOrder: 'oldestFirst' });
		delivery('delivered', { afterMs: 10 });
		const { inbox } = world.simulator;
		const conversation_id = inbox.addConversation().id;
		for (let count = 0; count < 999; count++) {
			inbox.addMessage({ conversation_id, created_at: Date.UTC(2026, 0, 1) + count * 1000 });
		}
		const run = world.rows(send({ deliveryTimeout: 3 }, conversation_id));
		while (inbox.sentMessages.length === 0) await new Promise(setImmediate);
		inbox.addMessage({ conversation_id, created_at: Date.now() + 5 });
		expect((await run)[0].send_state).toBe('delivered');
		world.simulator.set({ messageOrder: 'newestFirst' });
	});

	test('gives out the message all the same when its way cannot be seen, and says so', async () => {
		delivery('pending');
		world.simulator.faults.add({
			kind: 'status',
			status: 403,
			body: { error: 'no', required_scope: 'messages:read' },
			match: { method: 'GET' },
		});
		const [row] = await world.rows(send({ deliveryTimeout: 1 }));
		const { id } = world.simulator.inbox.sentMessages[0];
		expect(row).toMatchObject({ id, send_state: 'pending', _delivery_unknown: true });
		expect(sends()).toBe(1);
	});

	test('ends with the execution', async () => {
		delivery('pending');
		const execution = new AbortController();
		const run = world.items(send({ deliveryTimeout: 60 }), {}, execution.signal);
		while (looks() === 0) await new Promise(setImmediate);
		execution.abort();
		await run.catch(() => undefined);
		expect(looks()).toBeLessThanOrEqual(2);
	});

	test.each([0, -1, 'soon', '', null])(
		'with a time of %p is refused before any request',
		async (deliveryTimeout) => {
			const parameters = send({ deliveryTimeout: deliveryTimeout as number });
			await world.expectRefused(parameters, "Delivery Timeout isn't a number above 0");
		},
	);
});
