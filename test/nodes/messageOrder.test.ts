import fc from 'fast-check';
import type { INodeParameters } from 'n8n-workflow';

import { fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const API_ORDERS = ['newestFirst', 'oldestFirst', 'shuffled'] as const;
const getAll = (
	limit: number | undefined,
	filters: INodeParameters = {},
	options: INodeParameters = {},
): INodeParameters => ({
	resource: 'message',
	operation: 'getAll',
	returnAll: limit === undefined,
	...(limit !== undefined && { limit }),
	filters: { conversationId: 'c', ...filters },
	options,
});
const at = (index: number) => Date.UTC(2026, 0, 1) + index * 60_000;
/** Messages 0, 1, 2 … of one conversation, a minute apart; every third is sent, the others are received. */
const talk = (count: number) => {
	world.simulator.inbox.addConversation({ id: 'c' });
	for (let index = 0; index < count; index++) {
		world.simulator.inbox.addMessage({
			conversation_id: 'c',
			message_session_id: 's',
			created_at: at(index),
			content: `${index}`,
			from_customer: index % 3 !== 0,
		});
	}
};
const numbers = async (parameters: INodeParameters) =>
	(await world.rows(parameters)).map(({ content }) => Number(content));
const from = (start: number, end: number) =>
	Array.from({ length: Math.abs(end - start) }, (_, index) =>
		end > start ? start + index : start - index,
	);

afterEach(() => world.simulator.set({ messageOrder: 'newestFirst' }));

describe.each(API_ORDERS)('where the API gives messages %s', (messageOrder) => {
	beforeEach(() => world.simulator.set({ messageOrder }));

	test.each([1, 10, 700, 2000])(
		'the %d newest or oldest messages come from their end, in order',
		async (limit) => {
			talk(1203);
			const count = Math.min(limit, 1203);
			expect(await numbers(getAll(limit, {}, { order: 'newestFirst' }))).toEqual(
				from(1202, 1202 - count),
			);
			expect(await numbers(getAll(limit, {}, { order: 'oldestFirst' }))).toEqual(
				from(0, count),
			);
		},
	);

	test('Return All gives all in order', async () => {
		talk(620);
		expect(await numbers(getAll(undefined, {}, { order: 'newestFirst' }))).toEqual(
			from(619, -1),
		);
		expect(await numbers(getAll(undefined, {}, { order: 'oldestFirst' }))).toEqual(
			from(0, 620),
		);
	});

	test('filters are applied before the limit', async () => {
		talk(620);
		const sent = await numbers(getAll(3, { direction: 'sent' }, { order: 'newestFirst' }));
		expect(sent).toEqual([618, 615, 612]);
		const late = { direction: 'received', createdAfter: new Date(at(600)).toISOString() };
		expect(await numbers(getAll(3, late, { order: 'oldestFirst' }))).toEqual([601, 602, 604]);
		const all = await numbers(getAll(undefined, late));
		expect(all.sort((a, b) => a - b)).toEqual(from(600, 620).filter((number) => number % 3));
		const some = await numbers(getAll(300, { direction: 'sent' }));
		expect(some.sort((a, b) => a - b)).toEqual(from(0, 620).filter((number) => !(number % 3)));
	});

	test('a session has an order too', async () => {
		talk(150);
		const filters = { messageSessionId: 's' };
		const parameters = { ...getAll(2, {}, { order: 'newestFirst' }), filters };
		expect(await numbers(parameters)).toEqual([149, 148]);
	});
});

describe('as few pages as the order allows', () => {
	const pages = () =>
		world.simulator.requests.map(({ query }) => [Number(query.page), Number(query.per_page)]);

	test('one request where the API begins with what is wanted', async () => {
		talk(1203);
		await numbers(getAll(10, {}, { order: 'newestFirst' }));
		expect(pages()).toEqual([[1, 100]]);
	});

	test('two where it stands at the other end', async () => {
		talk(1203);
		await numbers(getAll(10, {}, { order: 'oldestFirst' }));
		expect(pages()).toEqual([
			[1, 100],
			[3, 500],
		]);
	});

	test('and no more when only a few rows stand on the last page', async () => {
		talk(1002);
		expect(await numbers(getAll(10, {}, { order: 'oldestFirst' }))).toEqual(from(0, 10));
		expect(pages()).toHaveLength(2);
	});

	test('reading ends at the time from which on messages are wanted', async () => {
		world.simulator.set({ messageOrder: 'newestFirst' });
		talk(700);
		const filters = { createdAfter: new Date(at(690)).toISOString() };
		for (const order of ['newestFirst', 'oldestFirst', 'asReturned']) {
			world.simulator.clearRequests();
			expect(await numbers(getAll(50, filters, { order }))).toHaveLength(10);
			expect(pages()).toEqual([[1, 500]]);
		}
	});

	test('messages that arrive during the reading hide none', async () => {
		talk(1203);
		for (let index = 0; index < 3; index++) {
			world.simulator.faults.add({ kind: 'delay', ms: 20 });
		}
		const reading = numbers(getAll(700, {}, { order: 'oldestFirst' }));
		const writing = setInterval(
			() => world.simulator.inbox.addMessage({ conversation_id: 'c', content: '9999' }),
			7,
		);
		expect(await reading.finally(() => clearInterval(writing))).toEqual(from(0, 700));
	});
});

test('messages of one second keep the order that the API gives them', async () => {
	world.simulator.inbox.addConversation({ id: 'c' });
	for (let index = 0; index < 130; index++) {
		const created_at = at(index < 65 ? 0 : 1);
		world.simulator.inbox.addMessage({ conversation_id: 'c', content: `${index}`, created_at });
	}
	for (const messageOrder of ['newestFirst', 'oldestFirst'] as const) {
		world.simulator.set({ messageOrder });
		const newest = await numbers(getAll(80, {}, { order: 'newestFirst' }));
		expect(newest).toEqual(from(129, 49));
	}
});

test('any end of any conversation is right under any order', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.constantFrom(...API_ORDERS),
			fc.constantFrom('newestFirst', 'oldestFirst'),
			fc.integer({ min: 0, max: 260 }),
			fc.integer({ min: 1, max: 260 }),
			async (messageOrder, order, count, limit) => {
				world.simulator.reset();
				world.simulator.set({ messageOrder });
				talk(count);
				const all = order === 'newestFirst' ? from(count - 1, -1) : from(0, count);
				expect(await numbers(getAll(limit, {}, { order }))).toEqual(all.slice(0, limit));
			},
		),
		{ numRuns: 30 },
	);
}, 60_000);

test.each<[string, INodeParameters, INodeParameters, RegExp]>([
	['an order of all messages', { filters: {} }, { order: 'newestFirst' }, /needs a conversation/],
	['an order that is none', {}, { order: '={{ "up" }}' }, /^Order isn't one of its choices/],
	[
		'a direction that is none',
		{ filters: { direction: '={{ "up" }}' } },
		{},
		/^Direction isn't one/,
	],
	['an order of nothing', {}, { order: '={{ null }}' }, /^Order isn't one/],
	[
		'a time that is none',
		{ filters: { createdAfter: 'soon' } },
		{},
		/^Created After isn't a date/,
	],
])('%s ends in an error that says so, before any request', async (_, more, options, message) => {
	await world.expectRefused({ ...getAll(5, {}, options), ...more }, message);
});

test('a conversation may be chosen from the list', async () => {
	talk(3);
	const conversationId = { __rl: true, mode: 'list', value: 'c', cachedResultName: 'Budi' };
	expect(await numbers(getAll(1, { conversationId }, { order: 'oldestFirst' }))).toEqual([0]);
});

test('what an AI agent leaves out of order, direction and time is not given', async () => {
	talk(3);
	const node = { type: 'n8n-nodes-relasi.relasiTool' };
	const filters = { direction: '={{ "" }}', createdAfter: '={{ "" }}' };
	const rows = await world.rows(getAll(5, filters, { order: '={{ "" }}' }), { node });
	expect(rows).toHaveLength(3);
});
