import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Fault } from './faults';

const HTML = '<!doctype html><html><body><h1>Please stand by</h1></body></html>';
const never = () => new Promise<never>(() => {});

/** Does to a request what its fault says has to happen before the work; a request that is done for never resolves. */
export async function inflictBefore(fault: Fault, request: FastifyRequest, reply: FastifyReply) {
	switch (fault.kind) {
		case 'delay':
			return await wait(fault.ms ?? 1000, undefined, { ref: false });
		case 'resetBefore':
			request.raw.socket.resetAndDestroy();
			return await never();
		case 'hang':
			return fault.afterWork ? undefined : await never();
		case 'status':
			return await sendFault(fault, reply);
		case 'html':
			return fault.afterWork ? undefined : await sendHtml(reply);
		default:
			return undefined;
	}
}

/** Spoils an answer whose work is done: returns what to send instead, or null when the fault has dealt with the socket. */
export function inflictAfter(fault: Fault, reply: FastifyReply, payload: string): string | null {
	switch (fault.kind) {
		case 'statusAfter':
			reply.code(fault.status ?? 503).headers(fault.headers ?? {});
			return replaced(reply, 'application/json; charset=utf-8', faultBody(fault));
		case 'cutJson':
			reply.code(200);
			return replaced(reply, 'application/json; charset=utf-8', cut(payload));
		case 'html':
			reply.code(200);
			return replaced(reply, 'text/html; charset=utf-8', HTML);
		case 'resetAfter':
			reply.raw.socket?.resetAndDestroy();
			return null;
		case 'hang':
			return null;
		case 'cutBody':
			cutShort(reply, payload);
			return null;
		case 'largeTotal':
			return replaced(reply, 'application/json; charset=utf-8', enlarged(payload, fault));
		case 'slowBody':
			void trickle(reply, payload, fault.ms ?? 1000);
			return null;
		default:
			return payload;
	}
}

/** Whether the fault strikes only once the work is done. */
export function strikesAfter({ kind, afterWork = false }: Fault): boolean {
	if (kind === 'html' || kind === 'hang') return afterWork;
	return !['delay', 'resetBefore', 'status'].includes(kind);
}

async function sendFault(fault: Fault, reply: FastifyReply): Promise<void> {
	reply.code(fault.status ?? 503).type('application/json; charset=utf-8');
	await reply.headers(fault.headers ?? {}).send(faultBody(fault));
}

async function sendHtml(reply: FastifyReply): Promise<void> {
	await reply.code(200).type('text/html; charset=utf-8').send(HTML);
}

function faultBody({ body = { error: 'the service is not available' } }: Fault): string {
	return typeof body === 'string' ? body : JSON.stringify(body);
}

function replaced(reply: FastifyReply, type: string, payload: string): string {
	reply.type(type).header('content-length', Buffer.byteLength(payload));
	return payload;
}

function enlarged(payload: string, { total = 400_000 }: Fault): string {
	const list = JSON.parse(payload) as { per_page: number };
	const last_page = Math.ceil(total / list.per_page);
	return JSON.stringify({ ...list, total, last_page, has_next: true });
}

function cut(payload: string): string {
	return payload.length < 2 ? '{"data":[{"id":' : payload.slice(0, Math.ceil(payload.length / 2));
}

function writeHead(reply: FastifyReply, length: number): void {
	const headers = { ...reply.getHeaders(), 'content-length': length };
	reply.raw.writeHead(reply.statusCode, headers as Record<string, string | number>);
}

function cutShort(reply: FastifyReply, payload: string): void {
	const bytes = Buffer.from(payload);
	writeHead(reply, bytes.length + 64);
	// Destroyed only once the bytes are out, so that the caller surely sees a begun answer.
	reply.raw.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
		reply.raw.socket?.destroy();
	});
}

async function trickle(reply: FastifyReply, payload: string, totalMs: number): Promise<void> {
	const bytes = Buffer.from(payload);
	const pieces = 10;
	const step = Math.max(1, Math.ceil(bytes.length / pieces));
	writeHead(reply, bytes.length);
	for (let start = 0; start < bytes.length && !reply.raw.destroyed; start += step) {
		reply.raw.write(bytes.subarray(start, start + step));
		await wait(totalMs / pieces, undefined, { ref: false });
	}
	reply.raw.end();
}
