import { fastifyMultipart } from '@fastify/multipart';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Operation, World } from './api/operation';
import { operations } from './api/operations';
import { ApiError } from './http/apiError';
import { requireScope } from './http/authenticate';
import type { KeyRecord } from './http/keys';
import type { Passage } from './http/passage';
import { addPassage, passageOf } from './http/passage';
import type { SimulatorOptions } from './options';

const JSON_TYPE = 'application/json; charset=utf-8';

/** The HTTP server of the API, without its control plane. */
export function createServer(
	world: World,
	options: Pick<SimulatorOptions, 'onRequest'>,
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
			addPassage(api, world, options);
			api.setNotFoundHandler(noSuchCall);
			await api.register(fastifyMultipart);
			for (const operation of operations) addRoute(api, world, operation);
		},
		{ prefix: world.basePath },
	);
	return server;
}

function addRoute(api: FastifyInstance, world: World, operation: Operation): void {
	const { method, path: url, scope, handle } = operation;
	api.route({
		method,
		url,
		exposeHeadRoute: false,
		handler: async (request, reply) => {
			const { entry, key } = passageOf(request) as Passage & { key: KeyRecord };
			requireScope(key, scope);
			if (method === 'GET' && hasBody(request)) throw new ApiError(400, 'GET takes no body');
			world.inbox.schedule.advance();
			const params = request.params as Record<string, string>;
			const { query } = entry;
			const call = { world, key, query, params, body: request.body, entry, request, reply };
			const answer = await handle(call);
			if (answer === undefined) return await reply.send();
			const json = Buffer.isBuffer(answer) ? answer : JSON.stringify(answer);
			return await reply.type(JSON_TYPE).send(json);
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
	thrown: Error & { statusCode?: number },
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<void> {
	// A body that cannot be read is no reason to tell a stranger more than that he is one.
	const error = passageOf(request)?.refusal ?? thrown;
	if (error instanceof ApiError) {
		await reply.code(error.statusCode).headers(error.headers).send(error.toJSON());
	} else {
		await reply.code(error.statusCode ?? 500).send({ error: error.message });
	}
}
