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

	test.each(['clientRequestId', 'fromUserId', 'replyToMessageId'])(
		'%s whose expression gives nothing is an error before any request',
		async (option) => {
			for (const nothing of ['={{ $json.none }}', '={{ null }}', '']) {
				const error = await world.errorOf(send('Hello', { [option]: nothing }));
				expect(error.message).toMatch(/ID is empty$/);
				expect(error.description).toMatch(/^Enter an ID for '.* ID', or remove it\./);
			}
			expect(world.calls).toEqual([]);
		},
	);

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
		['an object for a text', '={{ ({ a: 1 }) }}', {}, 'c', /^Text isn't text/],
		['a list for a text', '={{ ["a"] }}', {}, 'c', /^Text isn't text/],
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
