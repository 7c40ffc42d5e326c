import type { INodeParameters } from 'n8n-workflow';

import { byId, fastWorld, sendText } from './world';

const world = fastWorld({ seed: 'empty' });
const node = { type: 'n8n-nodes-relasi.relasiTool' };
/** What models send for the fields of a tool that they have no value for. */
const LEFT_OUT = ['', ' ', '={{ "" }}', '={{ null }}', '={{ $json.none }}'];
const message = (operation: string, more: INodeParameters): INodeParameters => ({
	resource: 'message',
	operation,
	conversationId: byId('c'),
	...more,
});

beforeEach(() => {
	world.simulator.inbox.addConversation({ id: 'c' });
	world.simulator.inbox.addMessage({ conversation_id: 'c' });
	world.simulator.set({ delivery: { afterMs: 0, outcome: 'sent' } });
});

describe.each(LEFT_OUT)('what an AI agent leaves out, as %j, is not given', (nothing) => {
	test('to Send', async () => {
		const options = {
			clientRequestId: nothing,
			deliveryTimeout: nothing,
			fromUserId: nothing,
			replyToMessageId: nothing,
			waitForDelivery: true,
		};
		await world.rows(message('send', { text: 'Hello', options }), { node });
		expect(world.bodiesOf('POST /messages/text')).toEqual([
			{
				conversation_id: 'c',
				text: 'Hello',
				client_request_id: expect.stringMatching(/^[\da-f-]{36}$/),
			},
		]);
	});

	test('to Send Media', async () => {
		const options = {
			caption: nothing,
			clientRequestId: nothing,
			fromUserId: nothing,
			replyToMessageId: nothing,
		};
		const file = { data: 'aGVsbG8=', mimeType: 'text/plain' };
		const items = [{ json: {}, binary: { data: file } }];
		const parameters = message('sendMedia', { mediaType: 'automatic', options });
		await world.rows(parameters, { node, items });
		const [{ fields }] = world.bodiesOf('POST /messages/document') as Array<{ fields: object }>;
		expect(Object.keys(fields).sort()).toEqual(['client_request_id', 'conversation_id']);
	});

	test('to Get Many: the limit, and how long a transcript may be', async () => {
		const filters = { conversationId: 'c' };
		const many = message('getAll', { filters, limit: nothing });
		expect(await world.rows(many, { node })).toHaveLength(1);
		const options = { asTranscript: true, maxCharacters: nothing };
		const transcript = message('getAll', { filters, options });
		expect(await world.rows(transcript, { node })).toMatchObject([{ message_count: 1 }]);
	});

	test('but where a message goes has to be given', async () => {
		const to = { conversationId: byId(nothing), text: 'Hello' };
		await world.expectRefused(message('send', to), /Conversation is empty/, { node });
	});
});

test('in a workflow an option that is added and left empty is still an error', async () => {
	const options = { replyToMessageId: '' };
	await world.expectRefused(sendText('Hello', options), /Reply To Message ID is empty/);
});
