import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { itemsFor, itemsOf } from '../support/relasi';
import { fastWorld, sendText } from './world';

let evaluated = 0;
let evaluatedAtFirstRequest = 0;
const world = fastWorld({ seed: 'empty' });
beforeEach(() => {
	evaluated = evaluatedAtFirstRequest = 0;
	world.onRequest(() => void (evaluatedAtFirstRequest ||= evaluated));
	world.simulator.inbox.addConversation({ id: 'c' });
});

/** Items that note when the last of their expressions is evaluated. */
const noting = (count: number): INodeExecutionData[] =>
	Array.from({ length: count }, (_, index) => {
		const json = {} as IDataObject;
		const get = () => {
			evaluated = Math.max(evaluated, index + 1);
			return `Text ${index}`;
		};
		Object.defineProperty(json, 'text', { enumerable: true, get });
		return { json };
	});
const send = sendText('={{ $json.text }}');
const COUNT = 200;

/** Promises that nobody listened to when they failed: they end n8n's process. */
async function unheardDuring(run: () => Promise<unknown>): Promise<unknown[]> {
	const unheard: unknown[] = [];
	const note = (reason: unknown) => unheard.push(reason);
	process.on('unhandledRejection', note);
	await run();
	await new Promise((resolve) => setTimeout(resolve, 20));
	process.off('unhandledRejection', note);
	return unheard;
}

describe('the items of a node run', () => {
	test('are evaluated one by one, so that the first request leaves before n8n has come to the last', async () => {
		const [rows] = await world.workflow(send, { items: noting(COUNT) }).outputs();
		expect(evaluatedAtFirstRequest).toBeLessThan(COUNT / 2);
		expect(rows?.map(({ json, pairedItem }) => [json.content, pairedItem])).toEqual(
			Array.from({ length: COUNT }, (_, item) => [`Text ${item}`, { item }]),
		);
	});

	const list = { resource: 'message', operation: 'getAll' };
	const expression = '={{ $json.value }}';
	test.each([
		['an option', { ...send, text: 'Hi', options: { clientRequestId: expression } }],
		['a filter', { ...list, filters: { messageSessionId: expression } }],
		['the limit', { ...list, limit: expression }],
		['the text', { ...send, text: expression }],
	])('have the expression of %s evaluated once', async (_, parameters) => {
		let reads = 0;
		const json = {} as IDataObject;
		const get = () => {
			reads++;
			return 7;
		};
		Object.defineProperty(json, 'value', { get });
		await world.workflow(parameters, { items: [{ json }] }).outputs();
		expect(reads).toBe(1);
	});

	test("wait between batches as the user's own Batching says", async () => {
		const requestOptions = { batching: { batch: { batchSize: 2, batchInterval: 150 } } };
		const began: number[] = [];
		const text = '={{ $json.began() }}';
		const json = { began: () => began.push(performance.now()) } as unknown as IDataObject;
		const items = Array.from({ length: 4 }, () => ({ json }));
		await world.workflow({ ...send, text, requestOptions }, { items }).outputs();
		expect(began).toHaveLength(4);
		// Timers of Node may ring a millisecond early.
		expect(began[2] - began[0]).toBeGreaterThanOrEqual(148);
	});

	test('begin no more after a stop, which ends the pause between two batches', async () => {
		const requestOptions = { batching: { batch: { batchSize: 1, batchInterval: 20_000 } } };
		const stop = new AbortController();
		const items = itemsOf({ text: 'a' }, { text: 'b' });
		const run = world.items({ ...send, requestOptions }, { items }, stop.signal);
		while (world.calls.length === 0) await new Promise(setImmediate);
		stop.abort();
		// The first message may be on its way still.
		await run.catch((error: Error) => expect(error.message).toBe('The execution was stopped'));
		expect(world.calls).toHaveLength(1);
	}, 10_000);
});

describe('an item that fails while others have not begun', () => {
	const items = [...itemsOf({ text: '' }), ...itemsFor(40, () => ({ text: 'Hi' }))];

	test('ends the node once all are done, with its error', async () => {
		const run = async () => {
			const { data } = await world.workflow(send, { items }).run;
			expect(data.resultData.error?.message).toBe('Text is empty');
		};
		expect(await unheardDuring(run)).toEqual([]);
		expect(world.calls).toHaveLength(40);
	});

	test('is tried again with Retry On Fail, and sends nothing twice', async () => {
		const node = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const run = async () => await world.workflow(send, { items, node }).run;
		expect(await unheardDuring(run)).toEqual([]);
		expect(world.simulator.inbox.messages.all()).toHaveLength(40);
	});
});

describe('an expression that fails in a later item', () => {
	const text = '={{ $json.bad ? $json.bad.worse.worst() : "Hi" }}';
	const items = itemsOf({}, {}, { bad: { worse: 1 } }, {});

	test('ends the node only when the items before it have their answers', async () => {
		world.simulator.faults.add({ kind: 'status', status: 404 });
		world.simulator.set({ latencyMs: 30 });
		const run = async () => {
			const { data } = await world.workflow({ ...send, text }, { items }).run;
			expect(data.resultData.error).toBeDefined();
			expect(world.simulator.requests.map(({ status }) => status)).not.toContain(null);
		};
		expect(await unheardDuring(run)).toEqual([]);
	});

	test('has its item and its sentence in the error output', async () => {
		const node = { onError: 'continueErrorOutput' as const };
		const [rows, errors] = await world.workflow({ ...send, text }, { items, node }).outputs();
		expect(rows?.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 3 },
		]);
		expect(errors?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 2 }]);
		expect(errors?.[0].json.error).toBe(errors?.[0].error?.message);
	});
});

test.each([
	['contact', 'delete'],
	['ticket', 'get'],
	['contact', 'constructor'],
	['constructor', 'name'],
])(
	'%s: %s, which the node does not have, is refused before any request',
	async (resource, operation) => {
		const { data } = await world.workflow({ resource, operation }).run;
		expect(data.resultData.error?.message).toMatch(
			`This version of the Relasi node has no operation “`,
		);
		expect(world.calls).toEqual([]);
	},
);
