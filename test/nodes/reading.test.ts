import type { INodeParameters } from 'n8n-workflow';

import { KEY, plainServer, runAt } from './plainServer';
import { byId, fastWorld } from './world';

const server = plainServer();
const base = () => `http://${server.address}/v1`;
const getAll = (resource: string, more: INodeParameters = {}): INodeParameters => ({
	...{ resource, operation: 'getAll' },
	...more,
});

test.each([
	['an empty list', { total: 0, data: [] }],
	['null', { total: 0, data: null }],
	['null and no count', { data: null }],
	['nothing beside a total of 0', { total: 0 }],
])('a list without rows may come as %s', async (_, body) => {
	server.answers({ body });
	for (const resource of ['channel', 'contact', 'conversation', 'message']) {
		for (const more of [{}, { returnAll: true }]) {
			expect(await runAt(base(), getAll(resource, more))).toEqual([]);
		}
	}
});

test.each([{ total: 3, data: null }, { total: 3 }, {}, { data: 'none' }])(
	'%j is no list, and is told so',
	async (body) => {
		server.answers({ body });
		await expect(runAt(base(), getAll('contact'))).rejects.toThrow(/isn't|is not/);
	},
);

describe('messages', () => {
	const world = fastWorld({ seed: 'empty' });
	const AT = Date.UTC(2026, 0, 1);
	const fill = (count: number) => {
		world.simulator.inbox.addConversation({ id: 'c' });
		for (let index = 0; index < count; index++)
			world.simulator.inbox.addMessage({
				...{ id: `m${index}`, conversation_id: 'c', content: `Text ${index}` },
				created_at: AT + index * 1000,
			});
	};
	const after = (index: number) => new Date(AT + index * 1000).toISOString();

	test.each(['newestFirst', 'oldestFirst'] as const)(
		'with Created After no more pages are read than hold what is newer, and two requests: %s',
		async (messageOrder) => {
			world.simulator.set({ messageOrder });
			fill(5000);
			const filters = { conversationId: byId('c'), createdAfter: after(4990) };
			for (const more of [
				{ returnAll: true },
				{ options: { asTranscript: true } },
				{ returnAll: true, options: { order: 'oldestFirst' } },
			] as INodeParameters[]) {
				world.simulator.clearRequests();
				const rows = await world.rows(getAll('message', { filters, ...more }));
				expect(rows).toHaveLength('options' in more && !('returnAll' in more) ? 1 : 10);
				expect(world.calls.length).toBeLessThanOrEqual(3);
			}
		},
	);

	test('a limit above what one item can return is refused at once', async () => {
		const error = await world.errorOf(getAll('message', { limit: 150_000 }));
		expect(error.message).toMatch(/^Limit is 150000, and one item can return at most 100000/);
		expect(world.calls).toEqual([]);
	});
});

test.each(['newestFirst', 'oldestFirst'])(
	'a server with smaller pages than were asked for gives the right end: API %s',
	async (apiOrder) => {
		const all = Array.from({ length: 730 }, (_, index) => ({
			...{ id: `m${index}`, conversation_id: 'c', from_customer: true },
			created_at: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
		}));
		if (apiOrder === 'newestFirst') all.reverse();
		server.answers(({ url = '' }) => {
			const query = new URL(url, 'http://x').searchParams;
			const size = Math.min(100, Number(query.get('per_page')));
			const page = Number(query.get('page'));
			const body = {
				...{ total: all.length, per_page: size, last_page: Math.ceil(all.length / size) },
				has_next: page * size < all.length,
				data: all.slice((page - 1) * size, page * size),
			};
			return { body, headers: { authorization: KEY } };
		});
		for (const order of ['newestFirst', 'oldestFirst']) {
			const rows = await runAt(
				base(),
				getAll('message', {
					...{ filters: { conversationId: 'c' }, limit: 150 },
					options: { order },
				}),
			);
			const first = order === 'newestFirst' ? 729 : 0;
			const step = order === 'newestFirst' ? -1 : 1;
			expect(rows.map(({ json }) => json.id)).toEqual(
				Array.from({ length: 150 }, (_, index) => `m${first + index * step}`),
			);
		}
	},
);
