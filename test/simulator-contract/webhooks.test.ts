import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sign, startSimulator } from '../simulator';
import type { Simulator } from '../simulator';
import { caller } from './call';

interface Received {
	headers: IncomingHttpHeaders;
	body: string;
}

describe('webhooks of the simulator', () => {
	let sim: Simulator;
	let receiver: Server;
	let url: string;
	let received: Received[] = [];
	let answers: number[] = [];
	const secret = 'whsec_test_1';

	beforeAll(async () => {
		const clock = () => Date.UTC(2026, 5, 10, 12, 0, 0, 500);
		sim = await startSimulator({ seed: 'empty', clock });
		sim.webhooks.retryDelaysMs = [1, 1];
		receiver = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
				response.writeHead(answers.shift() ?? 200).end('ok');
			});
		});
		await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
	});
	afterAll(async () => {
		await sim.close();
		receiver.closeAllConnections();
		await new Promise((resolve) => receiver.close(resolve));
	});
	beforeEach(() => {
		sim.reset();
		received = [];
		answers = [];
	});

	// Both made with: printf '%s' "<id>.<seconds>.<body>" | openssl dgst -sha256 -hmac '<secret>' -binary | base64
	test('the signature is the one openssl makes', () => {
		const body =
			'{"id":"evt_1","type":"message.created","api_version":"2026-06-01","created_at":"2026-06-10T12:00:00.5Z","app_id":"app_1","data":{"content":"Grüße, 世界","price":1.0}}';
		const timestamp = '2026-06-10T12:00:00.999Z';
		expect(sign({ id: 'evt_1', timestamp, body, secret })).toBe(
			'v1=STw15sZOwX69s7Ufn0Zk8KqCpf70uz7NGBpIqhI3Dls=',
		);
		const epoch = {
			id: 'evt_2',
			timestamp: '1970-01-01T00:00:00Z',
			body: '{}',
			secret: 'sécret',
		};
		expect(sign(epoch)).toBe('v1=N/x2rUR8Af69XErI9uFrZPCljCCNLwGOJKlKpWgy3+c=');
	});

	// openssl dgst -sha256 -mac HMAC -macopt hexkey:<the decoded bytes, in hexadecimal>
	test('with a whsec_<base64> secret the key may be its bytes', () => {
		const signable = {
			id: 'evt_04',
			timestamp: '2026-06-01T12:00:00Z',
			body: '{}',
			secret: 'whsec_c2VjcmV0LWJ5dGVzLW9mLTI0LWNoYXJzIQ==',
		};
		expect(sign({ ...signable, signedWith: 'bytes' })).toBe(
			'v1=e8lI+38A6vK0Jh2yc1/WxkI5fgrfpiClzn/5US3quAM=',
		);
		expect(sign(signable)).toBe('v1=x7hD1zMMRLZ9AmCl8UUkScG+4oZXRto5fde1XuN6Tl8=');
	});

	test('an event comes in the documented envelope and headers', async () => {
		sim.webhooks.register({ url, secret });
		const order = { id: 'evt_9' };
		const [attempt] = await sim.deliverWebhook('contact.created', { id: 'c1' }, order);
		expect(attempt).toMatchObject({ status: 200, answer: 'ok', event_id: 'evt_9' });
		const { headers, body } = received[0] as Received;
		expect(JSON.parse(body)).toEqual({
			id: 'evt_9',
			type: 'contact.created',
			api_version: '2026-06-01',
			created_at: '2026-06-10T12:00:00.5Z',
			app_id: 'app_5kq0w2m8vd',
			data: { id: 'c1' },
		});
		expect(headers).toMatchObject({
			'x-relasi-webhook-id': 'evt_9',
			'x-relasi-event': 'contact.created',
			'x-relasi-timestamp': '2026-06-10T12:00:00.5Z',
			'content-type': 'application/json',
			'x-relasi-signature': sign({
				id: 'evt_9',
				timestamp: '2026-06-10T12:00:00Z',
				body,
				secret,
			}),
		});
	});

	test('what is not answered 2xx is tried again, with the same id', async () => {
		sim.webhooks.register({ url, secret });
		answers = [500, 302];
		const attempts = await sim.deliverWebhook('contact.created', {});
		expect(attempts.map(({ status }) => status)).toEqual([500, 302, 200]);
		expect(new Set(attempts.map(({ event_id }) => event_id)).size).toBe(1);
		answers = [500, 500, 500, 500];
		expect(await sim.deliverWebhook('contact.created', {})).toHaveLength(3);
	});

	test('a delivery is given up on order, and tried again', async () => {
		sim.webhooks.register({ url, secret });
		receiver.prependOnceListener('request', (_request, response) => {
			response.end = () => response;
		});
		const attempts = await sim.deliverWebhook('contact.created', {}, { giveUpMs: 300 });
		expect(attempts.map(({ status }) => status)).toEqual([null, 200]);
	});

	test('an endpoint gets the events it subscribed to', async () => {
		sim.webhooks.register({ url, secret, events: ['message.created'] });
		await sim.deliverWebhook('contact.created', {});
		await sim.deliverWebhook('message.created', {});
		expect(received.map(({ headers }) => headers['x-relasi-event'])).toEqual([
			'message.created',
		]);
	});

	test('changes made through the API are told', async () => {
		sim.webhooks.register({ url, secret });
		const call = caller(sim.baseUrl, sim.keys.full);
		const { id } = (await call('POST', '/contacts', { name: 'A' })).body;
		await sim.webhooks.settled();
		await call('PUT', `/contacts/${id}`, { name: 'B' });
		await sim.webhooks.settled();
		const chat = sim.inbox.addConversation({ id: 'chat' });
		await sim.webhooks.settled();
		sim.inbox.setConversation(chat.id, { status: 'resolved' });
		await sim.webhooks.settled();
		sim.inbox.addMessage({ conversation_id: 'chat', content: 'Hi' });
		await sim.webhooks.settled();
		expect(received.map(({ headers }) => headers['x-relasi-event'])).toEqual([
			...['contact.created', 'contact.updated', 'conversation.created'],
			...['conversation.status_changed', 'message.created'],
		]);
		expect(JSON.parse(received[4]?.body ?? '').data).toMatchObject({ content: 'Hi' });
	});

	test('deliveries are repeated and reordered on order', async () => {
		sim.webhooks.register({ url, secret });
		await sim.deliverWebhook('contact.created', {}, { id: 'evt_a', repeat: 2 });
		sim.webhooks.hold();
		const both = ['evt_b', 'evt_c'].map((id) =>
			sim.deliverWebhook('contact.updated', {}, { id }),
		);
		await sim.webhooks.release('reversed');
		await Promise.all(both);
		const ids = received.map(({ headers }) => headers['x-relasi-webhook-id']);
		expect(ids).toEqual(['evt_a', 'evt_a', 'evt_c', 'evt_b']);
	});

	test('a delivery can be forged', async () => {
		sim.webhooks.register({ url, secret });
		const headers = { 'X-Relasi-Event': null };
		const forged = {
			signature: 'v1=AAAA',
			sentBody: '{}',
			timestamp: '2020-01-01T00:00:00Z',
			headers,
		};
		await sim.deliverWebhook('contact.created', {}, forged);
		expect(received[0]?.body).toBe('{}');
		const got = received[0]?.headers ?? {};
		expect(got['x-relasi-signature']).toBe('v1=AAAA');
		expect(got['x-relasi-timestamp']).toBe('2020-01-01T00:00:00Z');
		expect(got['x-relasi-event']).toBeUndefined();
	});
});
