import { freshNode, sample, send, sentAgain, serve } from './serving';
import type { WebhookServer } from './webhookServer';

const IGNORED = { status: 200, message: 'Ignored: this delivery was received before.' };
const ACCEPTED = { status: 200, message: 'Accepted.' };
const SAVED_KEY_LENGTH = 8;

function savedCount({ saved }: WebhookServer): number {
	const data = JSON.parse(saved) as Record<string, { deliveries: { keys: string } }>;
	return data['node:Relasi Webhook Trigger'].deliveries.keys.length / SAVED_KEY_LENGTH;
}

/** Holds the first execution of a server back until `open` is called. */
function gate() {
	let open: (error?: Error) => void = () => {};
	let arrive = (): void => {};
	const opened = new Promise<void>((resolve, reject) => {
		open = (error) => (error ? reject(error) : resolve());
	});
	const reached = new Promise<void>((resolve) => (arrive = resolve));
	let isFirst = true;
	const store = async () => {
		if (!isFirst) return;
		isFirst = false;
		arrive();
		await opened;
	};
	return { open, reached, store };
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

describe('while n8n has not stored the execution', () => {
	test('a repeat waits, and is answered 200 once it has', async () => {
		const { open, reached, store } = gate();
		const server = await serve({ store });
		const [delivery] = sample(1);
		const answered: number[] = [];
		const sending = [1, 2, 3].map(async () =>
			answered.push((await send(server, delivery)).status),
		);
		await reached;
		await server.handed(3);
		expect(answered).toEqual([]);
		open();
		await Promise.all(sending);
		expect(answered).toEqual([200, 200, 200]);
		expect(server.started).toHaveLength(1);
	});

	test('a delivery that n8n cannot store may come again: nothing is lost', async () => {
		const { open, reached, store } = gate();
		const server = await serve({ store });
		const [delivery] = sample(1);
		const failing = send(server, delivery);
		await reached;
		const waiting = [1, 2].map(async () => send(server, delivery));
		await server.handed(3);
		open(new Error('The database is locked'));
		expect(await failing).toMatchObject({ status: 500 });
		const messages = (await Promise.all(waiting)).map(({ message }) => message);
		expect(messages.sort()).toEqual([ACCEPTED.message, IGNORED.message]);
		expect(server.started).toHaveLength(1);
	});

	test('also when another delivery has saved its id in the meantime', async () => {
		const { open, reached, store } = gate();
		const server = await serve({ store });
		const [delivery, other] = sample(2);
		const failing = send(server, delivery);
		await reached;
		await send(server, other);
		expect(savedCount(server)).toBe(2);
		open(new Error('The database is locked'));
		expect(await failing).toMatchObject({ status: 500 });
		expect(await send(server, delivery)).toEqual(ACCEPTED);
		expect(savedCount(server)).toBe(2);
	});

	test('a sender that hangs up has delivered all the same', async () => {
		const { open, reached, store } = gate();
		const server = await serve({ store });
		const [delivery] = sample(1);
		const controller = new AbortController();
		const aborted = send(server, delivery, {}, controller.signal);
		await reached;
		controller.abort();
		await expect(aborted).rejects.toThrow();
		expect(await send(server, delivery)).toEqual(IGNORED);
		open();
		expect(await send(server, delivery)).toEqual(IGNORED);
		expect(server.started).toHaveLength(1);
	});
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
