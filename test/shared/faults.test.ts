import fc from 'fast-check';
import { NodeApiError, type INode } from 'n8n-workflow';

import {
	isTransient,
	toFailureKind,
	toNetworkError,
	hasUnknownOutcome,
	type FailureKind,
	type NetworkError,
} from '../../nodes/shared/http/failure';

const answered = (status: number, body: unknown = {}) => ({ status, headers: {}, body });
const broke = (code: string, detail = ''): NetworkError => ({ code, detail });

describe('what went wrong', () => {
	test.each<[string, FailureKind | undefined, ReturnType<typeof answered>, boolean?]>([
		['an object is an answer', undefined, answered(200)],
		['an HTML page is none', 'unreadable', answered(200, '<html>')],
		['cut JSON is none', 'unreadable', answered(200, '{"data":[{"id":')],
		['a list is none', 'unreadable', answered(200, [])],
		['nothing is none', 'unreadable', answered(200, '')],
		['no content is none', 'unreadable', answered(204, '')],
		['an error is none', 'unreadable', answered(200, { error: 'Try later' })],
		['an error is none even there', 'unreadable', answered(200, { error: 'x' }), true],
		['an object that has failed is one', undefined, answered(200, { id: 'm', error: 'x' })],
		[
			'a list with an error beside it is one',
			undefined,
			answered(200, { data: [{ id: 'a' }], error: 'x' }),
		],
		['no rows beside an error are none', 'unreadable', answered(200, { data: [], error: 'x' })],
		['null beside an error is none', 'unreadable', answered(200, { data: null, error: 'x' })],
		['an empty list is one', undefined, answered(200, { data: null, error: null })],
		['an object without an error is one', undefined, answered(200, { error: null })],
		['null is none', 'unreadable', answered(200, null)],
		['the first status of redirects is one', undefined, answered(300, '')],
		['nothing is one where it may be', undefined, answered(204, ''), true],
		['an HTML page is none even there', 'unreadable', answered(200, '<html>'), true],
		['a rejection is the API’s own', undefined, answered(404)],
		['one without a body is, too', undefined, answered(404, '')],
		['a page in its place is of another server', 'foreign', answered(404, '<html>')],
		['a page that refuses is of a firewall', 'foreign', answered(403, '<html>')],
		['an empty 401 is of a proxy', 'foreign', answered(401, '')],
		['407 is a refused connection', 'unreachable', answered(407, '<html>')],
		['a redirect is left to the explanation', undefined, answered(302, '')],
		['429 is the rate limit', 'rateLimited', answered(429, '')],
		['500 is a fault', 'serverError', answered(500, '')],
		['504 is a fault', 'serverError', answered(504, '')],
		['501 will not pass', undefined, answered(501)],
	])('%s', (_, fault, outcome, allowEmptyBody = false) => {
		expect(toFailureKind(outcome, { allowEmptyBody })).toBe(fault);
	});

	test.each<[FailureKind, ReturnType<typeof broke>]>([
		['unreachable', broke('ECONNREFUSED')],
		['unreachable', broke('ENOTFOUND')],
		['unreachable', broke('EAI_AGAIN')],
		['unreachable', broke('EHOSTUNREACH')],
		['unreachable', broke('ENETUNREACH')],
		['disconnected', broke('ECONNRESET', 'socket hang up')],
		['disconnected', broke('EPIPE')],
		['disconnected', broke('ECONNABORTED', 'aborted')],
		['disconnected', broke('ERR_BAD_RESPONSE', 'stream has been aborted')],
		['timeout', broke('ETIMEDOUT')],
		['timeout', broke('ECONNABORTED', 'timeout of 20000ms exceeded')],
		['certificate', broke('DEPTH_ZERO_SELF_SIGNED_CERT')],
		['certificate', broke('CERT_HAS_EXPIRED')],
		['certificate', broke('ERR_TLS_CERT_ALTNAME_INVALID')],
		['cancelled', broke('ERR_CANCELED')],
		['local', broke('ERR_INVALID_URL')],
		['local', broke('', 'Domain not allowed')],
		['disconnected', broke('NOT_ERR_INVALID')],
		['disconnected', broke('NOT_EPROTO')],
		['unreachable', broke('EPROTO', 'wrong version number')],
		['unreachable', broke('ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR')],
		['disconnected', broke('ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC', 'bad record mac')],
		[
			'unreachable',
			broke(
				'ECONNRESET',
				'Client network socket disconnected before secure TLS connection was established',
			),
		],
		['unreachable', broke('', 'Proxy connection ended before receiving CONNECT response')],
		['unreachable', { ...broke('ECONNRESET', 'read ECONNRESET'), isUnsent: true }],
	])('%s: %j', (fault, outcome) => {
		expect(toFailureKind(outcome)).toBe(fault);
	});

	test.each<[string, FailureKind | undefined, number, unknown]>([
		['a 403 that says when to come again is a pause', 'rateLimited', 403, '<html>'],
		['so is one whose body is an object', 'rateLimited', 403, { error: 'slow down' }],
		['one that names a scope is a refusal', undefined, 403, { required_scope: 'x' }],
		['any other status is what it was', undefined, 404, {}],
	])('with Retry-After, %s', (_, kind, status, body) => {
		expect(toFailureKind({ status, headers: { 'retry-after': '5' }, body })).toBe(kind);
	});

	const error = (message: string, more: object = {}) => Object.assign(new Error(message), more);
	const unsent = (socket: unknown) =>
		error('hung up', { code: 'ECONNRESET', request: { socket } });

	test.each<[string, unknown, NetworkError]>([
		['no error', 'text', { code: '', detail: '', isUnsent: false }],
		['no code', error('refused'), { code: '', detail: 'refused', isUnsent: false }],
		[
			'the innermost code, with its sentence',
			error('outer', { cause: error('inner', { code: 'EPIPE' }) }),
			{ code: 'EPIPE', detail: 'inner', isUnsent: false },
		],
		[
			'the sentence outside of an empty one',
			error('outer', { code: 404, cause: error('', { code: '' }) }),
			{ code: '', detail: 'outer', isUnsent: false },
		],
		[
			'nothing inside of a code',
			error('outer', { code: 'A', cause: error('inner', { code: 'B' }) }),
			{ code: 'A', detail: 'outer', isUnsent: false },
		],
		...[null, { connecting: true }, { secureConnecting: true }].map(
			(socket): [string, unknown, NetworkError] => [
				`a socket ${JSON.stringify(socket)} that is not connected`,
				error('outer', { cause: unsent(socket) }),
				{ code: 'ECONNRESET', detail: 'hung up', isUnsent: true },
			],
		),
		[
			'a connected socket',
			unsent({ connecting: false, secureConnecting: false }),
			{ code: 'ECONNRESET', detail: 'hung up', isUnsent: false },
		],
		[
			'a request that is none',
			error('hung up', { code: 'ECONNRESET', request: 'GET /' }),
			{ code: 'ECONNRESET', detail: 'hung up', isUnsent: false },
		],
	])('a network error is told from %s', (_, thrown, expected) => {
		expect(toNetworkError(thrown)).toEqual(expected);
	});

	test.each([
		['a code', 'ECONNRESET', ['read ECONNRESET'], 'ECONNRESET', 'read ECONNRESET'],
		['a status', '200', ['aborted'], 'ERR_BAD_RESPONSE', 'aborted'],
		['what is neither', 'E 2', ['odd'], '', 'odd'],
		['a status with more behind it', '200 OK', ['odd'], '', 'odd'],
		['a code in small letters', 'Econnreset', ['odd'], '', 'odd'],
		['nothing', undefined, [], '', 'outer'],
	])('of n8n 1.x, from an error that kept %s', (_, httpCode, messages, code, detail) => {
		const thrown = new NodeApiError({} as INode, { message: 'inner' }, { message: 'outer' });
		Object.assign(thrown, { message: 'outer', httpCode, messages, cause: undefined });
		expect(toNetworkError(thrown)).toEqual({ code, detail });
	});

	test('what was made has an ID', () => {
		const faults = [{}, { id: '' }, { id: null }, { id: 0 }, { id: 'c' }].map((body) =>
			toFailureKind(answered(201, body), { expectId: true }),
		);
		const none = 'unreadable';
		expect(faults).toEqual([none, none, none, undefined, undefined]);
	});

	test.each<[FailureKind, boolean, boolean]>([
		['cancelled', true, false],
		['disconnected', true, true],
		['local', false, false],
		['rateLimited', false, true],
		['serverError', true, true],
		['timeout', true, true],
		['certificate', false, false],
		['foreign', false, false],
		['unreachable', false, true],
		['unreadable', true, true],
	])('%s: may have been processed %s, can pass %s', (fault, isProcessed, canPass) => {
		expect([hasUnknownOutcome(fault), isTransient(fault)]).toEqual([isProcessed, canPass]);
	});

	test('after every fault that the API may have acted on, nothing says that it has not', () => {
		const harmless: FailureKind[] = [
			'rateLimited',
			'unreachable',
			'certificate',
			'foreign',
			'local',
		];
		fc.assert(
			fc.property(
				fc.oneof(
					fc.record({ status: fc.integer({ min: 100, max: 599 }), body: fc.anything() }),
					fc.record({ code: fc.string(), detail: fc.string() }),
				),
				(outcome) => {
					const fault = toFailureKind({ headers: {}, ...outcome } as Parameters<
						typeof toFailureKind
					>[0]);
					if (fault) expect(hasUnknownOutcome(fault)).toBe(!harmless.includes(fault));
				},
			),
		);
	});
});
