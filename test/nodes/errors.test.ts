import { createServer as createTlsServer } from 'node:https';
import { inspect } from 'node:util';

import type { NodeApiError } from 'n8n-workflow';

import { itemsFor } from '../support/relasi';
import { errorAt, KEY, plainServer, runAt, type Odd } from './plainServer';
import { byId } from './world';
import { certificate } from './selfSigned';

const server = plainServer();
const tlsServer = plainServer((listener) => createTlsServer(certificate, listener));
const me = { resource: 'apiKey', operation: 'get' };
const base = () => `http://${server.address}/v1`;
const contact = { resource: 'contact', operation: 'get', contactId: byId('x') };
const create = { resource: 'contact', operation: 'create', name: 'Ana' };
const send = { resource: 'message', operation: 'send', conversationId: byId('c'), text: 'Hi' };
const says = (error: string, more: object = {}) => ({ error, ...more });

/** What the user reads must say what happened and what to do, in n8n's own style, and keep the key. */
function expectReadable(error: Error & { description: string }) {
	for (const text of [error.message, error.description]) {
		expect(text).toMatch(/\w+ \w+/);
		expect(text).not.toMatch(/\b(error|problem|failure|undefined|null|NaN)\b|\[object/i);
	}
	const half = KEY.split('.')[1];
	const everything = [JSON.stringify(error), inspect(error, { depth: 50, showHidden: true })];
	for (const text of [...everything, error.message, error.description, String(error.stack)]) {
		for (const secret of [KEY, half, half.slice(0, 12)]) expect(text).not.toContain(secret);
	}
}

describe('an answer that refuses', () => {
	test.each<[string, object, Odd, RegExp, RegExp]>([
		['401', me, { status: 401, body: says('no') }, /rejected the API key/, /credential/],
		[
			'403 with a scope',
			me,
			{
				...{ status: 403, headers: { 'retry-after': '0' } },
				body: says('no', { required_scope: 'customers:read' }),
			},
			/lacks the scope “customers:read”/,
			/Give the key this scope/,
		],
		[
			'404 of a contact',
			contact,
			{ status: 404, body: says('no') },
			/no contact with the ID “x”/,
			/ID.*base URL.*127\.0\.0\.1/,
		],
		['404 of all', me, { status: 404 }, /no endpoint \/me/, /base URL/],
		['422', create, { status: 422, body: says('name too odd') }, /name too odd/, /values/],
		[
			'a redirect',
			me,
			{ status: 302, headers: { location: 'http://x/' } },
			/redirects to another address/,
			/http:\/\/x\//,
		],
	])(
		'%s: says what happened and what to do, at once',
		async (_, call, odd, message, description) => {
			server.answers(odd);
			const error = await errorAt(base(), call as typeof me);
			expectReadable(error);
			expect(error.name).toBe('NodeApiError');
			expect(error.httpCode).toBe(String(odd.status));
			expect(error.message).toMatch(message);
			expect(error.description).toMatch(description);
			expect(server.requests).toBe(1);
		},
	);

	test("409 of a message under the user's own ID names the option, if the message is not the one sent", async () => {
		server.answers({ status: 409 });
		const options = { clientRequestId: 'order-1' };
		const error = await errorAt(base(), { ...send, options });
		expectReadable(error);
		expect(error.httpCode).toBe('409');
		expect(error.message).toMatch(/conflict/);
		expect(error.description).toMatch(/Client Request ID/);
	});

	test("n8n's own sentences do not take the place of the API's", async () => {
		for (const word of ['ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'eperm', 'bad gateway']) {
			server.answers({ status: 422, body: says(`name ${word} is taken`) });
			expect((await errorAt(base(), create)).message).toContain(`name ${word} is taken`);
		}
	});
});

describe('a repeat that may do the work twice is not made, so the error comes at once', () => {
	test.each<[string, Odd, RegExp, RegExp]>([
		['500', { status: 500, body: says('down') }, /HTTP status 500/, /on Relasi's side/],
		['408', { status: 408 }, /HTTP status 408/, /on Relasi's side/],
		['503 as a page', { status: 503, body: '<h1>Down</h1>' }, /503/, /<h1>Down/],
		[
			'HTML',
			{ body: '<!doctype html>\n<h1>Log in</h1>' },
			/isn't from the Relasi API/,
			/Log in/,
		],
		['cut JSON', { body: '{"id":"c1","na' }, /isn't from the Relasi API/, /\{"id":"c1"/],
		['nothing', { body: '' }, /isn't from the Relasi API/, /nothing/],
		[
			'an object without an ID',
			{ body: { name: 'Ana' } },
			/isn't from the Relasi API/,
			/base URL/,
		],
		[
			'an error in a success',
			{ body: says('Try later') },
			/isn't from the Relasi API/,
			/Try later/,
		],
	])('%s', async (_, odd, message, description) => {
		server.answers(odd);
		const error = await errorAt(base(), create);
		expectReadable(error);
		expect(error.message).toMatch(message);
		expect(error.description).toMatch(description);
		expect(error.description).toMatch(/Create or Update/);
		expect(server.requests).toBe(1);
	});

	test.each([
		['an error beside no rows', { error: 'Try later', data: null }],
		['an error beside an empty list', { error: 'Try later', data: [], total: 0 }],
	])('%s is no empty list: Create or Update creates nothing', async (_, body) => {
		const methods = new Set<unknown>();
		server.answers(({ method }) => {
			methods.add(method);
			return method === 'GET' ? { body } : { body: { id: 'new' } };
		});
		const error = await errorAt(base(), {
			...{ resource: 'contact', operation: 'upsert', name: 'Ana' },
			...{ matchBy: 'email', matchValue: 'ana@example.com' },
		});
		expectReadable(error);
		expect(error.description).toMatch(/Try later/);
		expect([...methods]).toEqual(['GET']);
	});

	test('an object without an ID is no contact, and nothing is written over it', async () => {
		const methods = new Set<unknown>();
		server.answers(({ method }) => {
			methods.add(method);
			return { body: { message: 'Maintenance' } };
		});
		const error = await errorAt(base(), {
			...{ resource: 'contact', operation: 'update', contactId: byId('x') },
			updateFields: { name: 'Ana' },
		});
		expectReadable(error);
		expect(error.message).toMatch(/isn't from the Relasi API/);
		expect([...methods]).toEqual(['GET']);
	});

	test('a list without rows is no list', async () => {
		server.answers({ body: { current_page: 1 } });
		const error = await errorAt(base(), { resource: 'contact', operation: 'getAll' });
		expectReadable(error);
		expect(error.message).toMatch(/isn't a list/);
	});
});

test.each([
	['seconds', '3600'],
	['a date', new Date(Date.now() + 3_600_000).toUTCString()],
])('a 429 that asks for an hour in %s ends all that wait, and says how long', async (_, wait) => {
	server.answers({ status: 429, headers: { 'retry-after': wait }, body: says('slow') });
	const items = itemsFor(20);
	const own = { requestsPerSecond: 3, apiKey: `${KEY}${wait.length}` };
	const node = { onError: 'continueRegularOutput' as const };
	const rows = await runAt(base(), me, { items, node }, own);
	// Items that begin after the refusal may each try once.
	expect(server.requests).toBeLessThanOrEqual(6);
	for (const { error } of rows) {
		expectReadable(error as NodeApiError & { description: string });
		expect(error?.message).toMatch(/rate limit for another 3[56]\d\d s$/);
		expect(error?.failure).toMatchObject({ cause: 'rate-limited' });
	}
	server.answers({ body: { app_id: 'app' } });
	expect(await runAt(base(), me, {}, own)).toHaveLength(1);
});

test('as a tool an error says in its message what to change, which is all that a model reads', async () => {
	const transcript = {
		resource: 'message',
		operation: 'getAll',
		options: { asTranscript: true },
	};
	const error = await errorAt(base(), transcript, { node: { type: 'test.relasiTool' } });
	expect(error.message).toContain(error.description);
});

describe('no answer at all', () => {
	test('from a server that nobody knows, and one that refuses', async () => {
		const [unknown, refused] = await Promise.all([
			errorAt('http://no-such-host.invalid/v1', me),
			errorAt('http://127.0.0.1:1/v1', me),
		]);
		expect(unknown.message).toBe("Couldn't connect to no-such-host.invalid");
		expect(refused.message).toBe("Couldn't connect to 127.0.0.1:1");
		for (const error of [unknown, refused]) {
			expectReadable(error);
			expect(error.description).toMatch(/Check the base URL.*DNS, firewall, proxy/);
			expect(error.description).toMatch(/Tried 7 times in \d+ s/);
		}
	});

	test('from a server whose certificate is not trusted', async () => {
		tlsServer.answers({ body: { app_id: 'app' } });
		const at = `https://${tlsServer.address}`;
		const error = await errorAt(at, me);
		expectReadable(error);
		expect(error.message).toBe(`Couldn't connect securely to ${tlsServer.address}`);
		expect(error.description).toMatch(/certificate.*SELF_SIGNED/);
		expect(tlsServer.requests).toBe(0);
		const trusting = { allowUnauthorizedCerts: true };
		expect(await runAt(at, me, {}, trusting)).toHaveLength(1);
	});

	test('from a server that speaks no TLS', async () => {
		const error = await errorAt(`https://${server.address}`, me);
		expectReadable(error);
		expect(error.message).toMatch(/^Couldn't connect to/);
	});
});
