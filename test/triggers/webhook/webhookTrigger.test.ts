import fc from 'fast-check';

import { mutated, type Delivery } from './deliveries';
import { deliveryOf, sample, SECRET, send, serve } from './serving';

const bodyOf = ({ body }: Delivery): unknown => JSON.parse(body.toString());

test('a genuine delivery starts the workflow with its whole envelope and nothing of the request', async () => {
	const server = await serve();
	const [delivery] = sample(1);
	expect(await send(server, delivery)).toEqual({ status: 200, message: 'Accepted.' });
	expect(server.started).toEqual([bodyOf(delivery)]);
});

test('the envelope is what was signed, whatever the content type says', async () => {
	const server = await serve();
	const types = ['text/plain', 'application/json; charset=utf-16le', 'application/octet-stream'];
	const deliveries = sample(types.length);
	for (const [index, type] of types.entries()) {
		expect(await send(server, deliveries[index], { 'content-type': type })).toMatchObject({
			status: 200,
		});
	}
	expect(server.started).toEqual(deliveries.map(bodyOf));
});

test('a refused delivery gets 401 and why, starts nothing and may come again', async () => {
	const server = await serve();
	const [delivery] = sample(1);
	const forged = { ...delivery, body: Buffer.from('{}') };
	expect(await send(server, forged)).toEqual({
		status: 401,
		error: expect.stringContaining('The signature does not match'),
	});
	expect(server.started).toEqual([]);
	expect(await send(server, delivery)).toMatchObject({ status: 200, message: 'Accepted.' });
});

test('of 300 mutated deliveries none starts anything', async () => {
	const server = await serve();
	for (const delivery of fc.sample(mutated(SECRET, Date.now()), 300)) {
		expect({ ...(await send(server, delivery)), change: delivery.change }).toMatchObject({
			status: 401,
		});
	}
	expect(server.started).toEqual([]);
	expect(server.saved).toBe('{}');
});

test.each([
	['no credential', { secret: null }, /holds no signing secret/],
	['an empty secret', { secret: '' }, /holds no signing secret/],
	['white space around the secret', { secret: ` ${SECRET} ` }, /white space around it/],
	['no raw body', { keepRawBody: false }, /raw body/],
	[
		'a tolerance that was passed',
		{ parameters: { options: { toleranceSeconds: 0.001 } } },
		/timestamp is/,
	],
])('%s: 401', async (_name, options, error) => {
	const server = await serve(options);
	const delivery = { ...sample(1)[0] };
	expect(await send(server, delivery)).toEqual({
		status: 401,
		error: expect.stringMatching(error),
	});
	expect(server.started).toEqual([]);
});

test.each(['', '[]', 'null', '"text"', '{"id":'])(
	'a signed body that is no JSON object: 400 (%j)',
	async (text) => {
		const server = await serve();
		expect(await send(server, deliveryOf(text))).toMatchObject({ status: 400 });
		expect(server.started).toEqual([]);
	},
);

describe('events', () => {
	test('an event that is not selected gets 200, starts nothing and is not remembered', async () => {
		const workflowId = 'events';
		const others = await serve({ workflowId, parameters: { events: ['contact.created'] } });
		const [delivery] = sample(1);
		expect(await send(others, delivery)).toEqual({
			status: 200,
			message: expect.stringContaining('not selected'),
		});
		expect(others.started).toEqual([]);
		expect(others.saved).toBe('{}');
		const changed = await serve({
			workflowId,
			parameters: { events: ['contact.created', 'message.created'] },
		});
		expect(await send(changed, delivery)).toMatchObject({ message: 'Accepted.' });
	});

	test('with * also an event of an unknown type starts the workflow, and without none does', async () => {
		for (const body of ['{"type":"message.reaction_added"}', '{}']) {
			const delivery = deliveryOf(body);
			const all = await serve();
			await send(all, delivery, { 'x-relasi-event': 'message.created' });
			expect(all.started).toEqual([JSON.parse(body)]);
			const some = await serve({ parameters: { events: ['message.created'] } });
			await send(some, delivery, { 'x-relasi-event': 'message.created' });
			expect(some.started).toEqual([]);
		}
	});
});
