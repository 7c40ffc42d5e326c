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

test.each(['', '={{ null }}', '={{ " " }}'])(
	'a tolerance that is left empty (%j) is the usual one',
	async (toleranceSeconds) => {
		const server = await serve({ parameters: { options: { toleranceSeconds } } });
		expect(await send(server, sample(1)[0])).toMatchObject({ status: 200 });
	},
);

test.each(['={{ "five minutes" }}', 0, -5])(
	'a tolerance that is no number above 0 (%j) is told, and nothing starts',
	async (toleranceSeconds) => {
		const server = await serve({ parameters: { options: { toleranceSeconds } } });
		expect(await send(server, sample(1)[0])).toEqual({
			status: 500,
			error: expect.stringMatching(/^'Tolerance \(Seconds\)' .* isn't a number above 0/),
		});
		expect([server.started, server.failures]).toEqual([[], []]);
	},
);

test.each(['', '[]', 'null', '"text"', '{"id":'])(
	'a signed body that is no JSON object: 400 (%j)',
	async (text) => {
		const server = await serve();
		expect(await send(server, deliveryOf(text))).toMatchObject({ status: 400 });
		expect(server.started).toEqual([]);
	},
);

test('a byte order mark before the body is signed, and read over', async () => {
	const server = await serve();
	expect(await send(server, deliveryOf('\ufeff{"type":"contact.created"}'))).toMatchObject({
		status: 200,
	});
	expect(server.started).toEqual([{ type: 'contact.created' }]);
});

test('while a secret is replaced, a delivery signed with the previous one starts the workflow', async () => {
	const [delivery, other] = sample(2);
	const secret = 'whsec_new_0123456789';
	const during = await serve({ secret, previousSecret: SECRET });
	expect(await send(during, delivery)).toMatchObject({ status: 200 });
	const after = await serve({ secret });
	expect(await send(after, other)).toMatchObject({ status: 401 });
});
