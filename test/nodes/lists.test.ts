import { setGlobalState } from 'n8n-workflow';

import { itemsOf } from '../support/relasi';
import { fastWorld } from './world';

const world = fastWorld();
const getAll = (resource: string, more = {}) => ({ resource, operation: 'getAll', ...more });
const queries = () => world.simulator.requests.map(({ query }) => query);
const idsOf = (rows: object[]) => rows.map((row) => (row as { id: string }).id);

describe.each(['channel', 'contact', 'conversation', 'message'] as const)(
	'%s: get many',
	(resource) => {
		const table = () => world.simulator.inbox[`${resource}s`];
		const stored = () =>
			table()
				.all()
				.map(({ row }) => row);
		const fill = () =>
			world.simulator.generate({ contacts: 120, conversations: 120, messages: 120 });

		test('gives the first 50, in one request, when nothing is said', async () => {
			fill();
			const items = await world.items(getAll(resource));
			expect(items.map(({ json }) => json)).toEqual(stored().slice(0, 50));
			expect(
				items.every(({ pairedItem }) => (pairedItem as { item: number }).item === 0),
			).toBe(true);
			expect(queries()).toEqual([{ page: '1', per_page: '50' }]);
		});

		test('gives all, page by page, when all are wanted', async () => {
			for (let count = 0; count < 1010; count++) {
				world.simulator.inbox[
					(
						{
							channel: 'addChannel',
							contact: 'addContact',
							conversation: 'addConversation',
							message: 'addMessage',
						} as const
					)[resource]
				]({ created_at: Date.UTC(2026, 0, 1) + count, id: `x${count}` });
			}
			const rows = await world.rows(getAll(resource, { returnAll: true }));
			expect(rows).toEqual(stored());
			const pages = Math.ceil(table().size / 500);
			expect(
				queries()
					.map(({ page }) => page)
					.sort(),
			).toEqual(Array.from({ length: pages }, (_, index) => String(index + 1)));
			expect(queries().every(({ per_page: perPage }) => perPage === '500')).toBe(true);
		});

		test('that is larger than n8n can take is refused after its first page', async () => {
			fill();
			world.simulator.faults.add({ kind: 'largeTotal', total: 400_000, times: 99 });
			const { description, message } = await world.errorOf(
				getAll(resource, { returnAll: true }),
			);
			expect(description).toMatch(/^Narrow the list with a filter/);
			expect(message).toMatch(
				/There are 400000 results, and one item can return at most 100000/,
			);
			expect(queries()).toHaveLength(1);
		});

		test('links each row with the item that asked for it, each with its own limit', async () => {
			const items = await world.items(getAll(resource, { limit: '={{ $json.limit }}' }), {
				items: itemsOf({ limit: 1 }, { limit: 3 }, { limit: 2 }),
			});
			expect(items.map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual([
				...[0, 1, 1, 1, 2, 2],
			]);
			expect(
				queries()
					.map(({ per_page: perPage }) => perPage)
					.sort(),
			).toEqual(['1', '2', '3']);
		});

		test.each([[0], [-1], [1.5], ['many'], ['={{ null }}'], ['={{ [5] }}'], ['={{ true }}']])(
			'a limit of %j ends in an error that says so, before any request',
			async (limit) => {
				const message = /^Limit isn't a whole number above 0/;
				await world.expectRefused(getAll(resource, { limit }), message);
			},
		);
	},
);

describe('filters', () => {
	// The zone of workflows that set none.
	beforeAll(() => setGlobalState({ defaultTimezone: 'Asia/Jakarta' }));

	test('of contacts reach the API', async () => {
		const parameters = getAll('contact', {
			filters: { search: '={{ $json.search }}', leadStatus: '={{ $json.status }}' },
		});
		const items = itemsOf({ search: 'ana', status: 'won' }, { search: 42, status: 'lost' });
		await world.items(parameters, { items });
		const paging = { page: '1', per_page: '50' };
		expect(queries()).toEqual([
			{ ...paging, search: 'ana', lead_status: 'won' },
			{ ...paging, search: '42', lead_status: 'lost' },
		]);
	});

	test.each(['={{ ["a", "b"] }}', '={{ ({ a: 1 }) }}'])(
		'a search for %s ends in an error that says so, before any request',
		async (search) =>
			await world.expectRefused(
				getAll('contact', { filters: { search } }),
				/^Search isn't text/,
			),
	);

	test('of messages reach the API', async () => {
		const [{ row }] = world.simulator.inbox.messages.all();
		const filters = {
			conversationId: row.conversation_id,
			messageSessionId: row.message_session_id,
		};
		const rows = await world.rows(getAll('message', { returnAll: true, filters }));
		expect(idsOf(rows)).toContain(row.id);
		expect(queries()).toEqual([
			{
				page: '1',
				per_page: '500',
				conversation_id: row.conversation_id,
				message_session_id: row.message_session_id,
			},
		]);
	});

	test.each([
		['2026-06-12T17:00:00', 1781258400],
		['={{ DateTime.fromISO("2026-06-12T10:00:00.900Z") }}', 1781258400],
		['={{ new Date("2026-06-12T10:00:00Z") }}', 1781258400],
		['={{ 1781258400 }}', 1781258400],
	])(
		'conversations updated after %s are asked for by UNIX seconds',
		async (updatedAfter, seconds) => {
			await world.rows(getAll('conversation', { filters: { updatedAfter } }));
			expect(queries()[0]).toMatchObject({ last_updated_at: String(seconds) });
		},
	);

	test('conversations of that very second are among them, older ones are not', async () => {
		const at = Date.UTC(2031, 0, 1);
		for (const [id, updated_at] of Object.entries({
			old: at - 1,
			same: at,
			later: at + 60_000,
		})) {
			world.simulator.inbox.addConversation({ id, updated_at });
		}
		const filters = { updatedAfter: '2031-01-01T00:00:00.000Z' };
		const rows = await world.rows(getAll('conversation', { returnAll: true, filters }));
		expect(idsOf(rows)).toEqual(['later', 'same']);
	});

	test.each([['yesterday'], ['={{ [1] }}'], ['={{ ({}) }}'], ['={{ DateTime.fromISO("x") }}']])(
		'a time like %s ends in an error that says so, before any request',
		async (updatedAfter) => {
			const parameters = getAll('conversation', { filters: { updatedAfter } });
			await world.expectRefused(parameters, /^Updated After isn't a date and time/);
		},
	);

	test('that an AI agent leaves empty narrow nothing, but never leave everybody', async () => {
		const node = { type: 'test.relasiTool' };
		const one = getAll('contact', { filters: { search: 'ana', leadStatus: '' } });
		await world.rows(one, { node });
		expect(queries()).toEqual([{ page: '1', per_page: '50', search: 'ana' }]);
		const none = getAll('contact', { filters: { search: ' ', leadStatus: '' } });
		expect((await world.errorOf(none, { node })).message).toMatch(
			/^The filter .* or .* is empty\. /,
		);
		const theirs = getAll('conversation', { filters: { contactId: '', statuses: '' } });
		expect((await world.errorOf(theirs, { node })).message).toMatch(/'Contact' is empty/);
	});
});
