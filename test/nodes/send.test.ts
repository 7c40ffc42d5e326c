import { itemsOf } from '../support/relasi';
import { byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const CALL = 'POST /messages/text';
const send = (text: string, options = {}, conversationId = byId('c')) => ({
	resource: 'message',
	operation: 'send',
	conversationId,
	text,
	options,
});
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;
const bodies = () => world.bodiesOf(CALL);
const sentTexts = () => world.simulator.inbox.sentMessages.map(({ content }) => content);

beforeEach(() => {
	for (const id of ['c', 'd']) world.simulator.inbox.addConversation({ id });
});

describe('send', () => {
	test('sends the text and nothing that is not asked for, and gives the message', async () => {
		const items = await world.items(send(' Hello\n'));
		expect(bodies()).toEqual([
			{
				conversation_id: 'c',
				text: ' Hello\n',
				client_request_id: expect.stringMatching(UUID),
			},
		]);
		const [sent] = world.simulator.inbox.sentMessages;
		expect(items).toEqual([{ json: { ...sent }, pairedItem: { item: 0 } }]);
	});

	test('sends all options under the names of the API', async () => {
		const original = world.simulator.inbox.addMessage({ conversation_id: 'c' });
		const options = { clientRequestId: ' order-1 ', fromUserId: 'usr_aiko03' };
		await world.rows(send('Hello', { ...options, replyToMessageId: original.id }));
		await world.rows(send('System', { asSystem: true, clientRequestId: 42 }));
		const common = { conversation_id: 'c' };
		expect(bodies()).toEqual([
			{
				...common,
				text: 'Hello',
				client_request_id: 'order-1',
				from_user_id: 'usr_aiko03',
				reply_to_message_id: original.id,
			},
			{ ...common, text: 'System', client_request_id: '42', as_system: true },
		]);
	});

	test('options that expressions give nothing for are not sent', async () => {
		const nothing = '={{ $json.none }}';
		const options = {
			clientRequestId: nothing,
			fromUserId: '={{ null }}',
			replyToMessageId: nothing,
		};
		await world.rows(send('Hello', { ...options, asSystem: false }));
		expect(Object.keys(bodies()[0]).sort()).toEqual([
			'client_request_id',
			'conversation_id',
			'text',
		]);
	});

	test('a switch that an expression sets to the text “false” is off', async () => {
		const off = '={{ "false" }}';
		const options = { asSystem: off, splitLongText: off, waitForDelivery: off };
		const [row] = await world.rows(send('Hello', { ...options, fromUserId: 'usr_aiko03' }));
		expect(row).toMatchObject({ from_user_id: 'usr_aiko03', send_state: 'pending' });
		expect(bodies()[0]).not.toHaveProperty('as_system');
		await world.rows(send('Hello', { asSystem: '={{ "true" }}' }));
		expect(bodies()[1]).toMatchObject({ as_system: true });
	});

	test('many items reach a conversation in their order, each linked with its own', async () => {
		const rows = Array.from({ length: 40 }, (_, index) => ({
			to: 'cd'[index % 2],
			text: `${index}`,
		}));
		world.simulator.faults.mixed({ probability: 0.1, seed: 7 });
		const items = await world.items(send('={{ $json.text }}', {}, byId('={{ $json.to }}')), {
			items: itemsOf(...rows),
		});
		expect(items.map(({ json, pairedItem }) => [json.content, pairedItem])).toEqual(
			rows.map(({ text }, item) => [text, { item }]),
		);
		for (const chat of ['c', 'd']) {
			const texts = world.simulator.inbox.sentMessages
				.filter((message) => message.conversation_id === chat)
				.map(({ content }) => Number(content));
			expect(texts).toEqual([...texts].sort((a, b) => a - b));
		}
	});

	test('a long text goes in parts, in order, each with an ID of its own', async () => {
		const original = world.simulator.inbox.addMessage({ conversation_id: 'c' });
		const text = Array.from({ length: 1200 }, (_, index) => `word${index}`).join(' ');
		const options = { splitLongText: true, replyToMessageId: original.id };
		const items = await world.items(send(text, { ...options, clientRequestId: 'r' }));
		expect(items.length).toBe(3);
		expect(items.every(({ pairedItem }) => (pairedItem as { item: number }).item === 0)).toBe(
			true,
		);
		expect(items.map(({ json }) => json.content).join(' ')).toBe(text);
		expect(bodies().map((body) => [body.client_request_id, body.reply_to_message_id])).toEqual([
			['r', original.id],
			['r-2', undefined],
			['r-3', undefined],
		]);
	});

	test('4,000 characters are taken, however many bytes they have', async () => {
		await world.rows(send('x'.repeat(4000)));
		await world.rows(send('👍'.repeat(4000)));
		expect(bodies()).toHaveLength(2);
	});

	test.each<[string, string, object, unknown, RegExp]>([
		['an empty text', '', {}, 'c', /^Text is empty/],
		['blanks', ' \n\t ', {}, 'c', /^Text is empty/],
		['blanks to be split', '  ', { splitLongText: true }, 'c', /^Text is empty/],
		['nothing from an expression', '={{ $json.none }}', {}, 'c', /^Text is empty/],
		['null from an expression', '={{ null }}', {}, 'c', /^Text is empty/],
		['a text that is too long', 'x'.repeat(4001), {}, 'c', /^Text is too long: 4001/],
		['an object for a text', '={{ ({ a: 1 }) }}', {}, 'c', /^Text is not a text/],
		['a list for a text', '={{ ["a"] }}', {}, 'c', /^Text is not a text/],
		['two senders', 'Hi', { asSystem: true, fromUserId: 'usr_aiko03' }, 'c', /one sender/],
		['no conversation', 'Hi', {}, '', /^Conversation is empty/],
		['a blank conversation', 'Hi', {}, ' ', /^Conversation is empty/],
		['an empty user', 'Hi', { fromUserId: '' }, 'c', /^From User ID is empty/],
		[
			'an empty message to reply to',
			'Hi',
			{ replyToMessageId: ' ' },
			'c',
			/^Reply To Message ID/,
		],
		['an empty request ID', 'Hi', { clientRequestId: '' }, 'c', /^Client Request ID is empty/],
	])(
		'%s ends in an error that says so, before any request',
		async (_, text, options, to, message) => {
			const error = await world.errorOf(send(text, options, byId(to)));
			expect(error.message).toMatch(message);
			expect(error.description).toMatch(/\w/);
			expect(world.simulator.requests).toEqual([]);
		},
	);
});

describe('the ID of a request', () => {
	const sendOnce = async (more: object) => {
		await world
			.workflow(send('Hello'), { items: itemsOf({}), executionId: '7', ...more })
			.outputs();
		return String(bodies().at(-1)?.client_request_id);
	};

	test('differs between items, executions, nodes and the rounds of a loop', async () => {
		const items = itemsOf({}, {});
		await world.workflow(send('Hello'), { executionId: '1', items, runs: 3 }).outputs();
		await world.workflow(send('Hello'), { executionId: '2', items }).outputs();
		await world
			.workflow(send('Hello'), { executionId: '2', items, node: { id: 'b' } })
			.outputs();
		const ids = bodies().map((body) => body.client_request_id);
		expect(new Set(ids).size).toBe(10);
		expect(ids).toHaveLength(10);
	});

	test('is the same when the same node runs again in the same place', async () => {
		expect(await sendOnce({})).toBe(await sendOnce({ node: { name: 'Renamed' } }));
		expect(sentTexts()).toEqual(['Hello']);
	});

	test('is the same when n8n runs the node again, so that nothing is sent twice', async () => {
		world.simulator.faults.add({
			kind: 'status',
			status: 422,
			body: { error: 'not now' },
			times: 2,
			match: { path: '/messages/text' },
		});
		const items = itemsOf({ text: '1' }, { text: '2' }, { text: '3' });
		const node = { retryOnFail: true, maxTries: 5, waitBetweenTries: 1 };
		const run = world.workflow(send('={{ $json.text }}'), { items, node });
		const [rows] = await run.outputs();
		expect(rows?.map(({ json }) => json.content)).toEqual(['1', '2', '3']);
		expect(sentTexts().sort()).toEqual(['1', '2', '3']);
		const idsOf = (text: string) =>
			new Set(
				bodies().flatMap((body) => (body.text === text ? [body.client_request_id] : [])),
			);
		for (const text of ['1', '2', '3']) expect(idsOf(text).size).toBe(1);
		expect(bodies().length).toBeGreaterThan(4);
	});

	test('stays the same for the repeats of one request', async () => {
		world.simulator.faults.add({ kind: 'resetAfter' });
		world.simulator.faults.add({ kind: 'statusAfter', status: 504 });
		const [row] = await world.rows(send('Hello'));
		expect(sentTexts()).toEqual(['Hello']);
		expect(row.id).toBe(world.simulator.inbox.sentMessages[0].id);
		expect(new Set(bodies().map((body) => body.client_request_id)).size).toBe(1);
		expect(bodies()).toHaveLength(3);
	});

	test('is told when nobody knows whether the message went out', async () => {
		world.simulator.faults.add({ kind: 'resetAfter' });
		world.simulator.faults.add({ kind: 'status', status: 400 });
		const error = await world.errorOf(send('Hello', { clientRequestId: 'mine' }));
		expect(error.description).toMatch(/may have been sent.*Client Request ID to “mine”/);
	});
});
