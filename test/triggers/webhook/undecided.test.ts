import type { INodeType, IWebhookFunctions } from 'n8n-workflow';

import { RelasiWebhookTrigger } from '../../../nodes/RelasiWebhookTrigger/RelasiWebhookTrigger.node';
import { receive } from '../../../nodes/RelasiWebhookTrigger/receive';
import { freshNode, gate, sample, send, serve } from './serving';
import type { WebhookServerOptions } from './webhookServer';

const IGNORED = { status: 200, message: 'Ignored: this delivery was received before.' };
const ACCEPTED = { status: 200, message: 'Accepted.' };
const LOCKED = new Error('The database is locked');

const ENGINES: Array<[string, Partial<WebhookServerOptions>]> = [
	['n8n 2.x, which answers after it has stored the execution', {}],
	[
		'n8n 2.x with an expression, where the execution answers',
		{ parameters: { events: '={{ ["*"] }}' } },
	],
	['n8n 1.x, where the execution answers', { isOld: true }],
];

/** The node whose repeats do not wait. */
function impatientNode(): INodeType {
	const node = new RelasiWebhookTrigger();
	return Object.assign(Object.create(node) as INodeType, {
		async webhook(this: IWebhookFunctions) {
			return await receive(this, 0);
		},
	});
}

describe.each(ENGINES)('while the execution is not stored, in %s', (_name, engine) => {
	async function sendFirst() {
		const held = gate();
		const server = await serve({ ...engine, store: held.store }, freshNode());
		const [delivery, other] = sample(2);
		const controller = new AbortController();
		const first = send(server, delivery, {}, controller.signal);
		await held.reached;
		return { ...held, server, delivery, other, first, hangUp: () => controller.abort() };
	}

	test('a repeat waits, and is answered 200 once it is', async () => {
		const { server, delivery, first, open } = await sendFirst();
		const answered: number[] = [];
		const repeats = [1, 2].map(async () =>
			answered.push((await send(server, delivery)).status),
		);
		await server.handed(3);
		expect(answered).toEqual([]);
		open();
		expect(await first).toEqual(ACCEPTED);
		await Promise.all(repeats);
		expect(answered).toEqual([200, 200]);
		expect(server.started).toHaveLength(1);
	});

	test('a delivery that n8n then cannot store may come again: nothing is lost', async () => {
		const { server, delivery, first, open } = await sendFirst();
		const waiting = [1, 2].map(async () => send(server, delivery));
		await server.handed(3);
		open(LOCKED);
		expect(await first).toMatchObject({ status: 500 });
		const messages = (await Promise.all(waiting)).map(({ message }) => message);
		expect(messages.sort()).toEqual([ACCEPTED.message, IGNORED.message]);
		expect(server.started).toHaveLength(1);
	});

	test('a hang-up decides nothing: what n8n then cannot store starts when it comes again', async () => {
		const { server, delivery, first, open, hangUp } = await sendFirst();
		hangUp();
		await expect(first).rejects.toThrow();
		const again = send(server, delivery);
		await server.handed(2);
		open(LOCKED);
		expect(await again).toEqual(ACCEPTED);
		expect(server.started).toHaveLength(1);
	});

	test('a hang-up decides nothing: what n8n then stores starts nothing when it comes again', async () => {
		const { server, delivery, first, open, hangUp } = await sendFirst();
		hangUp();
		await expect(first).rejects.toThrow();
		const again = send(server, delivery);
		await server.handed(2);
		open();
		expect(await again).toEqual(IGNORED);
		expect(server.started).toHaveLength(1);
	});

	test('its id is not saved with those of others, so that it starts after a restart', async () => {
		const { server, delivery, other, first, open } = await sendFirst();
		expect(await send(server, other)).toEqual(ACCEPTED);
		open(LOCKED);
		await first;
		const { workflowId } = server.options;
		const staticData = JSON.parse(server.saved) as Record<string, never>;
		const restarted = await serve({ ...engine, workflowId, staticData }, freshNode());
		expect(await send(restarted, other)).toEqual(IGNORED);
		expect(await send(restarted, delivery)).toEqual(ACCEPTED);
	});
});

test('a repeat whose patience ends before the execution is stored gets 503 and starts nothing', async () => {
	const { store, reached, open } = gate();
	const server = await serve({ store }, impatientNode());
	const [delivery] = sample(1);
	const first = send(server, delivery);
	await reached;
	expect(await send(server, delivery)).toEqual({
		status: 503,
		error: expect.stringContaining('Send it again later'),
	});
	open();
	expect(await first).toEqual(ACCEPTED);
	expect(await send(server, delivery)).toEqual(IGNORED);
	expect(server.started).toHaveLength(1);
});
