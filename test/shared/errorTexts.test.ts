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
		{ node, credential: { baseUrl, data: {} }, itemIndex: 3, redact: (value) => value },
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
	['a key that is not accepted', { httpResult: response(401, { error: 'invalid key' }) }],
	['a scope', { httpResult: response(403, { required_scope: 'customers:read' }) }],
	['an IP address', { httpResult: response(403, { message: 'ip not allowed' }) }],
	['an ID that is not there', { httpResult: response(404), request: label }],
	['an address that is not there', { httpResult: response(404, 'no such page') }],
	['a repeated request ID', { httpResult: response(409), request: { path: '/messages/text' } }],
	['another conflict', { httpResult: response(409, { error: { code: 7 } }) }],
	['bad input', { httpResult: response(400) }],
	['bad input that is told', { httpResult: response(422, { error: 'phone is taken' }) }],
	['bad input that is told at length', { httpResult: response(422, { error: longText }) }],
	['an address that has moved', { httpResult: response(302, '', { location: 'https://x.y/' }) }],
	['a status without a meaning of its own', { httpResult: response(418, 'I am a teapot') }],
];

const many = { tries: 7, elapsedMs: 12_400 };
const FAULTS: Array<[string, Case]> = [
	['a limit', { kind: 'rateLimited', httpResult: response(429) }],
	[
		'a limit with a time',
		{
			...{ kind: 'rateLimited', httpResult: response(429) },
			attempts: { ...many, retryAfterMs: 90_000 },
		},
	],
	[
		'a limit of almost no time',
		{
			kind: 'rateLimited',
			httpResult: response(429),
			attempts: { tries: 0, retryAfterMs: 9 },
		},
	],
	['a server', { kind: 'serverError', httpResult: response(500), attempts: many }],
	[
		'a server that says only what its status says',
		{ kind: 'serverError', httpResult: response(502, '502 Bad Gateway: the server error') },
	],
	[
		'a server that says why',
		{ kind: 'serverError', httpResult: response(503, { error: 'Maintenance until 9' }) },
	],
	['a timeout', { kind: 'timeout', httpResult: network('ETIMEDOUT'), attempts: many }],
	['a cut connection', { kind: 'disconnected', httpResult: network('ECONNRESET') }],
	[
		'a server out of reach',
		{
			...{ kind: 'unreachable', httpResult: network('ECONNREFUSED') },
			baseUrl: 'http://user:pass@localhost:8080/v1?x#y',
		},
	],
	[
		'a base URL that is none',
		{ kind: 'unreachable', httpResult: network('ENOTFOUND'), baseUrl: 'nowhere' },
	],
	['an unreadable answer', { kind: 'unreadable', httpResult: response(200, '<html>\nHi') }],
	['an empty answer', { kind: 'unreadable', httpResult: response(200, '') }],
	['a list as answer', { kind: 'unreadable', httpResult: response(200, [1]) }],
	['no body at all', { kind: 'unreadable', httpResult: response(200, undefined) }],
	['a certificate', { kind: 'certificate', httpResult: network('CERT_HAS_EXPIRED') }],
	['a stop by the user', { kind: 'cancelled', httpResult: network('ERR_CANCELED') }],
	['a request that could not be made', { kind: 'local', httpResult: network('', 'No key') }],
	['the same without a word', { kind: 'local', httpResult: network('ERR_INVALID_URL') }],
	['the same with an answer', { kind: 'local', httpResult: response(200) }],
];

const ADVICE: Array<[string, Case]> = [
	[
		'what is done already and what nobody knows',
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
		'nothing of what is known',
		{
			...{ kind: 'timeout', httpResult: network('ETIMEDOUT') },
			request: { hintIfOutcomeUnknown: 'Look in the chat.' },
		},
	],
];

describe('what is told of', () => {
	test.each([...STATUSES, ...FAULTS, ...ADVICE])('%s', (_, each) => {
		expect(told(each)).toMatchSnapshot();
	});
});
