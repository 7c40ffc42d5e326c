import type { INodeParameters } from 'n8n-workflow';

import { KEY, plainServer, runAt } from './plainServer';
import { byId, fastWorld } from './world';

const server = plainServer();
const DATE = 'Mon, 01 Jun 2026 00:00:00 GMT';
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
	['null, counted by texts', { total: '0', data: null }],
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

describe('a list of three pages is read whole', () => {
	type Answer = Record<string, unknown> & { data: unknown };
	const COUNT = 1300;
	const all = Array.from({ length: COUNT }, (_, index) => ({
		...{ id: `x${index}`, conversation_id: 'c', customer_id: 'k', channel: 'telegram' },
		from_customer: true,
		created_at: new Date(Date.UTC(2026, 0, 1) - index * 1000).toISOString(),
	}));
	const only = (...names: string[]) => {
		return (answer: Answer) =>
			Object.fromEntries(Object.entries(answer).filter(([name]) => names.includes(name)));
	};
	/** Says something else of a page, the first time. */
	const once = (other: object, odd = 2) => {
		let asked = 0;
		return (answer: Answer, page: number) =>
			page === odd && ++asked === 1 ? { ...answer, ...other } : answer;
	};
	const answerWith = (change: (answer: Answer, page: number) => object) =>
		server.answers(({ url = '' }) => {
			const query = new URL(url, 'http://x').searchParams;
			const [page, size] = [Number(query.get('page')), Number(query.get('per_page'))];
			const last = Math.ceil(COUNT / size);
			const counts = { per_page: size, last_page: last, total: COUNT, has_next: page < last };
			const data = all.slice((page - 1) * size, page * size);
			return { body: change({ ...counts, data }, page), headers: { date: DATE } };
		});

	test.each<[string, () => (answer: Answer, page: number) => object]>([
		['has nothing but rows', () => only('data')],
		['has no last_page and total', () => only('data', 'has_next')],
		['has nothing but a last_page', () => only('data', 'last_page')],
		[
			'counts in texts',
			() =>
				({ data, total }) => ({ data, total: String(total) }),
		],
		['always says that there is no more', () => (answer) => ({ ...answer, has_next: false })],
		['counts the rows of the page', () => (answer) => ({ ...answer, total: 500 })],
		['counts none', () => (answer) => ({ ...answer, total: 0 })],
		['counts too many', () => (answer) => ({ ...answer, total: COUNT + 7 })],
		['says a total of null', () => (answer) => ({ ...answer, total: null })],
		['says a last_page of 0', () => (answer) => ({ ...answer, last_page: 0 })],
		['says too small a last_page', () => (answer) => ({ ...answer, last_page: 1 })],
		['always says that there is more', () => (answer) => ({ ...answer, has_next: true })],
		['is without rows on a page, once', () => once({ data: [] })],
		['is null on a page, once', () => once({ data: null })],
		[
			'is empty on a page, once',
			() => once({ data: [], total: 0, last_page: 1, has_next: false }),
		],
		['is cut short on a page, once', () => once({ data: all.slice(500, 900) })],
	])('when it %s', async (_, make) => {
		for (const [resource, more] of [
			['contact', { returnAll: true }],
			['contact', { limit: COUNT }],
			['conversation', { returnAll: true, filters: { channelTypes: ['telegram'] } }],
			['message', { limit: COUNT, filters: { createdAfter: '2025-12-01' } }],
			[
				'message',
				{
					limit: COUNT,
					filters: { conversationId: 'c' },
					options: { order: 'oldestFirst' },
				},
			],
		] as Array<[string, INodeParameters]>) {
			answerWith(make());
			const rows = await runAt(base(), getAll(resource, more));
			expect(new Set(rows.map(({ json }) => json.id)).size).toBe(COUNT);
		}
	});

	test.each<[string, INodeParameters]>([
		['contact', { limit: 700 }],
		['message', { limit: 700, filters: { direction: 'received' } }],
		['message', { returnAll: true, filters: { createdAfter: all[699].created_at } }],
	])(
		'a page that is cut short once hides none of the first rows: %s %j',
		async (resource, more) => {
			for (const cut of [1, 2]) {
				answerWith(once({ data: all.slice(500 * (cut - 1), 500 * cut - 100) }, cut));
				const rows = await runAt(base(), getAll(resource, more));
				expect(rows.map(({ json }) => json.id)).toEqual(
					all.slice(0, 700).map(({ id }) => id),
				);
			}
		},
	);
});

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

	test.each(['newestFirst', 'oldestFirst'] as const)(
		'so it is with a small limit, in whatever order and with whatever filter: %s',
		async (messageOrder) => {
			world.simulator.set({ messageOrder });
			fill(5000);
			const newer = { conversationId: byId('c'), createdAfter: after(4000) };
			for (const [order, direction, count] of [
				['oldestFirst', 'received', 3],
				['newestFirst', 'sent', 0],
				['asReturned', 'sent', 0],
			]) {
				world.simulator.clearRequests();
				const more = { limit: 3, filters: { ...newer, direction }, options: { order } };
				expect(await world.rows(getAll('message', more))).toHaveLength(Number(count));
				expect(world.calls.length).toBeLessThanOrEqual(2 + 2);
			}
		},
	);

	test('a limit above what one item can return is refused at once', async () => {
		const message = /^Limit is 150000, and one item can return at most 100000/;
		await world.expectRefused(getAll('message', { limit: 150_000 }), message);
	});
});

test('a server with smaller pages than were asked for, which says no more than the total, is read whole', async () => {
	const all = Array.from({ length: 260 }, (_, index) => ({ id: `k${index}` }));
	server.answers(({ url = '' }) => {
		const page = Number(new URL(url, 'http://x').searchParams.get('page'));
		const data = all.slice((page - 1) * 100, page * 100);
		return { body: { total: all.length, data }, headers: { date: DATE } };
	});
	for (const more of [{ returnAll: true }, { limit: 130 }]) {
		const rows = await runAt(base(), getAll('contact', more));
		expect(rows.map(({ json }) => json)).toEqual(all.slice(0, more.limit));
	}
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
