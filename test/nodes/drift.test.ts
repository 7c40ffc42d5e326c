import type { DriftOrder, SimulatorOptions } from '../simulator';
import { fastWorld } from './world';

type Order = NonNullable<SimulatorOptions['messageOrder']>;
const ORDERS: Order[] = ['newestFirst', 'oldestFirst', 'shuffled'];
const AN_HOUR_AGO = Date.now() - 3_600_000;

const world = fastWorld({ seed: 'empty' });
const ids = async (resource: string, more = {}) => {
	const rows = await world.rows({ resource, operation: 'getAll', returnAll: true, ...more });
	return rows.map(({ id }) => String(id));
};

/** Return All must give each row that was there all the time, and none twice. */
async function expectAll(list: 'contacts' | 'conversations' | 'messages') {
	const before = world.simulator.inbox[list].all().map(({ row }) => row.id);
	const read = await ids(list.slice(0, -1));
	const after = new Set(world.simulator.inbox[list].all().map(({ row }) => row.id));
	const came = new Set(read);
	expect(came.size).toBe(read.length);
	expect(before.filter((id) => after.has(id) && !came.has(id))).toEqual([]);
}

function fill(list: 'contacts' | 'conversations' | 'messages', count: number) {
	const { inbox } = world.simulator;
	for (let index = 0; index < count; index++) {
		const at = { created_at: AN_HOUR_AGO + index * 1000, id: `r${index}` };
		if (list === 'contacts') inbox.addContact(at);
		if (list === 'conversations') inbox.addConversation(at);
		if (list === 'messages') inbox.addMessage(at);
	}
}

describe('return all, while', () => {
	test.each<[string, Array<Omit<DriftOrder, 'list'>>]>([
		['one row gets new activity', [{ page: 2, touch: 1 }]],
		['rows get new activity before every page', [{ touch: 3, times: 60 }]],
		['a page full of rows comes in', [{ page: 2, insert: 600 }]],
		['rows come in before every page', [{ insert: 7, times: 60 }]],
		['rows come in and get new activity', [{ insert: 2, touch: 2, times: 60 }]],
	])('%s: conversations', async (_, orders) => {
		fill('conversations', 1700);
		for (const order of orders) world.simulator.drift.add({ list: 'conversations', ...order });
		await expectAll('conversations');
	});

	test.each(ORDERS)('messages come in, %s', async (messageOrder) => {
		world.simulator.set({ messageOrder });
		fill('messages', 1700);
		world.simulator.drift.add({ list: 'messages', insert: 5, times: 60 });
		await expectAll('messages');
	});

	test.each(ORDERS)('contacts are merged and others come in, %s', async (contactOrder) => {
		world.simulator.set({ contactOrder });
		fill('contacts', 1700);
		for (const page of [1, 2, 3, 4]) {
			world.simulator.drift.add({ list: 'contacts', page, remove: page, insert: page % 2 });
			world.simulator.drift.add({ list: 'contacts', page: 5 - page }, (inbox) => {
				inbox.contacts.remove(`r${page * 137}`);
			});
		}
		await expectAll('contacts');
	});

	test('contacts before the third page are merged, which no count shows', async () => {
		fill('contacts', 1500);
		world.simulator.set({ contactOrder: 'newestFirst' });
		world.simulator.drift.add({ list: 'contacts', page: 3, remove: 1 });
		await expectAll('contacts');
	});
});

test('a list that is not disturbed is read once, page by page', async () => {
	fill('conversations', 1700);
	expect(await ids('conversation')).toHaveLength(1700);
	expect(world.calls).toHaveLength(4);
});

test('a limit of more than a page reads no more pages than it takes', async () => {
	fill('messages', 1700);
	expect(await ids('message', { returnAll: false, limit: 501 })).toHaveLength(501);
	expect(world.simulator.requests.map(({ query }) => query)).toEqual([
		{ page: '1', per_page: '500' },
		{ page: '2', per_page: '500' },
	]);
});
