import type { IDataObject, INodeParameters, IWorkflowSettings } from 'n8n-workflow';

import { markedId, readMark, type Mark } from '../../nodes/shared/execution/messageMark';
import type { NewMessage } from '../simulator/inbox/newRows';
import { itemsOf } from '../support/relasi';
import { byId, fastWorld, sendText } from './world';

const world = fastWorld({ seed: 'empty' });
const NOW_MS = Date.now();
const HOUR = 3600;

const prepare = (options: INodeParameters = {}, more: INodeParameters = {}): INodeParameters => ({
	resource: 'message',
	operation: 'prepareReply',
	conversationId: byId('={{ $json.data?.conversation_id ?? $json.conversation_id }}'),
	messageId: '={{ $json.data?.id ?? $json.id }}',
	options: { quietSeconds: 0, ...options },
	...more,
});
const itemOf = (id: string) => itemsOf({ id, conversation_id: 'c' });

/** Adds messages, so many seconds ago each. */
function talk(...messages: Array<[agoSeconds: number, message: NewMessage]>): void {
	world.simulator.inbox.addConversation({ id: 'c' });
	for (const [agoSeconds, message] of messages) {
		world.simulator.inbox.addMessage({
			conversation_id: 'c',
			created_at: NOW_MS - agoSeconds * 1000,
			...message,
		});
	}
}
const customer = (id: string, more: NewMessage = {}): NewMessage => ({ id, content: id, ...more });
const agent: NewMessage = { from_customer: false, content: 'agent' };
let made = 0;
const ours = (mark: Mark, content = 'ours'): NewMessage => ({
	from_customer: false,
	content,
	client_request_id: markedId(String(++made).padStart(64, 'a'), mark),
});
/** What the node gives for a message. */
const reply = async (id: string, options: INodeParameters = {}) =>
	await world.rows(prepare(options), { items: itemOf(id) });

test('gives what an AI Agent needs, without any setting', async () => {
	talk(
		[90, customer('m1')],
		[80, { ...ours({ kind: 'plain' }, 'Order shipped') }],
		[70, customer('m2', { content: 'Where is it?' })],
		[60, customer('m3', { content: '', message_type: 'image' })],
		[50, customer('m4', { content: 'See this', message_type: 'image' })],
	);
	const [row] = await reply('m4');
	expect(row).toEqual({
		conversation_id: 'c',
		sessionId: 'c',
		chatInput: 'm1\nWhere is it?\n[image]\nSee this',
		messages: ['m1', 'm2', 'm3', 'm4'].map((id) => expect.objectContaining({ id })),
		transcript: expect.stringMatching(/Customer: m1\n.* System: Order shipped\n.*See this$/s),
		message_count: 5,
		truncated: false,
		last_customer_at: expect.any(String),
		last_agent_at: null,
		last_system_at: expect.any(String),
	});
});

test('gives the words of a mail in HTML and of content that is an object', async () => {
	const html = '<div>Where is <b>my</b> order?<br>Ann &amp; Bo</div>';
	talk([9, customer('l', { content: html })], [8, customer('m')]);
	// The API's documents say nothing of such content.
	Object.assign(world.simulator.inbox.messages.get('m')!, {
		content: [{ type: 'image', url: 'x' }, { text: { body: 'Here <x> & now' } }],
	});
	const [row] = await reply('m');
	expect(row.chatInput).toBe('Where is my order?\nAnn & Bo\nHere <x> & now');
	expect(row.transcript).toMatch(
		/Customer: Where is my order\? Ann & Bo\n.*Customer: Here <x> & now$/,
	);
});

// The rules themselves: shared/turn.
test.each<[string, Array<[number, NewMessage]>, string[] | undefined]>([
	['a first message', [[9, customer('m')]], ['m']],
	[
		'a message with a newer one behind it',
		[
			[9, customer('m')],
			[8, customer('n')],
		],
		undefined,
	],
	[
		'a message an hour after an agent wrote',
		[
			[HOUR, agent],
			[9, customer('m')],
		],
		undefined,
	],
	[
		'a message 13 hours after an agent wrote',
		[
			[13 * HOUR, agent],
			[9, customer('m')],
		],
		['m'],
	],
	[
		'a message in a hand-over',
		[
			[HOUR, ours({ kind: 'handOver', seconds: 2 * HOUR })],
			[9, customer('m')],
		],
		undefined,
	],
	[
		'an answer to a question',
		[
			[60, ours({ kind: 'question', seconds: HOUR, quietSeconds: 10 })],
			[9, customer('m')],
		],
		undefined,
	],
	['a message of an agent', [[9, { ...agent, id: 'm' }]], undefined],
])('%s: whose turn it is', async (_, messages, expected) => {
	talk(...messages);
	const rows = await reply('m');
	expect(rows.map(({ messages: given }) => (given as IDataObject[]).map(({ id }) => id))).toEqual(
		expected ? [expected] : [],
	);
});

test('Agent Pause Hours 0: an agent pauses nothing, but answers what stands before', async () => {
	talk([90, customer('l')], [60, agent], [9, customer('m')]);
	expect(await reply('m')).toEqual([]);
	expect(await reply('m', { agentPauseHours: 0 })).toMatchObject([{ chatInput: 'm' }]);
});

test.each([0, 1])('an unknown message or conversation gives no item (%i)', async (quietSeconds) => {
	talk([9, customer('m')]);
	expect(await reply('x', { quietSeconds })).toEqual([]);
	const items = itemsOf({ id: 'm', conversation_id: 'gone' });
	expect(await world.rows(prepare({ quietSeconds }), { items })).toEqual([]);
});

test('the envelope of another event gives no item, and of a new message the one it is about', async () => {
	talk([9, customer('m')]);
	const data = { id: 'm', conversation_id: 'c' };
	for (const type of ['contact.updated', 'message.updated', 'conversation.created'])
		expect(await world.rows(prepare(), { items: itemsOf({ type, data: {} }) })).toEqual([]);
	expect(world.calls).toEqual([]);
	const items = itemsOf({ type: 'message.created', data });
	expect(await world.rows(prepare(), { items })).toMatchObject([{ chatInput: 'm' }]);
});

test.each([
	['Conversation is empty', 'Choose from the list, or enter an ID', { id: 'm' }],
	['Message ID is empty', 'Enter the ID of the message', { conversation_id: 'c' }],
])('%s: an error before any request', async (message, advice, json) => {
	const error = await world.expectRefused(prepare(), message, { items: itemsOf(json) });
	expect(error.description).toContain(advice);
});

test.each([
	[{ quietSeconds: 61 }, 'Quiet Seconds'],
	[{ quietSeconds: 'soon' }, 'Quiet Seconds'],
	[{ agentPauseHours: -1 }, 'Agent Pause Hours'],
	[{ maxCharacters: 0 }, 'Max Characters'],
])('%j is refused before any request', async (options, label) => {
	await world.expectRefused(prepare(options), label, { items: itemOf('m') });
});

test.each([
	['<!DOCTYPE html><!-- no --><html><body><p>Hello</p></body></html>', 'Hello'],
	[
		'<!doctype html PUBLIC "-//W3C//DTD HTML 4.01//EN"\n"http://x.org/a.dtd">\n<p>Hello</p>',
		'Hello',
	],
	['<?xml version="1.0"?><div>Hello</div>', 'Hello'],
	[
		'<table><tr><th>Item</th><th>Pcs</th></tr><tr><td>Tea</td><td>2</td></tr></table>',
		'Item Pcs\n\nTea 2',
	],
	[
		'<p>F&uuml;r Andr&eacute;, &Auml;rzte &ndash; 5&nbsp;&euro; &copy; &nosuch;</p>',
		'Für André, Ärzte – 5 € © &nosuch;',
	],
	['<div><section>One</section><section>Two</section></div>', 'One\n\nTwo'],
	['<h2>Order</h2><ul><li>Tea</li><li>Milk</li></ul>', 'Order\n\nTea\n\nMilk'],
	['a <b>bold</b> <word> and 1 <ul', 'a <b>bold</b> <word> and 1 <ul'],
])('of the mail %j it takes the words', async (content, words) => {
	talk([9, customer('m', { content })]);
	expect(await reply('m')).toMatchObject([{ chatInput: words }]);
});

test('of several items for one message one goes on, also when n8n runs the node again', async () => {
	talk([90, customer('m1')]);
	world.simulator.faults.add({ kind: 'status', status: 400, match: { path: '/messages' } });
	const [items] = await world
		.workflow(prepare(), {
			items: ['m1', 'm1'].flatMap(itemOf),
			node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
		})
		.outputs();
	expect(items?.map(({ json }) => json.chatInput)).toEqual(['m1']);
});

test('is refused as a tool', async () => {
	const error = await world.errorOf(prepare(), {
		items: itemOf('m'),
		node: { type: 'test.relasiTool' },
	});
	expect(error.message).toMatch(/^Prepare Reply can't be used as a tool/);
});

describe('a burst', () => {
	test('is one answer: of its executions the newest one goes on, the others end', async () => {
		talk([3, customer('m1')], [2, customer('m2')], [1, customer('m3')]);
		const results = await Promise.all(
			['m1', 'm2', 'm3'].map(async (id) => await reply(id, { quietSeconds: 1 })),
		);
		expect(results.map((rows) => rows.map(({ chatInput }) => chatInput))).toEqual([
			[],
			[],
			['m1\nm2\nm3'],
		]);
		// One look each, and one more of the newest.
		expect(world.calls).toHaveLength(4);
	});

	test('goes on for an execution that was quiet when it looked first', async () => {
		talk([1, customer('m1')]);
		const first = reply('m1', { quietSeconds: 1 });
		while (world.calls.length === 0) await new Promise(setImmediate);
		world.simulator.inbox.addMessage({ id: 'm2', conversation_id: 'c', content: 'm2' });
		expect(await first).toEqual([]);
		expect(await reply('m2', { quietSeconds: 1 })).toMatchObject([{ chatInput: 'm1\nm2' }]);
	});
});

describe('what it reads of a conversation of 3,000 messages', () => {
	const long = () => {
		const messages = Array.from({ length: 2_999 }, (_, index): [number, NewMessage] => [
			4_000 - index,
			customer(`m${index}`),
		]);
		talk(...messages, [9, customer('m')]);
	};

	test.each([
		['newestFirst', 1, 2],
		['oldestFirst', 2, 3],
		['shuffled', 7, 8],
	] as const)('%s: %i requests, with a quiet time %i', async (messageOrder, once, quiet) => {
		world.simulator.set({ messageOrder });
		long();
		for (const [quietSeconds, count] of [
			[0, once],
			[0.05, quiet],
		]) {
			world.simulator.requests.length = 0;
			const [row] = await reply('m', { quietSeconds });
			expect(row).toMatchObject({ truncated: true });
			expect(row.messages).toHaveLength(500);
			expect(world.calls).toHaveLength(count);
		}
		world.simulator.set({ messageOrder: 'newestFirst' });
	});
});

describe('what the execution sends afterwards', () => {
	const markOf = (index: number) =>
		readMark(world.bodiesOf('POST /messages/text')[index].client_request_id);

	test('answers the message, wherever it stands, and a later one is not forgotten', async () => {
		talk([9, customer('m1')]);
		const after = [{ name: 'Send', parameters: sendText('Answer 1') }];
		await world.workflow(prepare(), { items: itemOf('m1'), after }).run;
		expect(markOf(0)).toMatchObject({ kind: 'answer' });
		expect(await reply('m1')).toEqual([]);

		// The customer writes again while the model thinks.
		world.simulator.inbox.addMessage({
			id: 'm2',
			conversation_id: 'c',
			created_at: NOW_MS - 5_000,
			content: 'm2',
		});
		expect(await reply('m2')).toMatchObject([{ chatInput: 'm2' }]);
	});

	test('is a notice in an execution that did not go on, and in another conversation', async () => {
		talk([9, customer('m1')]);
		world.simulator.inbox.addConversation({ id: 'd' });
		const after = [
			{ name: 'Send', parameters: { ...sendText('Hi'), conversationId: byId('d') } },
		];
		await world.workflow(prepare(), { items: itemOf('m1'), after }).run;
		expect(markOf(0)).toEqual({ kind: 'plain' });
	});

	test('keeps its ID when n8n runs the node again', async () => {
		talk([9, customer('m1')]);
		world.simulator.faults.add({
			kind: 'status',
			status: 422,
			times: 1,
			match: { method: 'POST' },
		});
		const retry = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const after = [{ name: 'Send', parameters: sendText('Answer'), ...retry }];
		await world.workflow(prepare(), { items: itemOf('m1'), after }).run;
		const [one, two] = world.bodiesOf('POST /messages/text');
		expect(two.client_request_id).toBe(one.client_request_id);
	});

	const handOver = (pauseHours: number, type = 'test.relasiTool') => ({
		name: 'Hand over',
		type,
		parameters: sendText('A colleague takes over', { pauseHours }, { operation: 'handOver' }),
	});
	const texts = () => world.bodiesOf('POST /messages/text').map(({ text }) => text);

	test('after an agent fetched a human, a Send with Skip If Empty says nothing more', async () => {
		talk([9, customer('m1')]);
		const skipping = { name: 'Send', parameters: sendText('Bye', { skipIfEmpty: true }) };
		const run = world.workflow(prepare(), {
			items: itemOf('m1'),
			after: [handOver(12), skipping],
		});
		expect((await run.run).data.resultData.error).toBeUndefined();
		expect(texts()).toEqual(['A colleague takes over']);
		expect(world.bodiesOf('POST /messages/text')[0]).toMatchObject({ as_system: true });
		expect(markOf(0)).toEqual({ kind: 'handOver', seconds: 12 * HOUR });
	});

	test.each<[string, ReturnType<typeof handOver>, INodeParameters]>([
		['without Skip If Empty', handOver(12), {}],
		['when the chat was handed back', handOver(0), { skipIfEmpty: true }],
		[
			'when a step of the workflow handed over',
			handOver(12, 'test.relasi'),
			{ skipIfEmpty: true },
		],
	])('is sent %s', async (_, first, options) => {
		talk([9, customer('m1')]);
		const after = [first, { name: 'Send', parameters: sendText('Bye', options) }];
		await world.workflow(prepare(), { items: itemOf('m1'), after }).run;
		expect(texts()).toEqual(['A colleague takes over', 'Bye']);
	});
});

test('ends at once, without an item, when the execution is stopped meanwhile', async () => {
	talk([1, customer('m')]);
	const stop = new AbortController();
	const items = world.items(prepare({ quietSeconds: 60 }), { items: itemOf('m') }, stop.signal);
	while (world.calls.length === 0) await new Promise(setImmediate);
	stop.abort();
	// It may be stopped in the middle of its first look.
	expect(await items.catch(() => [])).toEqual([]);
});

describe('a question of Send and Wait', () => {
	const ask = (more: INodeParameters): INodeParameters => ({
		resource: 'message',
		operation: 'sendAndWait',
		conversationId: byId('c'),
		message: 'Well?',
		...more,
	});
	/** Asks, and gives what Prepare Reply says of these answers, a minute apart. */
	const turnsAfter = async (
		parameters: INodeParameters,
		answers: string[],
		settings: IWorkflowSettings = {},
	) => {
		talk();
		const asking = world.workflow(parameters, { settings });
		while (world.simulator.inbox.sentMessages.length === 0) await new Promise(setImmediate);
		asking.cancel();
		await asking.outputs().catch(() => []);
		const turns = [];
		for (const [index, content] of answers.entries()) {
			const created_at = Date.now() + (index + 1) * 60_000;
			const { id } = world.simulator.inbox.addMessage({
				conversation_id: 'c',
				content,
				created_at,
			});
			const [row] = await reply(id);
			turns.push(row?.chatInput);
		}
		return turns;
	};

	test.each<[string, INodeParameters, string[], Array<string | undefined>]>([
		['reply', { responseType: 'reply' }, ['Blue', 'Hello?'], [undefined, 'Hello?']],
		[
			'approval',
			{ responseType: 'approval', options: { approvalPage: false } },
			['Why?', 'Yes', 'Hello?'],
			[undefined, undefined, 'Hello?'],
		],
		[
			'approval with words of its own',
			{ responseType: 'approval', options: { approvalPage: false, approveWords: 'aye' } },
			['Aye', 'Hello?'],
			[undefined, 'Hello?'],
		],
		[
			'choice',
			{ responseType: 'choice', choices: 'Red, Green' },
			['Hm', '2', 'Hello?'],
			[undefined, undefined, 'Hello?'],
		],
		[
			'choice that is over',
			{
				responseType: 'choice',
				choices: 'Red, Green',
				options: {
					limitWaitTime: { values: { resumeAmount: 1.5, resumeUnit: 'minutes' } },
				},
			},
			['Hm', 'Hello?'],
			[undefined, 'Hello?'],
		],
	])('%s: its answer is not the bot’s', async (_, parameters, answers, turns) => {
		expect(await turnsAfter(ask(parameters), answers)).toEqual(turns);
	});

	const inAnHour = new Date(NOW_MS + HOUR * 1000).toISOString();
	test.each<[string, object]>([
		['a day', {}],
		['a point in time', { limitType: 'atSpecifiedTime', maxDateAndTime: inAnHour }],
	])('that may wait for %s is over with the timeout of its workflow', async (_, values) => {
		const parameters = ask({
			...{ responseType: 'choice', choices: 'Red, Green' },
			options: { limitWaitTime: { values } } as INodeParameters,
		});
		const turns = await turnsAfter(parameters, ['Hm', 'Hello?'], { executionTimeout: 120 });
		expect(turns).toEqual([undefined, 'Hello?']);
	});
});
