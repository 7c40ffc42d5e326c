import type { INodeParameters } from 'n8n-workflow';

import { credentialFor, itemsOf } from '../support/relasi';
import { byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const CALL = 'POST /messages/text';
const LIMIT = {
	values: { limitType: 'afterTimeInterval', resumeAmount: 0.05, resumeUnit: 'minutes' },
};
const ask = (options: object = {}, more: INodeParameters = {}): INodeParameters => ({
	...{ resource: 'message', operation: 'sendAndWait', conversationId: byId('c') },
	...{ message: 'Which day?', options: { quietSeconds: 0, limitWaitTime: LIMIT, ...options } },
	...more,
});
const sentTexts = () => world.simulator.inbox.sentMessages.map(({ content }) => content);
const run = (parameters: INodeParameters, more = {}) => world.workflow(parameters, more).outputs();

/** What the node fails with. */
const errorOf = async (parameters: INodeParameters, more = {}) =>
	await run(parameters, more).then(
		() => 'none',
		({ message }: Error) => message,
	);

/** Lets the customer write once so many questions stand in the conversation. */
async function answer(content: string, conversationId = 'c', questions = 1): Promise<void> {
	const { inbox } = world.simulator;
	const asked = () =>
		inbox.sentMessages.filter((sent) => sent.conversation_id === conversationId);
	for (let tries = 0; asked().length < questions; tries++) {
		// A test that asks nothing ends as failed.
		if (tries > 3000) throw new Error(`No question went out to ${conversationId}`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
	inbox.addMessage({ conversation_id: conversationId, content, created_at: Date.now() + 5 });
}

// n8n's engine and the looks at a conversation take their time on a busy machine.
jest.setTimeout(30_000);

beforeEach(() => {
	for (const id of ['c', 'd', 'e']) world.simulator.inbox.addConversation({ id });
});

describe('Send and Wait for Response', () => {
	test('asks once and gives what the customer then writes, linked with its item', async () => {
		world.simulator.inbox.addMessage({ conversation_id: 'c', content: 'older' });
		const [[items]] = await Promise.all([run(ask()), answer('Monday')]);
		const [question] = world.simulator.inbox.sentMessages;
		expect(items).toEqual([
			{
				json: expect.objectContaining({
					content: 'Monday',
					messages: [expect.objectContaining({ content: 'Monday' })],
					text: 'Monday',
					question: expect.objectContaining({ id: question.id, content: 'Which day?' }),
				}),
				pairedItem: { item: 0 },
			},
		]);
		expect(sentTexts()).toEqual(['Which day?']);
	});

	test('several items get each their own answer, in the order of the items', async () => {
		const answers = [answer('for d', 'd'), answer('for e', 'e')];
		const items = itemsOf({ to: 'e' }, { to: 'c' }, { to: 'd' });
		const [given] = await run(ask({}, { conversationId: byId('={{ $json.to }}') }), { items });
		await Promise.all(answers);
		expect(given?.map(({ json, pairedItem }) => [json.text, pairedItem])).toEqual([
			['for e', { item: 0 }],
			[undefined, { item: 1 }],
			['for d', { item: 2 }],
		]);
		expect(given?.[1].json).toEqual({
			question: expect.objectContaining({ conversation_id: 'c' }),
			_timed_out: true,
		});
	});

	test('items that wait for the same conversation share the requests', async () => {
		const items4 = { items: itemsOf({}, {}, {}, {}) };
		const [[items]] = await Promise.all([run(ask(), items4), answer('Monday', 'c', 4)]);
		expect(items?.map(({ json }) => json.text)).toEqual(Array(4).fill('Monday'));
		const looks = world.calls.slice(world.calls.lastIndexOf(CALL) + 1);
		expect(looks.length).toBeLessThanOrEqual(3);
	});

	test('however many conversations wait, a quarter of the key’s pace is enough', async () => {
		const rows = Array.from({ length: 30 }, () => ({
			to: world.simulator.inbox.addConversation().id,
		}));
		const startedAtMs = Date.now();
		await run(ask({}, { conversationId: byId('={{ $json.to }}') }), {
			items: itemsOf(...rows),
			credentials: credentialFor(world.simulator, { requestsPerSecond: 40 }),
		});
		const { requests } = world.simulator;
		const lastAsked = requests.map(({ method }) => method).lastIndexOf('POST');
		const checks = requests.slice(lastAsked + 1);
		expect(checks.length).toBeGreaterThan(10);
		for (const [index, { at }] of checks.entries()) {
			expect(index).toBeLessThanOrEqual(((at - startedAtMs) / 1000) * 10 + 1);
		}
	});

	test('asks once although n8n runs the node again', async () => {
		world.simulator.faults.add({
			...{ kind: 'statusAfter', status: 422, body: { error: 'not now' } },
			match: { path: '/messages/text' },
		});
		const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const [[items]] = await Promise.all([run(ask(), { node }), answer('Monday')]);
		expect(items?.[0].json.text).toBe('Monday');
		expect(sentTexts()).toEqual(['Which day?']);
		expect(new Set(world.bodiesOf(CALL).map((body) => body.client_request_id)).size).toBe(1);
	});

	test('a fault that passes only makes the answer later', async () => {
		world.simulator.faults.add({ kind: 'status', times: 1, match: { method: 'GET' } });
		const [[items]] = await Promise.all([run(ask()), answer('Monday')]);
		expect(items?.[0].json.text).toBe('Monday');
	});

	test('an approval is a clear word in the chat', async () => {
		const items = itemsOf({}, {});
		const asked = run(ask({}, { responseType: 'approval' }), { items });
		await answer('Let me think', 'c', 2);
		await answer('Yes!', 'c', 2);
		const [given] = await asked;
		expect(given?.map(({ json }) => json)).toEqual(
			Array(2).fill(
				expect.objectContaining({
					...{ data: { approved: true, chatInput: 'Yes!' } },
					...{ text: 'Let me think\nYes!', question: expect.anything() },
				}),
			),
		);
	});

	test('a question that cannot be delivered fails the item, with the others unharmed', async () => {
		const answered = answer('Monday', 'd');
		const items = itemsOf({ to: 'none' }, { to: 'd' });
		const [given] = await run(ask({}, { conversationId: byId('={{ $json.to }}') }), {
			items,
			node: { onError: 'continueRegularOutput' },
		});
		await answered;
		expect(given?.map(({ json, pairedItem }) => [json.error ?? json.text, pairedItem])).toEqual(
			[
				[expect.stringContaining('no conversation with the ID “none”'), { item: 0 }],
				['Monday', { item: 1 }],
			],
		);
	});

	test('a credential that fails for one item fails only that item', async () => {
		const answered = answer('Monday', 'd');
		const [given] = await run(ask({}, { conversationId: byId('d') }), {
			items: itemsOf({ url: 'none' }, { url: world.simulator.baseUrl }),
			credentials: credentialFor(world.simulator, { baseUrl: '={{ $json.url }}' }),
			node: { onError: 'continueRegularOutput' },
		});
		await answered;
		expect(given?.map(({ json, pairedItem }) => [json.error ?? json.text, pairedItem])).toEqual(
			[
				[expect.stringContaining("isn't a valid URL"), { item: 0 }],
				['Monday', { item: 1 }],
			],
		);
	});

	test('a key that may not read messages could never see the answer: nothing is sent', async () => {
		world.simulator.faults.add({
			...{
				kind: 'status',
				status: 403,
				body: { error: 'x', required_scope: 'messages:read' },
			},
			match: { method: 'GET' },
		});
		expect(await errorOf(ask())).toMatch(/scope “messages:read”/);
		expect(sentTexts()).toEqual([]);
	});

	test('a conversation that is gone meanwhile is told', async () => {
		const asked = errorOf(ask());
		while (sentTexts().length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
		world.simulator.faults.add({
			...{ kind: 'status', status: 404, body: { error: 'not found' } },
			match: { method: 'GET' },
		});
		expect(await asked).toMatch(/^The conversation with the ID “c” no longer exists/);
	});

	test('a choice is listed below the question, and answered by its number or its words', async () => {
		const choice = ask({}, { responseType: 'choice', choices: 'Monday, Tuesday' });
		const [[items]] = await Promise.all([run(choice), answer('2')]);
		expect(sentTexts()).toEqual(['Which day?\n\n1. Monday\n2. Tuesday']);
		expect(items?.[0].json).toMatchObject({
			...{ choice: 'Tuesday', choice_index: 2, text: '2', messages: [{ content: '2' }] },
			question: { id: world.simulator.inbox.sentMessages[0].id },
		});
	});

	test('choices may come as a list, also of times', async () => {
		const choices = '={{ ["Small, cheap", new Date("2026-06-01")] }}';
		const choice = ask({}, { responseType: 'choice', choices });
		const [[items]] = await Promise.all([run(choice), answer('small, cheap')]);
		expect(items?.[0].json).toMatchObject({
			choice: 'Small, cheap',
			choice_index: 1,
			question: { content: expect.stringContaining('\n2. 2026-06-01T00:00:00.000Z') },
		});
	});

	test('the own timeout of the workflow ends the wait so early that the result comes out', async () => {
		const [items] = await run(ask({ limitWaitTime: undefined, lookSeconds: 0 }), {
			settings: { executionTimeout: 4 },
		});
		expect(items?.[0].json).toEqual({
			question: expect.objectContaining({ content: 'Which day?' }),
			_timed_out: true,
		});
	});

	test('a timeout that leaves time for a stored wait changes nothing at first', async () => {
		const limitWaitTime = { values: { resumeAmount: 1 } };
		const options = ask({ lookSeconds: 0, limitWaitTime });
		const error = await errorOf(options, { settings: { executionTimeout: 150 } });
		expect(error).toMatch(/executeWorkflow/);
	});

	test.each([
		['the MCP Server Trigger, a sub-agent or an old AI Agent', 'relasiTool'],
		['a node that runs the description', 'relasi'],
	])('%s cannot wait, and nobody is asked', async (_, type) => {
		const error = await world.errorOf(ask(), {
			routingNode: true,
			node: { type: `n8n-nodes-relasi.${type}` },
		});
		expect(error.message).toBe(
			"n8n can't wait here: send the question with Send, and start another workflow with the answer",
		);
		expect(error.description ?? '').not.toMatch(/version/);
		expect(world.simulator.requests).toEqual([]);
	});

	test('Markdown holds for the question and its clarification', async () => {
		const options = {
			...{ markdown: 'whatsApp', ifUnclear: 'askAgain', clarification: '**Yes** or no?' },
			limitWaitTime: { values: { ...LIMIT.values, resumeAmount: 0.2 } },
		};
		const parameters = ask(options, { responseType: 'approval', message: '**Send** `a*b`?' });
		const asked = run(parameters);
		await answer('Hm');
		await answer('Yes', 'c', 2);
		expect((await asked)[0]?.[0].json.data).toEqual({ approved: true, chatInput: 'Yes' });
		expect(sentTexts()).toEqual(['*Send* `a*b`?', '*Yes* or no?']);
	});

	test('Only Within Hours asks who wrote lately, and nobody else', async () => {
		const { inbox } = world.simulator;
		const hoursAgo = (hours: number) => Date.now() - hours * 3_600_000;
		inbox.addMessage({ conversation_id: 'c', created_at: hoursAgo(25) });
		inbox.addMessage({ conversation_id: 'd', created_at: hoursAgo(23) });
		const parameters = ask(
			{ onlyWithinHours: 24 },
			{ conversationId: byId('={{ $json.to }}') },
		);
		const node = { onError: 'continueRegularOutput' } as const;
		const items = itemsOf({ to: 'c' }, { to: 'd' }, { to: 'e' });
		const [[given]] = await Promise.all([run(parameters, { node, items }), answer('On', 'd')]);
		expect(given?.map(({ json }) => json.error ?? json.text)).toEqual([
			expect.stringMatching(/last wrote at .*so nothing was sent/),
			'On',
			expect.stringMatching(/never written .*so nothing was sent/),
		]);
		expect(inbox.sentMessages.map(({ conversation_id: to }) => to)).toEqual(['d']);
	});

	test('an answer that is not clear is asked about once', async () => {
		const limit = { ...LIMIT.values, resumeAmount: 0.5 };
		const again = {
			...{ ifUnclear: 'askAgain', clarification: 'Yes or no?', lookSeconds: 25 },
			limitWaitTime: { values: limit },
		};
		const asked = run(ask(again, { responseType: 'approval' }));
		await answer('Hm');
		await answer('Let me see', 'c', 2);
		await new Promise((resolve) => setTimeout(resolve, 4_000));
		await answer('Yes', 'c', 2);
		const [items] = await asked;
		expect(items?.[0].json).toMatchObject({
			...{ data: { approved: true, chatInput: 'Yes' }, text: 'Hm\nLet me see\nYes' },
		});
		expect(sentTexts()).toEqual(['Which day?', 'Yes or no?']);
		const [first, second] = world.bodiesOf(CALL).map((body) => body.client_request_id);
		expect(second).toBe(`${String(first)}-2`);
	});

	test('no link goes out where nobody else can reach n8n', async () => {
		const [[items]] = await Promise.all([
			run(ask({}, { responseType: 'approval' })),
			answer('ok'),
		]);
		expect(items?.[0].json.data).toEqual({ approved: true, chatInput: 'ok' });
		expect(sentTexts()).toEqual(['Which day?']);
	});

	test('is not looked for in the execution with Look Seconds of 0', async () => {
		const limitWaitTime = { values: { resumeAmount: 1 } };
		expect(await errorOf(ask({ lookSeconds: 0, limitWaitTime }))).toMatch(/executeWorkflow/);
		expect(world.calls).toEqual(['GET /messages', CALL]);
	});

	test.each<[string, object, INodeParameters, RegExp]>([
		['an empty message', {}, { message: '={{ " " }}' }, /^Message is empty/],
		[
			'no conversation',
			{},
			{ conversationId: byId('={{ $json.none }}') },
			/^Conversation is empty/,
		],
		['a time limit of 0', { limitWaitTime: { values: { resumeAmount: 0 } } }, {}, /Limit Wait/],
		[
			'a time that is over',
			{
				limitWaitTime: {
					values: {
						limitType: 'atSpecifiedTime',
						maxDateAndTime: '2020-01-01T00:00:00Z',
					},
				},
			},
			{},
			/in the past/,
		],
		[
			'a unit that is none',
			{ limitWaitTime: { values: { resumeAmount: 1, resumeUnit: '={{ "weeks" }}' } } },
			{},
			/^Unit isn't one of its choices/,
		],
		[
			'nothing for If Unclear',
			{ ifUnclear: '={{ null }}' },
			{ responseType: 'approval' },
			/^If Unclear isn't one/,
		],
		['quiet seconds below 0', { quietSeconds: -1 }, {}, /^Quiet Seconds/],
		['look seconds above 55', { lookSeconds: 56 }, {}, /^Look Seconds/],
		[
			'one choice',
			{},
			{ responseType: 'choice', choices: 'Monday' },
			/^'Choices' has 1 choice$/,
		],
		[
			'a choice that is an object',
			{},
			{ responseType: 'choice', choices: '={{ ["Monday", { day: 2 }, "Sunday"] }}' },
			/^Choices isn't text: it is {"day":2}/,
		],
		[
			'21 choices',
			{},
			{ responseType: 'choice', choices: Array.from({ length: 21 }, (_, at) => at).join() },
			/^'Choices' has 21 choices/,
		],
		[
			'two choices that are one',
			{},
			{ responseType: 'choice', choices: 'Café, tea, CAFE' },
			/^'Choices' has “CAFE” twice/,
		],
		[
			'a text that its choices make too long',
			{},
			{ responseType: 'choice', choices: 'Monday, Tuesday', message: 'x'.repeat(3_990) },
			/^Message is too long: with the choices or the link it has 4012 characters/,
		],
		[
			'no clarification',
			{ ifUnclear: 'askAgain' },
			{ responseType: 'approval' },
			/^Clarification is empty/,
		],
		[
			'no words and no page',
			{ approveWords: '', declineWords: ' , ', approvalPage: false },
			{ responseType: 'approval' },
			/^Nobody could answer/,
		],
		[
			'no words and a page that nobody can reach',
			{ approveWords: '', declineWords: '' },
			{ responseType: 'approval' },
			/^Nobody could answer/,
		],
		['another response type', {}, { responseType: '={{ "form" }}' }, /^Response Type/],
	])('%s is refused before anything is sent', async (_, options, more, message) => {
		expect(await errorOf(ask(options, more))).toMatch(message);
		expect(world.simulator.requests).toEqual([]);
	});

	test('one wrong item keeps the questions of all others from being asked', async () => {
		const items = itemsOf({ text: 'A?' }, { text: '' });
		expect(await errorOf(ask({}, { message: '={{ $json.text }}' }), { items })).toMatch(
			/^Message is empty/,
		);
		expect(world.simulator.requests).toEqual([]);
	});

	test('a stop ends the waiting at once', async () => {
		const running = world.workflow(ask());
		while (sentTexts().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
		running.cancel();
		await running.run;
		expect(world.calls.filter((call) => call === 'GET /messages').length).toBeLessThanOrEqual(
			1,
		);
	});
});
