import { itemsFor, itemsOf } from '../support/relasi';
import { byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const inbox = () => world.simulator.inbox;
const conversation = (operation: string, more = {}) => ({
	...{ resource: 'conversation', operation, ...more },
});
const get = (id: unknown, options = {}) =>
	conversation('get', { conversationId: byId(id), options });
const idsOf = (rows: object[]) => rows.map((row) => (row as { id: string }).id);

/** Conversations c0 (the newest) to c<count - 1>, each of a contact of its own. */
function fill(count: number) {
	for (let index = 0; index < count; index++) {
		inbox().addContact({ id: `p${index}`, name: `Person ${index}`, created_at: 1e12 });
		inbox().addConversation({
			id: `c${index}`,
			customer_id: `p${index}`,
			created_at: 1e12 - index * 1000,
		});
	}
}

describe('get', () => {
	test('gives the conversation as the API has it: one request where it is on the first page', async () => {
		fill(600);
		const items = await world.items(get('c499'));
		expect(items).toEqual([
			{ json: inbox().conversations.get('c499'), pairedItem: { item: 0 } },
		]);
		expect(world.count('GET /conversations')).toBe(1);
	});

	test('reads on only as far as needed', async () => {
		fill(5000);
		await world.rows(get('c2000'));
		// Page 1, then 2 and 3, then 4 to 7.
		expect(world.count('GET /conversations')).toBe(7);
	});

	test('items share one reading', async () => {
		fill(1200);
		const items = itemsFor(100, (index) => ({ id: `c${index * 12}` }));
		const rows = await world.rows(get('={{ $json.id }}'), { items });
		expect(idsOf(rows)).toEqual(items.map(({ json }) => json.id));
		expect(world.count('GET /conversations')).toBe(3);
	});

	test.each([
		[40, 1],
		[1400, 4],
	])('one of %i that is not there is told after %i requests', async (count, requests) => {
		fill(count);
		const error = await world.errorOf(get('none'));
		expect(error.message).toBe('Relasi has no conversation with the ID “none”');
		expect(error.description).toMatch(/customer_id is the ID of a contact/);
		expect(world.calls).toHaveLength(requests);
	});

	test('finds one that begins, and one that moves to the front, during the reading', async () => {
		fill(1400);
		world.onRequest(({ query }) => {
			if (query.page !== '2' || inbox().conversations.get('new')) return;
			inbox().addConversation({ id: 'new', customer_id: 'p1' });
			inbox().touchConversation('c1399');
		});
		const items = itemsOf({ id: 'new' }, { id: 'c1399' }, { id: 'c1398' });
		const rows = await world.rows(get('={{ $json.id }}'), { items });
		expect(idsOf(rows)).toEqual(['new', 'c1399', 'c1398']);
	});

	test('each item has an object of its own', async () => {
		fill(1);
		const options = { includeContact: true };
		const [a, b] = await world.rows(get('c0', options), { items: itemsOf({}, {}) });
		expect(a).toEqual(b);
		expect(a).not.toBe(b);
		expect(a.contact).not.toBe(b.contact);
	});
});

describe('what is included', () => {
	const options = { includeContact: true, includeLastMessage: true };

	test('is the contact, or null when it is gone, and the newest message, or null', async () => {
		fill(3);
		inbox().contacts.remove('p1');
		inbox().addMessage({ id: 'old', conversation_id: 'c0', created_at: 5, touch: false });
		inbox().addMessage({ id: 'new', conversation_id: 'c0', created_at: 9, touch: false });
		const rows = await world.rows(conversation('getAll', { options }));
		expect(rows).toEqual([
			{
				...inbox().conversations.get('c0'),
				contact: inbox().contacts.get('p0'),
				last_message: inbox().messages.get('new'),
			},
			{ ...inbox().conversations.get('c1'), contact: null, last_message: null },
			expect.objectContaining({ contact: inbox().contacts.get('p2'), last_message: null }),
		]);
	});

	test('reads each contact once per run', async () => {
		fill(2);
		for (let index = 0; index < 8; index++)
			inbox().addConversation({ customer_id: `p${index % 2}` });
		const items = itemsOf({}, {}, {});
		await world.rows(conversation('getAll', { options: { includeContact: true } }), { items });
		expect(world.calls.filter((call) => call.startsWith('GET /contacts')).sort()).toEqual([
			...['GET /contacts/p0', 'GET /contacts/p1'],
		]);
	});

	test('takes many contacts from their list', async () => {
		fill(900);
		const rows = await world.rows(
			conversation('getAll', { returnAll: true, options: { includeContact: true } }),
		);
		expect(rows.every((row) => (row.contact as { id: string }).id === row.customer_id)).toBe(
			true,
		);
		expect(world.calls.length).toBeLessThanOrEqual(6);
	});

	test.each(['newestFirst', 'oldestFirst', 'shuffled'] as const)(
		'is the newest message also when the API gives them %s',
		async (messageOrder) => {
			world.simulator.set({ messageOrder });
			fill(1);
			for (let at = 1; at <= 250; at++) {
				inbox().addMessage({ id: `m${at}`, conversation_id: 'c0', created_at: at * 1000 });
			}
			const [row] = await world.rows(get('c0', { includeLastMessage: true }));
			expect(row.last_message).toMatchObject({ id: 'm250' });
			expect(world.count('GET /messages')).toBeLessThanOrEqual(
				messageOrder === 'shuffled' ? 9 : 2,
			);
			world.simulator.set({ messageOrder: 'newestFirst' });
		},
	);
});
