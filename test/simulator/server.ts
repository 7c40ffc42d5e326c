import { setTimeout as wait } from 'node:timers/promises';
import { fastifyMultipart } from '@fastify/multipart';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Operation, World } from './api/operation';
import { operations } from './api/operations';
import { ApiError } from './http/apiError';
import { authenticate, requireScope } from './http/authenticate';
import type { Fault } from './http/faults';
import { inflictAfter, inflictBefore, strikesAfter } from './http/inflict';
import type { KeyRecord } from './http/keys';
import type { LoggedRequest } from './http/requestLog';
import { parseQuery } from './http/requestLog';
import { retryAfterHeader } from './http/throttle';
import type { SimulatorOptions } from './options';

export const BASE_PATH = '/api/public/v1';
const JSON_TYPE = 'application/json; charset=utf-8';

interface Passage {
	entry: LoggedRequest;
	key: KeyRecord | null;
	fault: Fault | null;
}

/** The HTTP server of the API: whoever comes in is logged, known by its key, counted, and perhaps met by a fault. */
export function createServer(
	world: World,
	onRequest: SimulatorOptions['onRequest'],
): FastifyInstance {
	// The connections of calls that hang on purpose must not hold up the end of a test.
	const server = fastify({
		forceCloseConnections: true,
		routerOptions: { maxParamLength: 2000 },
	});
	server.setErrorHandler(answerError);
	server.setNotFoundHandler(noSuchCall);
	void server.register(
		async (api) => {
			addPassage(api, world, onRequest);
			api.setErrorHandler(answerError);
			api.setNotFoundHandler(noSuchCall);
			await api.register(fastifyMultipart);
			for (const operation of operations) addRoute(api, world, operation);
		},
		{ prefix: BASE_PATH },
	);
	return server;
}

const passages = new WeakMap<FastifyRequest, Passage>();

function addPassage(
	api: FastifyInstance,
	world: World,
	onRequest: SimulatorOptions['onRequest'],
): void {
	api.addHook('onRequest', async (request, reply) => {
		await enter(world, request, reply, onRequest);
	});
	api.addHook('onSend', (request, reply, payload, done) => {
		const passage = passages.get(request);
		const { fault = null, entry } = passage ?? {};
		if (entry) entry.status = reply.statusCode;
		if (fault === null || !strikesAfter(fault)) return done(null, payload);
		const text = typeof payload === 'string' ? payload : '';
		const instead = inflictAfter(fault, reply, text);
		if (entry)
			entry.status =
				fault.kind === 'hang' || fault.kind === 'resetAfter' ? null : reply.statusCode;
		if (instead !== null) done(null, instead);
	});
}

async function enter(
	world: World,
	request: FastifyRequest,
	reply: FastifyReply,
	onRequest: SimulatorOptions['onRequest'],
): Promise<void> {
	const { clock, settings } = world;
	const [path = '', search = ''] = (request.raw.url ?? '').split(/\?(.*)/s);
	const entry = world.log.start({
		...{ at: clock(), method: request.method, path, query: parseQuery(search) },
		...{ headers: request.headers, body: undefined, status: null, key_id: null },
	});
	const passage: Passage = { entry, key: null, fault: null };
	passages.set(request, passage);
	reply.header('date', new Date(clock()).toUTCString());
	const held = onRequest?.(entry);
	const key = authenticate(world.keys, request.headers.authorization, request.ip);
	passage.key = key;
	entry.key_id = key.key_id;
	const waitMs = world.throttle.admit(key.key_id, world.throttleClock());
	if (waitMs > 0) {
		const headers = retryAfterHeader(settings.retryAfterForm, waitMs, clock());
		throw new ApiError(429, 'rate limit exceeded', undefined, headers);
	}
	await held;
	if (settings.latencyMs > 0) await wait(settings.latencyMs, undefined, { ref: false });
	const fault = world.faults.take(request.method, path.slice(BASE_PATH.length), key.key_id);
	if (fault === null) return;
	entry.fault = fault.kind;
	if (strikesAfter(fault)) passage.fault = fault;
	else await inflictBefore(fault, request, reply);
}

function addRoute(api: FastifyInstance, world: World, operation: Operation): void {
	const { method, path: url, scope, handle } = operation;
	api.route({
		...{ method, url, exposeHeadRoute: false },
		handler: async (request, reply) => {
			const passage = passages.get(request) as Passage;
			const { entry, key } = passage;
			entry.body = request.body;
			requireScope(key as KeyRecord, scope);
			if (method === 'GET' && hasBody(request)) throw new ApiError(400, 'GET takes no body');
			world.inbox.schedule.advance();
			const answer = await handle({
				...{
					world: world,
					key: key as KeyRecord,
					query: entry.query,
					body: request.body,
				},
				...{ params: request.params as Record<string, string>, entry, request, reply },
			});
			if (answer === undefined) return await reply.send();
			return await reply
				.type(JSON_TYPE)
				.send(typeof answer === 'string' ? answer : JSON.stringify(answer));
		},
	});
}

function hasBody({ headers }: FastifyRequest): boolean {
	const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
	return length !== '0' || encoding !== undefined;
}

async function noSuchCall(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
	await reply.code(404).send({ error: 'there is no such call' });
}

async function answerError(
	error: Error & { statusCode?: number },
	_request: FastifyRequest,
	reply: FastifyReply,
): Promise<void> {
	if (error instanceof ApiError) {
		await reply.code(error.statusCode).headers(error.headers).send(error.toJSON());
		return;
	}
	await reply.code(error.statusCode ?? 500).send({ error: error.message });
}
