import type { IDataObject } from 'n8n-workflow';

import { freshNode, gate, sample, send, sentAgain, serve } from './serving';
import type { WebhookServer } from './webhookServer';

const IGNORED = { status: 200, message: 'Ignored: this delivery was received before.' };
const ACCEPTED = { status: 200, message: 'Accepted.' };
const SAVED_KEY_LENGTH = 8;

function savedCount({ saved }: WebhookServer): number {
	const data = JSON.parse(saved) as Record<string, { deliveries: { keys: string } }>;
	return data['node:Relasi Webhook Trigger'].deliveries.keys.length / SAVED_KEY_LENGTH;
}

test('a repeat starts nothing, whether it is the same request or a later try', async () => {
	const server = await serve();
	const [delivery, other] = sample(2);
	expect(await send(server, delivery)).toEqual(ACCEPTED);
	expect(await send(server, delivery)).toEqual(IGNORED);
	expect(await send(server, sentAgain(delivery))).toEqual(IGNORED);
	expect(await send(server, other)).toEqual(ACCEPTED);
	expect(await send(server, delivery)).toEqual(IGNORED);
	expect(server.started).toHaveLength(2);
});

test('of many copies at the same time one starts the workflow', async () => {
	const server = await serve();
	const deliveries = sample(20).flatMap((delivery) => Array<typeof delivery>(5).fill(delivery));
	const answers = await Promise.all(deliveries.map(async (delivery) => send(server, delivery)));
	expect(answers.every(({ status }) => status === 200)).toBe(true);
	expect(answers.filter(({ message }) => message === 'Accepted.')).toHaveLength(20);
	expect(new Set(server.started.map(({ id }) => id)).size).toBe(20);
	expect(server.started).toHaveLength(20);
});

describe('the memory', () => {
	test('survives a restart', async () => {
		const before = await serve();
		const [another, ...deliveries] = sample(51);
		for (const delivery of deliveries) await send(before, delivery);
		const { workflowId } = before.options;
		const staticData = JSON.parse(before.saved) as Record<string, never>;
		const after = await serve({ workflowId, staticData }, freshNode());
		for (const delivery of deliveries) expect(await send(after, delivery)).toEqual(IGNORED);
		expect(await send(after, another)).toEqual(ACCEPTED);
		expect(savedCount(after)).toBe(51);
	});

	test('is whole in the database after many deliveries at once, whichever was saved last', async () => {
		const server = await serve();
		await Promise.all(sample(200).map(async (delivery) => send(server, delivery)));
		expect(savedCount(server)).toBe(200);
	});

	test('reaches another process with the static data', async () => {
		const one = await serve();
		const { workflowId } = one.options;
		const two = await serve({ workflowId }, freshNode());
		const [first, second] = sample(2);
		await send(one, first);
		two.saved = one.saved;
		expect(await send(two, first)).toEqual(IGNORED);
		expect(await send(two, second)).toEqual(ACCEPTED);
		one.saved = two.saved;
		expect(await send(one, second)).toEqual(IGNORED);
	});

	test('is whole after another node had n8n write an old copy of the static data back', async () => {
		const { store: wait, reached, open } = gate();
		const count = (staticData: IDataObject) => (staticData.global = { count: 1 });
		const otherNodes = async (staticData: IDataObject) => {
			await wait();
			count(staticData);
		};
		const server = await serve({ otherNodes });
		const [long, ...deliveries] = sample(4);
		await send(server, long);
		await reached;
		for (const delivery of deliveries) await send(server, delivery);
		open();
		await server.settled();
		expect(JSON.parse(server.saved)).toMatchObject({ global: { count: 1 } });
		expect(savedCount(server)).toBe(4);
	});

	test('makes no execution write static data that none of its nodes has changed', async () => {
		const changes: boolean[] = [];
		const otherNodes = async (staticData: IDataObject) => {
			changes.push((staticData as { __dataChanged?: boolean }).__dataChanged === true);
		};
		const server = await serve({ otherNodes });
		for (const delivery of sample(2)) await send(server, delivery);
		await server.settled();
		expect(changes).toEqual([false, false]);
	});

	test('is apart for each workflow and for the test URL', async () => {
		const [delivery] = sample(1);
		const { workflowId } = (await serve()).options;
		for (const options of [{ workflowId }, { workflowId, mode: 'manual' as const }, {}]) {
			const server = await serve(options);
			expect(await send(server, delivery)).toEqual(ACCEPTED);
			expect(await send(server, delivery)).toEqual(IGNORED);
		}
	});

	test('begins anew when somebody has spoilt the static data', async () => {
		for (const deliveries of [null, 'x', { keys: 7 }, { keys: 'short' }, []]) {
			const staticData = { 'node:Relasi Webhook Trigger': { deliveries } };
			const server = await serve({ staticData });
			const [delivery] = sample(1);
			expect(await send(server, delivery)).toEqual(ACCEPTED);
			expect(await send(server, delivery)).toEqual(IGNORED);
		}
	});
});
