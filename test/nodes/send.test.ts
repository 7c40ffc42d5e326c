import type { INodeParameters } from 'n8n-workflow';

import { itemsOf } from '../support/relasi';
import { byId, fastWorld, sendText } from './world';

const world = fastWorld({ seed: 'empty' });
const CALL = 'POST /messages/text';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;
const bodies = () => world.bodiesOf(CALL);
const texts = () => bodies().map(({ text }) => text);

beforeEach(() => {
	for (const id of ['c', 'd']) world.simulator.inbox.addConversation({ id });
});

describe('send', () => {
	test('sends the text and nothing that is not asked for, and gives the message', async () => {
		const items = await world.items(sendText(' Hello\n'));
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
		await world.rows(sendText('Hello', { ...options, replyToMessageId: original.id }));
		await world.rows(sendText('System', { asSystem: true, clientRequestId: 42 }));
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

	test('many items reach a conversation in their order, each linked with its own', async () => {
		const rows = Array.from({ length: 40 }, (_, index) => ({
			to: 'cd'[index % 2],
			text: `${index}`,
		}));
		world.simulator.faults.mixed({ probability: 0.1, seed: 7 });
		const to = { conversationId: byId('={{ $json.to }}') };
		const items = await world.items(sendText('={{ $json.text }}', {}, to), {
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
		const items = await world.items(sendText(text, { ...options, clientRequestId: 'r' }));
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
		await world.rows(sendText('x'.repeat(4000)));
		await world.rows(sendText('👍'.repeat(4000)));
		expect(bodies()).toHaveLength(2);
	});

	test.each([
		['Hi \ud83d', 'Hi '],
		['\udc4dHi', 'Hi'],
		['👍\ud83d👍', '👍👍'],
	])('no half of a character is sent: %j', async (text, sent) => {
		await world.rows(sendText(text));
		expect(texts()).toEqual([sent]);
	});

	test.each(['{{ $now }}', '{{ new Date(Date.UTC(2026, 5, 1)) }}', '{{ $today.toJSDate() }}'])(
		'a time is sent as ISO 8601: %s',
		async (expression) => {
			await world.rows(sendText(`=${expression}`));
			const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}/;
			expect(texts()).toEqual([expect.stringMatching(time)]);
		},
	);

	test.each<[string, string, INodeParameters, RegExp]>([
		['an empty text', '', {}, /^Text is empty/],
		['blanks', ' \n\t ', {}, /^Text is empty/],
		['nothing from an expression', '={{ $json.none }}', {}, /^Text is empty/],
		['a text that is too long', 'x'.repeat(4001), {}, /^Text is too long: 4001/],
		['an object for a text', '={{ ({ a: 1 }) }}', {}, /^Text isn't text/],
		['two senders', 'Hi', { asSystem: true, fromUserId: 'usr_aiko03' }, /one sender/],
	])(
		'%s ends in an error that says so, before any request',
		async (_, text, options, message) =>
			await world.expectRefused(sendText(text, options), message),
	);
});
