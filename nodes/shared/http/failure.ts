import { NodeApiError } from 'n8n-workflow';

import { isObject } from '../guards';

/** An answer, whatever its status. */
export interface HttpResponse {
	status: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** No answer: `code` is Node's, axios' or OpenSSL's (empty if n8n itself refused), `detail` its sentence. */
export interface NetworkError {
	code: string;
	detail: string;
}

export type HttpResult = HttpResponse | NetworkError;

export type Fault =
	| 'cancelled'
	| 'disconnected'
	| 'local'
	| 'rateLimited'
	| 'serverFault'
	| 'timeout'
	| 'tls'
	| 'unreachable'
	| 'unreadable';

/** Codes of requests that never reached the API, so that it cannot have acted. */
const UNREACHABLE = ['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'];

/** OpenSSL's verdicts on a certificate, and what a plain HTTP server makes of a TLS handshake. */
const TLS = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** Codes of requests that were never written, because what is to be sent is not valid. */
const LOCAL = /^(ERR_INVALID|ERR_UNESCAPED|ERR_BAD_OPTION)/;

/** Names what went wrong below the API's own rules; undefined for an answer that the API meant. */
export function faultOf(
	httpResult: HttpResult,
	allowEmptyBody = false,
	expectId = false,
): Fault | undefined {
	if (!isResponse(httpResult)) return faultOfCode(httpResult);
	const { status, body } = httpResult;
	if (status === 429 || isPause(httpResult)) return 'rateLimited';
	if (PASSING.includes(status) || (status >= 500 && status !== 501)) return 'serverFault';
	if (status >= 300) return undefined;
	if (isObject(body) && !isOnlyError(body) && (!expectId || hasId(body))) return undefined;
	return allowEmptyBody && !body ? undefined : 'unreadable';
}

const hasId = ({ id }: Record<string, unknown>): boolean => Boolean(id) || id === 0;

/** Refusals that ask for another try: the request came too slowly, or too early. */
const PASSING = [408, 425];

/** A 403 that says when to come again is no refusal of the key: firewalls answer so to many requests. */
const isPause = ({ status, headers, body }: HttpResponse): boolean =>
	status === 403 && Boolean(headers['retry-after']) && !(isObject(body) && body.required_scope);

/** Some servers, and proxies before them, tell of a failure with the status of a success. */
const isOnlyError = (body: Record<string, unknown>): boolean =>
	Boolean(body.error) && body.id === undefined && body.data === undefined;

function faultOfCode({ code, detail }: NetworkError): Fault {
	if (code === 'ERR_CANCELED') return 'cancelled';
	if (code === '' || LOCAL.test(code)) return 'local';
	if (UNREACHABLE.includes(code)) return 'unreachable';
	if (TLS.test(code)) return 'tls';
	// axios says ECONNABORTED both for its own timeout and for a connection cut short.
	return code === 'ETIMEDOUT' || /timeout/i.test(detail) ? 'timeout' : 'disconnected';
}

/** Whether the API may have processed the request all the same. */
export const isOutcomeUnknown = (fault: Fault): boolean =>
	['cancelled', 'disconnected', 'serverFault', 'timeout', 'unreadable'].includes(fault);

/** Whether another try can end differently. */
export const isTransient = (fault: Fault): boolean =>
	!['cancelled', 'local', 'tls'].includes(fault);

export const isResponse = (httpResult: HttpResult): httpResult is HttpResponse =>
	'status' in httpResult;

/** The code and sentence of the innermost network error; n8n wraps axios' error, axios Node's. */
export function networkErrorOf(error: unknown): NetworkError {
	let code = '';
	let detail = '';
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		detail = cause.message || detail;
		const own = (cause as Error & { code?: unknown }).code;
		if (typeof own === 'string' && own) {
			code = own;
			break;
		}
	}
	return code === '' && error instanceof NodeApiError
		? keptBy1x(error, detail)
		: { code, detail };
}

/**
 * n8n 1.x drops the cause of its own error, and keeps the sentence under `messages` and the code as
 * `httpCode`: where a status stands there, the answer broke off behind its headers.
 */
function keptBy1x({ httpCode, messages }: NodeApiError, detail: string): NetworkError {
	const kept = httpCode ?? '';
	return {
		code: /^\d+$/.test(kept) ? 'ERR_BAD_RESPONSE' : /^[A-Z][A-Z_]+$/.test(kept) ? kept : '',
		detail: messages?.[0] ?? detail,
	};
}
