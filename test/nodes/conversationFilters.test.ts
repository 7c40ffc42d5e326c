import type { INodeParameters } from 'n8n-workflow';

import { itemsOf } from '../support/relasi';
import { fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const inbox = () => world.simulator.inbox;
const many = (filters: INodeParameters, more = {}) => ({
	...{ resource: 'conversation', operation: 'getAll', filters, ...more },
});
const idsOf = async (filters: INodeParameters, more = {}) =>
	(await world.rows(many(filters, more))).map(({ id }) => id);

/** Conversations 0 (the newest) to count - 1: every 7th of the contact ana, every 5th on Telegram. */
function fill(count: number) {
	inbox().addChannel({ id: 'wa', type: 'whatsapp' });
	inbox().addChannel({ id: 'tg', type: 'telegram' });
	for (const id of ['ana', 'bo']) inbox().addContact({ id });
	for (let index = 0; index < count; index++) {
		inbox().addConversation({
			...{ id: String(index), customer_id: index % 7 === 0 ? 'ana' : 'bo' },
			...{ channel_id: index % 5 === 0 ? 'tg' : 'wa', created_at: 1e12 - index * 1000 },
			status: index % 3 === 0 ? 'Resolved' : 'open',
		});
	}
}

test.each([
	['a contact', { contactId: 'ana' }, ['0', '7', '14', '21']],
	['a channel', { channelIds: ['tg'] }, ['0', '5', '10', '15', '20']],
	['channels as text', { channelIds: '={{ "tg, none" }}' }, ['0', '5', '10', '15', '20']],
	['a channel type', { channelTypes: ['telegram'] }, ['0', '5', '10', '15', '20']],
	['a status', { statuses: 'resolved' }, ['0', '3', '6', '9', '12', '15', '18', '21', '24']],
	[
		'statuses as a list',
		{ statuses: '={{ ["RESOLVED", "none"] }}', contactId: 'ana' },
		['0', '21'],
	],
	[
		'several filters',
		{ contactId: 'ana', channelTypes: ['whatsapp', 'email'] },
		['7', '14', '21'],
	],
])('%s', async (_, filters, ids) => {
	fill(25);
	expect(await idsOf(filters)).toEqual(ids);
	expect(await idsOf(filters, { returnAll: true })).toEqual(ids);
});

test('filters come before the limit, and reading ends as soon as it is reached', async () => {
	fill(3000);
	expect(await idsOf({ contactId: 'ana' }, { limit: 71 })).toHaveLength(71);
	expect(world.count('GET /conversations')).toBe(1);
	world.simulator.clearRequests();
	const ids = await idsOf({ contactId: 'ana' }, { limit: 100 });
	expect(ids).toEqual(Array.from({ length: 100 }, (_, index) => String(index * 7)));
	expect(world.count('GET /conversations')).toBe(3);
});

test('what nothing passes is known after each page was read once', async () => {
	fill(1300);
	expect(await idsOf({ contactId: 'nobody' })).toEqual([]);
	expect(world.count('GET /conversations')).toBe(3);
});

test('items share the reading', async () => {
	fill(3000);
	const parameters = many({ contactId: '={{ $json.id }}' }, { limit: 1 });
	const items = itemsOf(...Array.from({ length: 50 }, () => ({ id: 'nobody' })), { id: 'bo' });
	expect(await world.rows(parameters, { items })).toHaveLength(1);
	expect(world.count('GET /conversations')).toBe(6);
});

test('a time of the API and filters of the node go together', async () => {
	fill(30);
	const updatedAfter = new Date(1e12 - 8000).toISOString();
	expect(await idsOf({ updatedAfter, contactId: 'ana' })).toEqual(['0', '7']);
});

describe('by who wrote last', () => {
	const say = (conversation_id: string, from_customer: boolean, created_at: number) =>
		inbox().addMessage({ conversation_id, from_customer, created_at, touch: false });
	beforeEach(() => {
		fill(6);
		say('1', true, 1);
		say('1', false, 2);
		say('2', false, 1);
		say('2', true, 2);
		say('4', true, 3);
		say('5', false, 3);
	});

	test.each([
		['customer', ['2', '4']],
		['us', ['1', '5']],
	])('%s', async (lastMessageFrom, ids) => {
		expect(await idsOf({ lastMessageFrom })).toEqual(ids);
		expect(await idsOf({ lastMessageFrom }, { returnAll: true })).toEqual(ids);
		expect(await idsOf({ lastMessageFrom }, { limit: 1 })).toEqual(ids.slice(0, 1));
	});

	test('only messages of those that pass the other filters are read, once each', async () => {
		const filters = { lastMessageFrom: 'customer', channelTypes: ['whatsapp'] };
		const options = { includeLastMessage: true };
		const [row, ...others] = await world.rows(many(filters, { options }));
		expect(row).toMatchObject({ id: '2', last_message: { from_customer: true } });
		expect(others.map(({ id }) => id)).toEqual(['4']);
		expect(world.count('GET /messages')).toBe(4);
	});

	test.each(['={{ ({ a: 1 }) }}', '={{ ["open", {}] }}'])(
		'a status like %s ends in an error that says so, before any request',
		async (statuses) => await world.expectRefused(many({ statuses }), /^Statuses isn't text/),
	);

	test('anything else ends in an error, before any request', async () => {
		const filters = { lastMessageFrom: '={{ "them" }}' };
		await world.expectRefused(many(filters), "Last Message From isn't one of its choices");
	});
});
