import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { relasiApi } from '../support/credentials';
import { runNode, type EngineOptions } from '../support/engine';

export const KEY = 'ru_live_k1d2.s3cr3t0half/of+the=key';

/** What a server says that is not the API as documented. */
export interface Odd {
	status?: number;
	headers?: Record<string, string>;
	body?: string | object;
}

/** Answers every request with what `answer` makes of it; closed after the tests of the file. */
export function plainServer(make: (listener: RequestListener) => Server = createServer) {
	let answer: (request: IncomingMessage) => Odd = () => ({});
	let requests = 0;
	const server = make((request, response) => {
		requests++;
		const { status = 200, headers = {}, body = {} } = answer(request);
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		response.writeHead(status, { 'content-type': 'application/json', ...headers });
		request.resume().on('end', () => response.end(text));
	});
	beforeAll(async () => await new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
	afterAll(() => {
		server.closeAllConnections();
		server.close();
	});
	return {
		get address() {
			return `127.0.0.1:${(server.address() as AddressInfo).port}`;
		},
		get requests() {
			return requests;
		},
		/** From now on, all requests are answered so. */
		answers: (next: typeof answer | Odd) => {
			answer = typeof next === 'function' ? next : () => next;
			requests = 0;
		},
	};
}

/** Runs Relasi with the key at a base URL, and gives what the run ended with. */
export async function runAt(
	baseUrl: string,
	parameters: EngineOptions['parameters'],
	more: EngineOptions = {},
	own: Record<string, string | number | boolean> = {},
) {
	const credentials = relasiApi({ apiKey: KEY, baseUrl, requestsPerSecond: 5000, ...own });
	return await runNode(new Relasi(), { parameters, credentials, ...more });
}

/** The error in which such a run ends. */
export async function errorAt(...run: Parameters<typeof runAt>) {
	const error: unknown = await runAt(...run).catch((e: unknown) => e);
	if (!(error instanceof Error)) throw new Error('The run succeeded');
	return error as Error & { description: string; httpCode: string; failure?: object };
}
