import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../api/operation';
import type { SimulatorOptions } from '../options';
import { ApiError } from './apiError';
import { authenticate } from './authenticate';
import type { Fault } from './faults';
import { inflictAfter, inflictBefore, strikesAfter } from './inflict';
import type { KeyRecord } from './keys';
import type { LoggedRequest } from './requestLog';
import { parseQuery } from './requestLog';

/** What is known of a request on its way: its line in the log, its key, why it is turned away, what befalls its answer. */
export interface Passage {
	entry: LoggedRequest;
	key: KeyRecord | null;
	refusal: ApiError | null;
	faultAfter: Fault | null;
	held: void | Promise<void>;
}

const passages = new WeakMap<FastifyRequest, Passage>();

export function passageOf(request: FastifyRequest): Passage | undefined {
	return passages.get(request);
}

/** Logs every request, knows it by its key, counts it against the limit, and lets faults befall it. */
export function addPassage(
	api: FastifyInstance,
	world: World,
	{ onRequest }: Pick<SimulatorOptions, 'onRequest'>,
): void {
	api.addHook('onRequest', async (request, reply) => {
		const passage = arrive(world, request);
		passages.set(request, passage);
		addDate(world, reply);
		passage.held = onRequest?.(passage.entry);
	});
	// Refusals wait until the body is read, so that the log shows the body of every request.
	api.addHook('preHandler', async (request, reply) => {
		const passage = passages.get(request) as Passage;
		passage.entry.body = request.body;
		if (passage.refusal) throw passage.refusal;
		await passage.held;
		const { latencyMs } = world.settings;
		if (latencyMs > 0) await wait(latencyMs, undefined, { ref: false });
		await meetFault(world, passage, request, reply);
	});
	api.addHook('onSend', (request, reply, payload, done) => {
		const passage = passages.get(request);
		const after = passage?.faultAfter;
		const spoilt = after ? inflictAfter(after, reply, String(payload ?? '')) : payload;
		const unanswered = after?.kind === 'hang' || after?.kind === 'resetAfter';
		if (passage) passage.entry.status = unanswered ? null : reply.statusCode;
		if (spoilt !== null) done(null, spoilt);
	});
}

function addDate({ settings, clock, log }: World, reply: FastifyReply): void {
	const { dateAheadMs } = settings;
	const servers = [dateAheadMs].flat();
	const aheadMs = servers[log.entries.length % servers.length] ?? null;
	if (aheadMs === null) reply.raw.sendDate = false;
	else reply.header('date', new Date(clock() + aheadMs).toUTCString());
}

function arrive(world: World, request: FastifyRequest): Passage {
	const [path = '', search = ''] = (request.raw.url ?? '').split(/\?(.*)/s);
	const entry = world.log.start({
		at: world.clock(),
		method: request.method,
		path,
		query: parseQuery(search),
		headers: request.headers,
		body: undefined,
		status: null,
		key_id: null,
	});
	const passage: Passage = { entry, key: null, refusal: null, faultAfter: null, held: undefined };
	try {
		passage.key = authenticate(world.keys, request.headers.authorization, request.ip);
		entry.key_id = passage.key.key_id;
		throttle(world, passage.key);
	} catch (error) {
		passage.refusal = error as ApiError;
	}
	return passage;
}

function throttle({ throttle: limit }: World, key: KeyRecord): void {
	const waitMs = limit.admit(key.key_id, performance.now());
	if (waitMs <= 0) return;
	const headers = { 'retry-after': String(Math.ceil(waitMs / 1000)) };
	throw new ApiError(429, 'rate limit exceeded', undefined, headers);
}

async function meetFault(
	world: World,
	passage: Passage,
	request: FastifyRequest,
	reply: FastifyReply,
): Promise<void> {
	const { entry } = passage;
	const path = entry.path.slice(world.basePath.length);
	const fault = world.faults.take(entry.method, path, entry.key_id ?? '', entry.query);
	if (fault === null) return;
	entry.fault = fault.kind;
	if (strikesAfter(fault)) passage.faultAfter = fault;
	else await inflictBefore(fault, request, reply);
}
