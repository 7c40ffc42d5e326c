import type { NodeApiError } from 'n8n-workflow';

import { isNodeError, isObject } from '../guards';

/** A response, whatever its status. */
interface HttpResponse {
	status: number;
	headers: Record<string, unknown>;
	body: unknown;
}

/** No response: `code` is Node's, axios' or OpenSSL's (empty if n8n itself refused), `detail` its sentence. */
export interface NetworkError {
	code: string;
	detail: string;
	/** True if the connection broke before anything of the request could be sent. */
	isUnsent?: boolean;
}

export type HttpResult = HttpResponse | NetworkError;

/** Kinds of failures in which the API didn't respond by its own rules. */
export type FailureKind =
	/** The execution was stopped. */
	| 'cancelled'
	/** The certificate of the server is not trusted. */
	| 'certificate'
	/** The connection broke after the request had left. */
	| 'disconnected'
	/** Something between n8n and the API refused the request. */
	| 'foreign'
	/** n8n could not make the request. */
	| 'local'
	| 'rateLimited'
	| 'serverError'
	| 'timeout'
	/** There was no connection, so nothing was sent. */
	| 'unreachable'
	/** A success that is not a response of the API. */
	| 'unreadable';

/** Codes of requests that never reached the API, so that it cannot have acted. */
const UNREACHABLE = ['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND'];

/** OpenSSL's verdicts on a certificate. */
const CERTIFICATE = /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** TLS that could not be agreed on, as with a plain HTTP server. */
const HANDSHAKE = /^(EPROTO|ERR_SSL)/;

/** OpenSSL's words for a connection that breaks long after its handshake. */
const BROKEN_LATER = /bad record mac|decryption failed/i;

/** Sentences of a connection that broke in the handshake of TLS, or while a proxy made a tunnel (CONNECT). */
const NEVER_CONNECTED = /before secure TLS connection was established|CONNECT response/i;

/** Codes of requests that were never written, because what is to be sent is not valid. */
const LOCAL = /^(ERR_INVALID|ERR_UNESCAPED|ERR_BAD_OPTION)/;

/** Finds the kind of a failure; undefined for a response that the API meant, be it a success or a rejection. */
export function toFailureKind(
	httpResult: HttpResult,
	{ allowEmptyBody, expectId }: { allowEmptyBody?: boolean; expectId?: boolean } = {},
): FailureKind | undefined {
	if (!isResponse(httpResult)) return toNetworkFailureKind(httpResult);
	const { status, body } = httpResult;
	if (status === 429 || isPause(httpResult)) return 'rateLimited';
	// Only a proxy sends this status, and it hasn't passed the request on.
	if (status === 407) return 'unreachable';
	if (PASSING.includes(status) || (status >= 500 && status !== 501)) return 'serverError';
	if (status >= 400 && isForeign(httpResult)) return 'foreign';
	if (status >= 300) return undefined;
	if (isObject(body) && !isOnlyError(body) && (!expectId || hasId(body))) return undefined;
	return allowEmptyBody && !body ? undefined : 'unreadable';
}

/**
 * True if a proxy or firewall in between, or another server, sent this response: all errors of the API are objects,
 * and those that refuse a key are documented to have a body.
 */
export const isForeign = ({ status, body }: Pick<HttpResponse, 'status' | 'body'>): boolean =>
	!isObject(body) && (Boolean(body) || status === 401 || status === 403);

const hasId = ({ id }: Record<string, unknown>): boolean => Boolean(id) || id === 0;

/** Statuses that ask for another try: the request came too slowly (408) or too early (425). */
const PASSING = [408, 425];

/** A 403 with `Retry-After` doesn't refuse the key: firewalls send it after too many requests. */
const isPause = ({ status, headers, body }: HttpResponse): boolean =>
	status === 403 && Boolean(headers['retry-after']) && !(isObject(body) && body.required_scope);

/** Some servers, and proxies before them, report a failure with the status of a success. */
const isOnlyError = ({ data, error, id }: Record<string, unknown>): boolean =>
	Boolean(error) && (id ?? undefined) === undefined && !(Array.isArray(data) && data.length > 0);

function toNetworkFailureKind({ code, detail, isUnsent }: NetworkError): FailureKind {
	if (code === 'ERR_CANCELED') return 'cancelled';
	if (CERTIFICATE.test(code)) return 'certificate';
	if (UNREACHABLE.includes(code) || NEVER_CONNECTED.test(detail)) return 'unreachable';
	if (code === '' || LOCAL.test(code)) return 'local';
	if (isUnsent || (HANDSHAKE.test(code) && !BROKEN_LATER.test(detail))) return 'unreachable';
	// axios says ECONNABORTED both for its own timeout and for a connection cut short.
	return code === 'ETIMEDOUT' || /timeout/i.test(detail) ? 'timeout' : 'disconnected';
}

/** True if the API may have processed the request all the same. */
export const hasUnknownOutcome = (kind: FailureKind): boolean =>
	['cancelled', 'disconnected', 'serverError', 'timeout', 'unreadable'].includes(kind);

/** True if another try can end differently. */
export const isTransient = (kind: FailureKind): boolean =>
	!['cancelled', 'certificate', 'foreign', 'local'].includes(kind);

export const isResponse = (httpResult: HttpResult): httpResult is HttpResponse =>
	'status' in httpResult;

/** The code and sentence of the innermost network error; n8n wraps axios' error, axios Node's. */
export function toNetworkError(error: unknown): NetworkError {
	let code = '';
	let detail = '';
	let isUnsent = false;
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		const own = cause as Error & { code?: unknown; request?: unknown };
		detail = own.message || detail;
		isUnsent ||= isObject(own.request) && isUnconnected(own.request.socket);
		if (typeof own.code === 'string' && own.code) {
			code = own.code;
			break;
		}
	}
	return code === '' && isNodeError(error, 'NodeApiError')
		? keptBy1x(error as NodeApiError, detail)
		: { code, detail, isUnsent };
}

/** A request of Node's has no socket before there is a connection, or one that is still in its handshake. */
const isUnconnected = (socket: unknown): boolean =>
	!socket ||
	(isObject(socket) && (socket.connecting === true || socket.secureConnecting === true));

/**
 * n8n 1.x drops the cause of its own error, and keeps the sentence under `messages` and the code as `httpCode`.
 * A status as `httpCode` means that the connection broke after the headers of the response.
 */
function keptBy1x({ httpCode, messages }: NodeApiError, detail: string): NetworkError {
	const kept = httpCode ?? '';
	return {
		code: /^\d+$/.test(kept) ? 'ERR_BAD_RESPONSE' : /^[A-Z][A-Z_]+$/.test(kept) ? kept : '',
		detail: messages?.[0] ?? detail,
	};
}
