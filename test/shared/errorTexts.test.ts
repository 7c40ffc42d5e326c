import type { INode } from 'n8n-workflow';

import type { ApiRequest } from '../../nodes/shared/http/request';
import { toRelasiApiError } from '../../nodes/shared/errors/apiError';
import type { FailureKind, HttpResult } from '../../nodes/shared/http/failure';

const node = { name: 'Relasi', type: 'relasi', parameters: {} } as unknown as INode;
const BASE = 'https://api.relasiu.com/api/public/v1';
const request: ApiRequest = { method: 'GET', path: '/contacts/7', retry: 'always' };
const response = (status: number, body: unknown = {}, headers = {}): HttpResult => ({
	...{ status, body, headers },
});
const network = (code: string, detail = ''): HttpResult => ({ code, detail });

interface Case {
	kind?: FailureKind;
	httpResult: HttpResult;
	attempts?: {
		tries?: number;
		elapsedMs?: number;
		outcomeUnknown?: boolean;
		retryAfterMs?: number;
	};
	request?: Partial<ApiRequest>;
	baseUrl?: string;
}

/** What a user reads, and the cause that n8n's scheduler is told; the rest follows from the case. */
function told({ kind, httpResult, attempts, request: more, baseUrl = BASE }: Case): string {
	const tries = { tries: 1, elapsedMs: 40, outcomeUnknown: false, ...attempts };
	const error = toRelasiApiError(
		{ httpResult, kind, attempts: tries },
		{ ...request, ...more },
		{ node, credential: { apiKey: '', baseUrl, data: {} }, itemIndex: 3 },
	);
	const status = 'status' in httpResult ? httpResult.status : undefined;
	expect(error).toMatchObject({
		...{ kind: kind ?? 'rejected', status, httpCode: String(status ?? 'none') },
		...{ outcomeUnknown: tries.outcomeUnknown, context: { itemIndex: 3 } },
	});
	const { failure } = error as { failure?: { cause: string; retryAfterMs?: number } };
	expect(failure?.retryAfterMs).toBe(attempts?.retryAfterMs);
	return `${error.message} → ${error.description} (${failure?.cause ?? 'no cause'})`;
}

const label = { notFoundLabel: 'contact with the ID “7”' };
const longText = `a  b\n${'x'.repeat(400)}`;

const STATUSES: Array<[string, Case]> = [
	['a rejected key', { httpResult: response(401, { error: 'invalid key' }) }],
	[
		'a missing scope',
		{ httpResult: response(403, { error: 'no', required_scope: 'customers:read' }) },
	],
	['a blocked IP address', { httpResult: response(403, { message: 'ip not allowed' }) }],
	['an unknown ID', { httpResult: response(404), request: label }],
	['an unknown endpoint', { httpResult: response(404, 'no such page') }],
	['a repeated request ID', { httpResult: response(409), request: { path: '/messages/text' } }],
	['another conflict', { httpResult: response(409, { error: { code: 7 } }) }],
	['rejected input', { httpResult: response(400) }],
	['rejected input with a reason', { httpResult: response(422, { error: 'phone is taken' }) }],
	[
		'rejected input with its reason in other fields',
		{ httpResult: response(422, { errors: { text: ['is too long'] } }) },
	],
	['rejected input with a long reason', { httpResult: response(422, { error: longText }) }],
	['a redirect', { httpResult: response(302, '', { location: 'https://x.y/' }) }],
	['a status without a text of its own', { httpResult: response(418, 'I am a teapot') }],
];

const many = { tries: 7, elapsedMs: 12_400 };
const FAULTS: Array<[string, Case]> = [
	['a rate limit', { kind: 'rateLimited', httpResult: response(429) }],
	[
		'a rate limit with a time',
		{
			...{ kind: 'rateLimited', httpResult: response(429) },
			attempts: { ...many, retryAfterMs: 90_000 },
		},
	],
	[
		'a rate limit of a few milliseconds',
		{
			kind: 'rateLimited',
			httpResult: response(429),
			attempts: { tries: 0, retryAfterMs: 9 },
		},
	],
	['a server error', { kind: 'serverError', httpResult: response(500), attempts: many }],
	[
		'an error of a gateway',
		{ kind: 'serverError', httpResult: response(502, '502 Bad Gateway: the server error') },
	],
	[
		'a server error with a reason',
		{ kind: 'serverError', httpResult: response(503, { error: 'Maintenance until 9' }) },
	],
	['a timeout', { kind: 'timeout', httpResult: network('ETIMEDOUT'), attempts: many }],
	['an interrupted connection', { kind: 'disconnected', httpResult: network('ECONNRESET') }],
	[
		'an unreachable server',
		{
			...{ kind: 'unreachable', httpResult: network('ECONNREFUSED') },
			baseUrl: 'http://user:pass@localhost:8080/v1?x#y',
		},
	],
	[
		'an invalid base URL',
		{ kind: 'unreachable', httpResult: network('ENOTFOUND'), baseUrl: 'nowhere' },
	],
	[
		'a response that is not JSON',
		{ kind: 'unreadable', httpResult: response(200, '<html>\nHi') },
	],
	['an empty response', { kind: 'unreadable', httpResult: response(200, '') }],
	[
		'an object in a wrapper as response',
		{ kind: 'unreadable', httpResult: response(200, { contact: { id: '7' } }) },
	],
	['a list as response', { kind: 'unreadable', httpResult: response(200, [1]) }],
	['a response without a body', { kind: 'unreadable', httpResult: response(200, undefined) }],
	['a rejected certificate', { kind: 'certificate', httpResult: network('CERT_HAS_EXPIRED') }],
	[
		'an execution that the user stopped',
		{ kind: 'cancelled', httpResult: network('ERR_CANCELED') },
	],
	['a request that n8n could not make', { kind: 'local', httpResult: network('', 'No key') }],
	[
		'what the credential refuses, with its advice',
		{ kind: 'local', httpResult: network('', 'The API key is empty. Copy it from Relasi.') },
	],
	['the same without a reason', { kind: 'local', httpResult: network('ERR_INVALID_URL') }],
	['the same with a response', { kind: 'local', httpResult: response(200) }],
];

const ADVICE: Array<[string, Case]> = [
	[
		'a write whose outcome nobody knows',
		{
			...{ kind: 'timeout', httpResult: network('ETIMEDOUT') },
			attempts: { outcomeUnknown: true },
			request: {
				completedBefore: 'Part 1 is sent.',
				hintIfOutcomeUnknown: 'Look in the chat.',
			},
		},
	],
	[
		'a write whose outcome is known',
		{
			...{ kind: 'timeout', httpResult: network('ETIMEDOUT') },
			request: { hintIfOutcomeUnknown: 'Look in the chat.' },
		},
	],
];

describe('the error text for', () => {
	test.each([...STATUSES, ...FAULTS, ...ADVICE])('%s', (_, each) => {
		expect(told(each)).toMatchSnapshot();
	});
});
