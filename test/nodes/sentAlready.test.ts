import type { INodeParameters } from 'n8n-workflow';

import type { Settings } from '../simulator';
import { itemsOf } from '../support/relasi';
import { byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const TEXT = { path: '/messages/text' };
const send = (more: object = {}, options: INodeParameters = {}) => ({
	resource: 'message',
	operation: 'send',
	conversationId: byId('={{ $json.to || "c" }}'),
	text: 'Hello',
	options,
	...more,
});
const sent = () => world.simulator.inbox.sentMessages;
const repeatedRequestId = (mode: Settings['repeatedRequestId']) =>
	world.simulator.set({ repeatedRequestId: mode });

beforeEach(() => {
	for (const id of ['c', 'd']) world.simulator.inbox.addConversation({ id });
});
afterEach(() => {
	world.simulator.set({ repeatedRequestId: 'sameOnly', messageOrder: 'newestFirst' });
});

describe.each(['sameOnly', 'first', 'conflict'] as const)(
	'where a repeated client_request_id is answered by the rule %s',
	(mode) => {
		beforeEach(() => repeatedRequestId(mode));

		test('Retry On Fail of texts that change gives each message once, and no error', async () => {
			world.simulator.faults.add({ kind: 'status', status: 422, match: TEXT });
			const run = world.workflow(
				send({ text: '={{ $json.number + " at " + $now.toMillis() }}' }),
				{
					items: itemsOf({ number: 1 }, { number: 2 }, { number: 3 }),
					node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 },
				},
			);
			const [rows] = await run.outputs();
			expect(sent()).toHaveLength(3);
			expect(rows?.map(({ json }) => json.id).sort()).toEqual(
				sent()
					.map(({ id }) => id)
					.sort(),
			);
		});

		test('a message whose answer was lost is given as it was sent', async () => {
			world.simulator.faults.add({ kind: 'resetAfter', match: TEXT });
			const [row] = await world.rows(send());
			expect(sent().map(({ id }) => id)).toEqual([row.id]);
		});

		test('a message under an ID of the user’s that was sent before is given again', async () => {
			const options = { clientRequestId: 'order-1' };
			const rows = [
				...(await world.rows(send({}, options))),
				...(await world.rows(send({}, options))),
			];
			expect(rows.map(({ id }) => id)).toEqual([sent()[0].id, sent()[0].id]);
		});

		test('an ID of the user’s for two conversations is an error of the second, and names it', async () => {
			const items = itemsOf({ to: 'c' }, { to: 'd' });
			const run = world.workflow(send({}, { clientRequestId: 'order-1' }), {
				items,
				node: { onError: 'continueErrorOutput' },
			});
			const [done, failed] = await run.outputs();
			expect(done?.map(({ json }) => json.conversation_id)).toEqual(['c']);
			expect(failed?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
			expect(JSON.stringify(failed?.[0].error)).toMatch(/Client Request ID/);
			expect(sent()).toHaveLength(1);
		});
	},
);

test('items, executions, nodes and the rounds of a loop have IDs of their own', async () => {
	const items = itemsOf({}, {});
	await world.workflow(send(), { executionId: '1', items, runs: 3 }).outputs();
	await world.workflow(send(), { executionId: '2', items }).outputs();
	await world.workflow(send(), { executionId: '2', items, node: { id: 'b' } }).outputs();
	const ids = sent().map(({ client_request_id: id }) => id);
	expect([ids.length, new Set(ids).size]).toEqual([10, 10]);
});

test('a retry after a kill, which has a new number, sends nothing twice; another database sends its own', async () => {
	const run = async (executionId: string, resumeToken: string) =>
		await world.workflow(send(), { executionId, resumeToken }).outputs();
	await run('7', 'a');
	await run('8', 'a');
	expect(sent()).toHaveLength(1);
	await run('8', 'b');
	expect(sent()).toHaveLength(2);
});

test('another text under an ID of the user’s is refused where the API refuses it', async () => {
	const options = { clientRequestId: 'order-1' };
	await world.rows(send({}, options));
	const error = await world.errorOf(send({ text: 'Other' }, options));
	expect(error.message).toMatch(/conflict/);
	expect(error.description).toMatch(/Client Request ID/);
});

test.each(['newestFirst', 'oldestFirst', 'shuffled'] as const)(
	'a message of long ago is found in a long conversation, whose messages come %s',
	async (messageOrder) => {
		world.simulator.set({ messageOrder });
		repeatedRequestId('conflict');
		const options = { clientRequestId: 'order-1' };
		const [first] = await world.rows(send({}, options));
		for (let count = 0; count < 1600; count++) {
			const created_at = Date.UTC(count % 2 ? 2025 : 2035, 0, 1) + count;
			world.simulator.inbox.addMessage({ conversation_id: 'c', created_at });
		}
		expect(await world.rows(send({}, options))).toMatchObject([{ id: first.id }]);
	},
);

test('a message that was sent already, and that the key may not read, is told as sent', async () => {
	repeatedRequestId('conflict');
	world.simulator.faults.add({ kind: 'resetAfter', match: TEXT });
	world.simulator.faults.add({ kind: 'status', status: 403, match: { method: 'GET' } });
	const error = await world.errorOf(send());
	expect(error.message).toMatch(/was already sent, but it couldn't be read/);
	expect(error.description).toMatch(/messages:read/);
});

test('a message that the list shows a moment later is found all the same', async () => {
	repeatedRequestId('conflict');
	const hidden = {
		kind: 'status',
		status: 200,
		body: { data: [], total: 0, last_page: 1 },
	} as const;
	world.simulator.faults.add({ kind: 'resetAfter', match: TEXT });
	world.simulator.faults.add({ ...hidden, times: 2, match: { method: 'GET' } });
	const [row] = await world.rows(send());
	expect(row.id).toBe(sent()[0].id);
});

describe('a send that ended in an error after it may have been processed', () => {
	const unknownThenRefused = () => {
		world.simulator.faults.add({ kind: 'resetAfter', match: TEXT });
		world.simulator.faults.add({ kind: 'status', status: 422, match: TEXT });
	};

	test('is a success when the message is in the conversation', async () => {
		unknownThenRefused();
		const [row] = await world.rows(send());
		expect(row.id).toBe(sent()[0].id);
		expect(sent()).toHaveLength(1);
	});

	test('stays an error when another message has the ID of the user’s', async () => {
		await world.rows(send({ text: 'First' }, { clientRequestId: 'order-1' }));
		world.simulator.faults.add({ kind: 'resetBefore', match: TEXT });
		world.simulator.faults.add({ kind: 'status', status: 422, match: TEXT });
		const error = await world.errorOf(send({}, { clientRequestId: 'order-1' }));
		expect(error.description).toMatch(/may have been sent/);
	});

	test('names the option that keeps another run from sending it again', async () => {
		world.simulator.faults.add({ kind: 'resetBefore' });
		world.simulator.faults.add({ kind: 'status', status: 400 });
		const error = await world.errorOf(send({}, { clientRequestId: 'mine' }));
		expect(error.description).toMatch(/may have been sent.*'Client Request ID' to “mine”/);
	});

	test('stays the same error when the messages cannot be read', async () => {
		unknownThenRefused();
		world.simulator.faults.add({ kind: 'status', status: 403, match: { method: 'GET' } });
		const error = await world.errorOf(send());
		expect(error.message).toMatch(/rejected the input/);
		expect(error.description).toMatch(/may have been sent/);
	});
});

describe('an answer that is no proof', () => {
	const answer = (body: unknown) =>
		world.simulator.faults.add({ kind: 'status', status: 200, body, match: TEXT });

	test.each([
		['nothing', {}],
		['a message without an ID', { message: { conversation_id: 'c' } }],
		['a message with an empty ID', { message: { id: '', conversation_id: 'c' } }],
	])('such as %s is an error that says so', async (_, body) => {
		answer(body);
		const error = await world.errorOf(send());
		expect(error.message).toMatch(/has no message in it/);
		expect(error.description).toMatch(/may have been sent.*Client Request ID/);
	});

	test('of another conversation is an error that names both', async () => {
		answer({ message: { id: 'm', conversation_id: 'd', content: 'Hello' } });
		const error = await world.errorOf(send());
		expect(error.message).toMatch(/another conversation, “d”.*to “c”/);
	});

	test('is settled by a look into the conversation', async () => {
		world.simulator.faults.add({
			kind: 'statusAfter',
			status: 200,
			body: {},
			match: TEXT,
		});
		const [row] = await world.rows(send());
		expect(row.id).toBe(sent()[0].id);
	});
});
