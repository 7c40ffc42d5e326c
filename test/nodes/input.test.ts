import type { INodeParameters } from 'n8n-workflow';

import { itemsOf } from '../support/relasi';
import { by, byId, fastWorld, sendText } from './world';

const world = fastWorld({ seed: 'empty' });
beforeEach(() => {
	world.simulator.inbox.addContact({ id: 'a', name: 'Ana', company: 'Harbour' });
	world.simulator.inbox.addConversation({ id: 'c', customer_id: 'a', channel: 'livechat' });
});
const tool = { type: 'n8n-nodes-relasi.relasiTool' };
const contact = (operation: string, more: INodeParameters) => ({
	...{ resource: 'contact', operation },
	...more,
});
const send = (more: INodeParameters) => sendText('Hi', {}, more);
const byEmail = (value: string) => by('email', value);
const conversations = (filters: INodeParameters) => ({
	...{ resource: 'conversation', operation: 'getAll', filters },
});

describe('a menu takes the value or the label of a choice, in any case', () => {
	test.each(['qualified', 'Qualified', 'QUALIFIED'])('Lead Status %s', async (leadStatus) => {
		await world.rows(contact('create', { name: 'N', additionalFields: { leadStatus } }));
		expect(world.bodiesOf('POST /contacts')).toEqual([{ name: 'N', lead_status: 'qualified' }]);
	});

	test.each(['livechat', 'Live Chat', 'LIVECHAT'])('Channel Types %s', async (type) => {
		expect(await world.rows(conversations({ channelTypes: [type] }))).toHaveLength(1);
		expect(await world.rows(conversations({ channelTypes: `={{ "${type}" }}` }))).toHaveLength(
			1,
		);
	});

	test.each(['plain', 'Plain Text', 'plaintext'])('Markdown %s', async (markdown) => {
		await world.rows(send({ text: '**Hi**', options: { markdown } }));
		expect(world.bodiesOf('POST /messages/text')).toMatchObject([{ text: 'Hi' }]);
	});

	test.each([
		conversations({ channelTypes: ['Signal'] }),
		contact('getAll', { filters: { leadStatus: 'cold' } }),
		contact('create', { name: 'N', additionalFields: { leadStatus: 'cold' } }),
		send({ sendTo: '={{ "group" }}' }),
	])('and nothing else: %j', async (parameters) => {
		await world.expectRefused(parameters, "isn't one of its choices");
	});
});

test.each(['open,closed', 'Open، closed', 'closed\nopen', '={{ `["open"]` }}', '={{ ["OPEN"] }}'])(
	'a list may be a list, JSON, or a text with commas or lines: %j',
	async (statuses) => {
		expect(await world.rows(conversations({ statuses }))).toHaveLength(1);
		expect(await world.rows(conversations({ statuses: 'closed' }))).toEqual([]);
	},
);

describe('a switch', () => {
	test.each(['true', 'YES', 1, '1', ' on '])('is on by %j', async (asSystem) => {
		await world.rows(send({ options: { asSystem } }));
		expect(world.bodiesOf('POST /messages/text')).toMatchObject([{ as_system: true }]);
	});

	test.each(['false', 'No', 0, '', '={{ null }}'])('is off by %j', async (asSystem) => {
		await world.rows(send({ options: { asSystem } }));
		expect(world.bodiesOf('POST /messages/text')[0]).not.toHaveProperty('as_system');
	});

	test.each([
		send({ options: { asSystem: 'perhaps' } }),
		send({ options: { skipIfEmpty: '={{ ({}) }}' } }),
		contact('getAll', { returnAll: '={{ 2 }}' }),
		contact('getAll', { simplify: 'a little' }),
		{ ...conversations({}), options: { includeContact: '={{ [true] }}' } },
	])('is neither by anything else: %j', async (parameters) => {
		await world.expectRefused(
			parameters as INodeParameters,
			' is neither true nor false: it is ',
		);
	});
});

test.each([
	['a name that shows nothing', contact('create', { name: '\u200b\u3164' }), /^Name is empty/],
	[
		'a lead status',
		contact('update', { contactId: byId('a'), updateFields: { leadStatus: '-' } }),
		/choices/,
	],
	['an ID', send({ conversationId: byId('undefined') }), /^Conversation is empty/],
	['an object within an ID', send({ conversationId: byId('={{ "" + ({}) }}') }), /isn't an ID/],
	[
		'an ID that is no whole number',
		send({ conversationId: byId('={{ 1.5 }}') }),
		/isn't an ID: it is 1.5/,
	],
	['an object within a text', send({ text: '=Hi {{ "" + ({}) }}' }), /^Text isn't text/],
	['no number', send({ text: '={{ Number("x") }}' }), /^Text isn't text: it is NaN/],
	[
		'hours',
		send({ resource: 'message', operation: 'handOver', options: { pauseHours: '={{ "" }}' } }),
		/^Pause Hours/,
	],
	[
		'a limit beside a contact to look up',
		{ ...conversations({ contactId: byEmail('a@b.co') }), limit: 0 },
		/^Limit/,
	],
	[
		'a filter beside a contact to look up',
		conversations({ contactId: byEmail('a@b.co'), channelTypes: 'fax' }),
		/^Channel Types/,
	],
	[
		'hours beside a contact to look up',
		send({ sendTo: 'contact', contactId: byEmail('a@b.co'), options: { onlyWithinHours: 0 } }),
		/^Only Within Hours/,
	],
	[
		'the second contact of a merge',
		contact('merge', { primaryContactId: byEmail('a@b.co'), secondaryContactId: byId('') }),
		/^Secondary Contact is empty/,
	],
])('%s is refused before any request', async (_, parameters, message) => {
	await world.expectRefused(parameters as INodeParameters, message);
});

test('a field that shows nothing is cleared, as an empty one is', async () => {
	await world.rows(
		contact('update', { contactId: byId('a'), updateFields: { company: ' \u200b' } }),
	);
	expect(world.simulator.inbox.contacts.all()[0].row.company).toBe('');
});

describe('of an AI agent, a word for nothing', () => {
	test.each(['null', 'None', 'UNDEFINED', 'n/a', 'nil', '-'])(
		'such as %s is not given in an optional field, and an error where it chooses whose data is read',
		async (word) => {
			const updateFields = { company: word, city: 'Malang' };
			await world.rows(contact('update', { contactId: byId('a'), updateFields }), {
				node: tool,
			});
			expect(world.simulator.inbox.contacts.all()[0].row.company).toBe('Harbour');
			const before = world.calls.length;
			for (const parameters of [
				contact('get', { contactId: byId(word) }),
				contact('create', { name: word, additionalFields: {} }),
				send({ conversationId: byId(word) }),
				{ resource: 'message', operation: 'getAll', filters: { conversationId: word } },
			]) {
				const error = await world.errorOf(parameters as INodeParameters, { node: tool });
				expect(error.message).toMatch(/empty/);
			}
			expect(world.calls).toHaveLength(before);
			await world.rows(send({ text: word }), { node: tool });
			expect(world.bodiesOf('POST /messages/text')).toMatchObject([{ text: word }]);
		},
	);
});

test.each([
	['a date that is none', '={{ DateTime.fromISO("x") }}'],
	['one within a text', '=See you on {{ DateTime.fromISO("x") }}'],
	['a Date that is none', '={{ new Date("x") }}'],
])('%s is not sent to a customer', async (_, text) => {
	await world.expectRefused(sendText(text), "Text contains a date that isn't valid");
});

test('an ID that JSON has rounded is refused, and told how to keep it', async () => {
	// What a JSON number of so many digits has become by the time that n8n hands it over.
	const id = Number('7615917337495251231');
	for (const value of ['={{ $json.id }}', '={{ $json.text }}']) {
		const items = itemsOf({ id, text: '7.615917337495251e+18' });
		const parameters = send({ conversationId: byId(value) });
		const error = await world.expectRefused(parameters, /too large to be exact/, { items });
		expect(error.description).toMatch(/as text/);
	}
});

test('control characters are taken out of texts and IDs, line breaks stay', async () => {
	const items = itemsOf({ text: 'a\u0000b\u0007\u0085\tc\r\nd', id: '\u200bc\u0000' });
	const parameters = send({ text: '={{ $json.text }}', conversationId: byId('={{ $json.id }}') });
	await world.rows(parameters, { items });
	expect(world.bodiesOf('POST /messages/text')).toMatchObject([
		{ conversation_id: 'c', text: 'ab\tc\r\nd' },
	]);
});
