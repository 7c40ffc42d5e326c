import { createServer as createHttpServer, request, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { RelasiTrigger } from '../../nodes/RelasiTrigger/RelasiTrigger.node';
import { relasiApi } from '../support/credentials';
import { loadOptions, pollOf, runWorkflow, searchList } from '../support/engine';
import { errorAt, KEY, plainServer, runAt } from './plainServer';
import { certificate } from './selfSigned';
import { byId, fastWorld } from './world';

const me = { resource: 'apiKey', operation: 'get' };
const create = { resource: 'contact', operation: 'create', name: 'Ana' };
const tlsServer = plainServer((listener) => createTlsServer(certificate, listener));
const world = fastWorld({ seed: 'empty' });
const servers: Array<{ server: { close: () => void }; sockets: Set<Socket> }> = [];

/** Listens until the end of the test; gives the port. */
async function listen<S extends Server>(server: S): Promise<number> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {}).on('close', () => sockets.delete(socket));
	});
	servers.push({ server, sockets });
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return (server.address() as AddressInfo).port;
}

const open = () => servers.reduce((sum, { sockets }) => sum + sockets.size, 0);

afterEach(() => {
	for (const { server, sockets } of servers.splice(0)) {
		server.close();
		for (const socket of sockets) socket.destroy();
	}
});

describe('a server that drips bytes', () => {
	test.each([
		['of its body', 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{'],
		['of its headers', 'HTTP/1.1 200 OK\r\n'],
	])('%s keeps no socket open after the deadline', async (_, start) => {
		let requests = 0;
		const port = await listen(
			createServer((socket) => {
				socket.once('data', () => {
					requests++;
					socket.write(start);
					const drip = setInterval(() => socket.write('x-a: 1\r\n'), 20);
					socket.on('close', () => clearInterval(drip));
				});
			}),
		);
		const slow = { ...create, requestOptions: { timeout: 150 } };
		const error = await errorAt(`http://127.0.0.1:${port}`, slow);
		expect(error.message).toBe("Relasi didn't respond in time");
		expect(requests).toBe(1);
		while (open() > 0) await new Promise(setImmediate);
	});
});

describe('a connection that breaks in the handshake of TLS', () => {
	const breaks: Array<[string, (socket: Socket) => void]> = [
		['closed', (socket) => socket.once('data', () => socket.destroy())],
		['reset', (socket) => socket.once('data', () => socket.resetAndDestroy())],
		['answered in plain text', (socket) => socket.once('data', () => socket.end('HTTP/1.1 '))],
		[
			'refused with an alert',
			(socket) => socket.once('data', () => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, 40]))),
		],
	];

	test.each(breaks)(
		'%s: nothing was sent, so a contact is created after all',
		async (_, fail) => {
			tlsServer.answers({ body: { id: 'c1' } });
			let connections = 0;
			const port = await listen(
				createServer((socket) => {
					if (++connections <= 2) return fail(socket);
					const [host, target] = tlsServer.address.split(':');
					const onward = connect(Number(target), host);
					onward.on('error', () => socket.destroy());
					socket.pipe(onward).pipe(socket);
				}),
			);
			const at = `https://127.0.0.1:${port}`;
			const rows = await runAt(at, create, {}, { allowUnauthorizedCerts: true });
			expect(rows[0].json.id).toBe('c1');
			expect([connections, tlsServer.requests]).toEqual([3, 1]);
		},
	);
});

/** A proxy that passes on, for whom it knows, both requests and tunnels. */
async function startProxy(login?: string) {
	const seen: string[] = [];
	const isKnown = (request: IncomingMessage) =>
		!login ||
		request.headers['proxy-authorization'] === `Basic ${Buffer.from(login).toString('base64')}`;
	const server = createHttpServer((request, response) => {
		seen.push(`${request.method} ${request.url}`);
		if (!isKnown(request)) response.writeHead(407).end(`who is ${login}?`);
		else
			response
				.setHeader('content-type', 'application/json')
				.end(JSON.stringify({ app_id: 'app', id: 'c1', data: [], total: 0 }));
	});
	server.on('connect', (request, socket: Socket) => {
		seen.push(`CONNECT ${request.url}`);
		if (!isKnown(request)) {
			socket.end(`HTTP/1.1 407 No\r\n\r\n${login}`);
			return;
		}
		const [host, port] = String(request.url).split(':');
		const onward = connect(Number(port), host);
		onward.on('error', () => socket.destroy());
		socket.write('HTTP/1.1 200 OK\r\n\r\n');
		socket.pipe(onward).pipe(socket);
	});
	const port = await listen(server);
	return { port, seen };
}

describe('the proxy of the credential', () => {
	const login = 'emma:p@ss/w0rd';
	/** As the fields of a credential. */
	const proxyAt = (port: number) => ({ proxy: `http://emma:p%40ss%2Fw0rd@127.0.0.1:${port}` });
	const through = ({ port }: { port: number }, more = {}) =>
		relasiApi({
			...{ apiKey: KEY, baseUrl: 'http://relasi.internal/v1' },
			...{ ...proxyAt(port), ...more },
		});

	test('takes every request, also to a host that only it knows', async () => {
		const proxy = await startProxy(login);
		const own = proxyAt(proxy.port);
		expect(await runAt('http://relasi.internal/v1', me, {}, own)).toHaveLength(1);
		expect(proxy.seen).toEqual(['GET http://relasi.internal/v1/me']);
	});

	test("takes the editor's lists and Relasi Trigger, too", async () => {
		const proxy = await startProxy(login);
		const credentials = through(proxy);
		await searchList(new Relasi(), 'searchContacts', { credentials });
		await searchList(new Relasi(), 'searchConversations', { credentials });
		await loadOptions(new Relasi(), 'getChannels', { credentials });
		await loadOptions(new RelasiTrigger(), 'getChannels', { credentials });
		const parameters = { event: 'conversationUpdated' };
		await pollOf(new RelasiTrigger(), { credentials, parameters }).poll();
		const lists = proxy.seen.map((line) => line.replace(/\?.*/, ''));
		expect([...new Set(lists)]).toEqual(
			['contacts', 'conversations', 'channels', 'me'].map(
				(list) => `GET http://relasi.internal/v1/${list}`,
			),
		);
		expect(lists.slice(4)).toContain(lists[1]);
	});

	test('takes the question of Send and Wait and its looks for the answer, too', async () => {
		const { inbox, baseUrl } = world.simulator;
		inbox.addConversation({ id: 'c' });
		const seen: string[] = [];
		const port = await listen(
			createHttpServer((from, to) => {
				seen.push(String(from.url));
				const { method, headers } = from;
				const onward = String(from.url).replace(
					'http://relasi.internal',
					new URL(baseUrl).origin,
				);
				from.pipe(
					request(onward, { method, headers }, (answer) => {
						to.writeHead(answer.statusCode ?? 0, answer.headers);
						answer.pipe(to);
						if (method === 'POST')
							inbox.addMessage({ conversation_id: 'c', content: 'Monday' });
					}),
				);
			}),
		);
		const credentials = relasiApi({
			apiKey: world.simulator.keys.full,
			baseUrl: baseUrl.replace(new URL(baseUrl).origin, 'http://relasi.internal'),
			proxy: `http://127.0.0.1:${port}`,
		});
		const question = {
			...{ resource: 'message', operation: 'sendAndWait', conversationId: byId('c') },
			...{ message: 'Which day?', options: { quietSeconds: 0 } },
		};
		const [items] = await world.workflow(question, { credentials }).outputs();
		expect(items?.map(({ json }) => json.text)).toEqual(['Monday']);
		expect(world.simulator.requests).toHaveLength(seen.length);
		expect(seen.length).toBeGreaterThan(2);
	});

	test.each(['requestWithAuthentication', 'httpRequestWithAuthentication'] as const)(
		'takes the HTTP Request node with this credential, too: %s',
		async (helper) => {
			const proxy = await startProxy(login);
			const httpRequest = {
				description: {
					...new Relasi().description,
					properties: [],
					requestDefaults: undefined,
				},
				async execute(this: IExecuteFunctions) {
					const url = 'http://relasi.internal/v1/me';
					const body = await this.helpers[helper].call(this, 'relasiApi', {
						url,
						json: true,
					});
					return [[{ json: body }]];
				},
			} as INodeType;
			const credentials = through(proxy, { allowedHttpRequestDomains: 'all' });
			const [items] = await runWorkflow(httpRequest, { credentials }).outputs();
			expect(items?.map(({ json }) => json.app_id)).toEqual(['app']);
			expect(proxy.seen).toEqual(['GET http://relasi.internal/v1/me']);
		},
	);

	test('takes a tunnel to an https server whose certificate the credential does not check', async () => {
		const proxy = await startProxy(login);
		tlsServer.answers({ body: { app_id: 'app' } });
		const own = { ...proxyAt(proxy.port), allowUnauthorizedCerts: true };
		expect(await runAt(`https://${tlsServer.address}`, me, {}, own)).toHaveLength(1);
		expect(proxy.seen).toEqual([`CONNECT ${tlsServer.address}`]);
	});

	test.each(['http', 'https'])(
		'refuses a login to %s: told so, without the login',
		async (scheme) => {
			const proxy = await startProxy(login);
			const own = { proxy: `http://emma:wr0ng-secret@127.0.0.1:${proxy.port}` };
			const at = `${scheme}://${scheme === 'http' ? 'relasi.internal' : tlsServer.address}`;
			const error = await errorAt(at, create, {}, own);
			expect(error.message).toMatch(/^The proxy refused to connect to .*407/);
			expect(error.description).not.toMatch(/may have been created/);
			expect(error.description).toMatch(/Tried 7 times/);
			const shown = inspect(error, { depth: 50, showHidden: true }) + JSON.stringify(error);
			expect(shown).not.toMatch(/wr0ng-secret|wr0ng/);
			expect(shown).not.toContain(Buffer.from('emma:wr0ng-secret').toString('base64'));
		},
	);

	test.each([
		[403, '<html>Denied</html>', "The response isn't from the Relasi API"],
		[403, '', "The response isn't from the Relasi API"],
		[400, 'Bad CONNECT', "The response isn't from the Relasi API"],
		[404, '', 'Relasi has no endpoint /contacts'],
		[503, '<html>Busy</html>', "Relasi couldn't be reached (HTTP status 503)"],
		[502, '', "Relasi couldn't process the request (HTTP status 502)"],
	])('that answers CONNECT with %i and “%s” is named', async (status, page, message) => {
		const proxy = createHttpServer().on('connect', (_, socket: Socket) => {
			const length = `Content-Length: ${page.length}`;
			socket.end(`HTTP/1.1 ${status} No\r\n${length}\r\n\r\n${page}`);
		});
		const at = `127.0.0.1:${await listen(proxy)}`;
		const own = { proxy: `http://emma:s3cret@${at}` };
		const error = await errorAt(`https://${tlsServer.address}`, create, {}, own);
		expect(error.message).toBe(message);
		expect(error.description).toMatch(
			new RegExp(`[Tt]he proxy ${at}\\b.*HTTP status ${status}`),
		);
		expect(inspect(error, { depth: 50 })).not.toMatch(/s3cret/);
	});

	test('that hangs up while it makes a tunnel has sent nothing on', async () => {
		let tunnels = 0;
		const port = await listen(
			createServer((socket) =>
				socket.once('data', () => {
					tunnels++;
					socket.end();
				}),
			),
		);
		const own = { proxy: `http://127.0.0.1:${port}` };
		const error = await errorAt(`https://${tlsServer.address}`, create, {}, own);
		expect(error.message).toMatch(/^Couldn't connect to/);
		expect(error.description).not.toMatch(/may have been created/);
		expect(tunnels).toBe(7);
	});

	test('is never quoted when it is not one', async () => {
		const error = await errorAt('http://127.0.0.1:1', me, {}, { proxy: 'emma:s3cret@host' });
		expect(error.message).toBe("The proxy in the Relasi credential isn't a valid proxy URL");
		expect(inspect(error, { depth: 50 })).not.toMatch(/s3cret/);
	});
});

describe('a response that something in between has made', () => {
	const server = plainServer();
	const page = (status: number) => ({
		status,
		headers: { 'content-type': 'text/html' },
		body: '<html>Blocked by policy</html>',
	});

	test.each([401, 403, 404, 418])('%i as a page: not from the Relasi API', async (status) => {
		server.answers(page(status));
		const error = await errorAt(`http://${server.address}`, {
			...{ resource: 'contact', operation: 'get', contactId: byId('x') },
		});
		expect(error.message).toBe("The response isn't from the Relasi API");
		expect(error.description).toMatch(/proxy or firewall.*Blocked by policy/);
		expect(error.description).not.toMatch(/allowlist|revoked|Check the ID/);
		expect(server.requests).toBe(1);
	});

	test('502 as a page', async () => {
		server.answers(page(502));
		const error = await errorAt(`http://${server.address}`, create);
		expect(error.message).toBe("Relasi couldn't be reached (HTTP status 502)");
		expect(error.description).toMatch(/proxy or firewall.*Blocked by policy/);
	});
});

describe('the Timeout', () => {
	const server = plainServer();
	const withTimeout = (timeout: unknown) => ({ ...me, requestOptions: { timeout } }) as typeof me;

	test.each([9_999_999_999, 2 ** 31, Infinity, '4000', 0, '', undefined])(
		'%p is taken',
		async (timeout) => {
			server.answers({ body: { app_id: 'app' } });
			expect(await runAt(`http://${server.address}`, withTimeout(timeout))).toHaveLength(1);
		},
	);

	test.each([-1, 'soon', '={{ NaN }}', true])(
		'%p is refused before any request',
		async (timeout) => {
			server.answers({ body: { app_id: 'app' } });
			const error = await errorAt(`http://${server.address}`, withTimeout(timeout));
			expect(error.message).toMatch(/'Timeout' .* isn't a number of milliseconds/);
			expect(server.requests).toBe(0);
			expect(JSON.stringify(error)).not.toContain(KEY);
		},
	);
});
