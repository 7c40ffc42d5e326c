import { itemsOf } from '../support/relasi';
import { byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const send = (text: string, options = {}) => ({
	resource: 'message',
	operation: 'send',
	conversationId: byId('c'),
	text,
	options,
});
const bodies = () => world.bodiesOf('POST /messages/text');
const sentTexts = () => world.simulator.inbox.sentMessages.map(({ content }) => content);

beforeEach(() => world.simulator.inbox.addConversation({ id: 'c' }));

describe('the ID of a request', () => {
	const sendOnce = async (more: object) => {
		await world
			.workflow(send('Hello'), { items: itemsOf({}), executionId: '7', ...more })
			.outputs();
		return String(bodies().at(-1)?.client_request_id);
	};

	test('differs between items, executions, nodes and the rounds of a loop', async () => {
		const items = itemsOf({}, {});
		await world.workflow(send('Hello'), { executionId: '1', items, runs: 3 }).outputs();
		await world.workflow(send('Hello'), { executionId: '2', items }).outputs();
		await world
			.workflow(send('Hello'), { executionId: '2', items, node: { id: 'b' } })
			.outputs();
		const ids = bodies().map((body) => body.client_request_id);
		expect(new Set(ids).size).toBe(10);
		expect(ids).toHaveLength(10);
	});

	test('is the same for the same execution and place, also on the worker that takes over its job', async () => {
		const resumeToken = 'a';
		expect(await sendOnce({ resumeToken })).toBe(
			await sendOnce({ resumeToken, node: { name: 'Renamed' } }),
		);
		expect(sentTexts()).toEqual(['Hello']);
	});

	test('is the same when n8n was killed and the execution is retried, which gives it a new number', async () => {
		const resumeToken = 'a';
		const first = await sendOnce({ resumeToken });
		expect(await sendOnce({ resumeToken, executionId: '8' })).toBe(first);
		expect(sentTexts()).toEqual(['Hello']);
	});

	test('differs from that of another database with an execution of the same number', async () => {
		const first = await sendOnce({ resumeToken: 'a' });
		expect(await sendOnce({ resumeToken: 'b' })).not.toBe(first);
		expect(sentTexts()).toEqual(['Hello', 'Hello']);
	});

	test('is the same when n8n runs the node again, so that nothing is sent twice', async () => {
		world.simulator.faults.add({
			kind: 'status',
			status: 422,
			body: { error: 'not now' },
			times: 2,
			match: { path: '/messages/text' },
		});
		const items = itemsOf({ text: '1' }, { text: '2' }, { text: '3' });
		const node = { retryOnFail: true, maxTries: 5, waitBetweenTries: 1 };
		const run = world.workflow(send('={{ $json.text }}'), { items, node });
		const [rows] = await run.outputs();
		expect(rows?.map(({ json }) => json.content)).toEqual(['1', '2', '3']);
		expect(sentTexts().sort()).toEqual(['1', '2', '3']);
		const idsOf = (text: string) =>
			new Set(
				bodies().flatMap((body) => (body.text === text ? [body.client_request_id] : [])),
			);
		for (const text of ['1', '2', '3']) expect(idsOf(text).size).toBe(1);
		expect(bodies().length).toBeGreaterThan(4);
	});

	test('stays the same for the repeats of one request', async () => {
		world.simulator.faults.add({ kind: 'resetAfter' });
		world.simulator.faults.add({ kind: 'statusAfter', status: 504 });
		const [row] = await world.rows(send('Hello'));
		expect(sentTexts()).toEqual(['Hello']);
		expect(row.id).toBe(world.simulator.inbox.sentMessages[0].id);
		expect(new Set(bodies().map((body) => body.client_request_id)).size).toBe(1);
		expect(bodies()).toHaveLength(3);
	});

	test('is told when nobody knows whether the message went out', async () => {
		world.simulator.faults.add({ kind: 'resetBefore' });
		world.simulator.faults.add({ kind: 'status', status: 400 });
		const error = await world.errorOf(send('Hello', { clientRequestId: 'mine' }));
		expect(error.description).toMatch(/may have been sent.*'Client Request ID' to “mine”/);
	});
});
