import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { errorAt, plainServer, runAt } from './plainServer';
import { byId } from './world';

const server = plainServer();
const base = () => `http://${server.address}/v1`;
const me = { resource: 'apiKey', operation: 'get' };
const key = { body: { app_id: 'app' } };
const create = { resource: 'contact', operation: 'create', name: 'Ana' };

test.each([408, 425])('a %i is tried again', async (status) => {
	let answers = 0;
	server.answers(() => (answers++ === 0 ? { status } : key));
	expect(await runAt(base(), me)).toHaveLength(1);
	expect(server.requests).toBe(2);
});

test('a 408 to a create, which may have been carried out, is not tried again', async () => {
	server.answers({ status: 408 });
	expect((await errorAt(base(), create)).description).toMatch(/Create or Update/);
	expect(server.requests).toBe(1);
});

test('a 403 that says when to come again is waited for, one that names a scope is not', async () => {
	const headers = { 'retry-after': '0' };
	let answers = 0;
	server.answers(() => (answers++ === 0 ? { status: 403, headers } : key));
	expect(await runAt(base(), me)).toHaveLength(1);
	server.answers({ status: 403, headers, body: { required_scope: 'customers:read' } });
	expect((await errorAt(base(), me)).message).toMatch(/lacks the scope/);
	expect(server.requests).toBe(1);
});

test('a 404 names the ID, and the base URL in case it is wrong', async () => {
	server.answers({ status: 404, body: { error: 'no' } });
	const get = { resource: 'contact', operation: 'get', contactId: byId('x') };
	const { message, description } = await errorAt(base(), get);
	expect(message).toMatch(/no contact with the ID “x”/);
	expect(description).toContain(base());
});

test('as a tool an error says in its message what to change, which is all that a model reads', async () => {
	const transcript = { resource: 'message', operation: 'getAll' };
	const options = { asTranscript: true };
	const node = { type: 'test.relasiTool' };
	const error = await errorAt(base(), { ...transcript, options }, { node });
	expect(error.message).toContain(error.description);
});

describe('a server that sends a byte now and then', () => {
	let dripping: Server;
	beforeAll(async () => {
		dripping = createServer((_, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			const drip = setInterval(() => response.write(' '), 20);
			response.on('close', () => clearInterval(drip));
		});
		await new Promise<void>((done) => dripping.listen(0, '127.0.0.1', done));
	});
	afterAll(() => {
		dripping.closeAllConnections();
		dripping.close();
	});

	test('is given up', async () => {
		const { port } = dripping.address() as AddressInfo;
		const parameters = { ...create, requestOptions: { timeout: 100 } };
		const error = await errorAt(`http://127.0.0.1:${port}`, parameters);
		expect(error.message).toBe("Relasi didn't respond in time");
	});
});
