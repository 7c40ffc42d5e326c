import type { IDataObject, NodeApiError } from 'n8n-workflow';

import type { ApiRequest } from './apiRequest';
import type { SendResult } from './sendWithRetry';
import { isResponse, isObject, type HttpResponse, type Fault, type HttpResult } from './faults';

type Failure = NonNullable<NodeApiError['failure']>;

/** What n8n's error panel shows, and what its scheduler is told (n8n 2.41 and later). */
export interface Explanation {
	message: string;
	description: string;
	httpCode: string;
	failure?: Failure;
}

const KEYS_PAGE = 'Settings → Developer / API';
const MAX_QUOTE = 300;

/** One sentence on what happened and one on what to do, for a result that is no success. */
export function explain(result: SendResult, request: ApiRequest, baseUrl: string): Explanation {
	const { httpResult, fault, attempts } = result;
	const explanation = fault
		? explainFault(fault, result, baseUrl)
		: explainStatus(httpResult as HttpResponse, request, baseUrl);
	const before = [
		request.alreadyDone,
		attempts.outcomeUnknown && request.adviceIfUnknown,
		explanation.description,
	];
	return { ...explanation, description: before.filter(Boolean).join(' ') };
}

function explainStatus(
	httpResult: HttpResponse,
	request: ApiRequest,
	baseUrl: string,
): Explanation {
	const { status } = httpResult;
	const said = textOf(httpResult.body);
	const scope = isObject(httpResult.body) ? httpResult.body.required_scope : undefined;
	const says = said ? ` Relasi says: “${said}”.` : '';
	const http = (
		message: string,
		description: string,
		cause?: 'configuration-invalid' | 'credential-invalid',
	): Explanation => ({
		message,
		description: `${description}${says}`,
		httpCode: String(status),
		...(cause && { failure: { cause } }),
	});
	if (status === 401) {
		return http(
			'Relasi does not accept the API key',
			`Open the Relasi credential of this node and enter a key that is complete and neither revoked nor expired. Keys begin with ru_live_ or ru_test_; you find them in Relasi under ${KEYS_PAGE}.`,
			'credential-invalid',
		);
	}
	if (status === 403 && scope) {
		return http(
			`The API key lacks the scope ${quoted(scope)}`,
			`Give the key this scope in Relasi under ${KEYS_PAGE}, or choose a credential whose key has it.`,
			'credential-invalid',
		);
	}
	if (status === 403) {
		return http(
			'Relasi refuses requests from this IP address',
			`Add the IP address of your n8n server to the key's allowlist in Relasi under ${KEYS_PAGE}, or clear the allowlist.`,
			'credential-invalid',
		);
	}
	if (status === 404) {
		return http(
			`Relasi has no ${request.notFoundLabel ?? `address ${request.path}`}`,
			request.notFoundLabel
				? `Check the ID, or choose from the list instead. It may have been removed or merged, or belong to another workspace than the API key. If no ID is found, check the base URL in the Relasi credential: it is ${baseUrl}.`
				: `Check the base URL in the Relasi credential: it is ${baseUrl}.`,
			'configuration-invalid',
		);
	}
	if (status === 409) {
		return http(
			'Relasi reports a conflict with what it already has',
			request.path.startsWith('/messages')
				? 'A different message was already sent with this Client Request ID. Give each message its own, or leave the option out.'
				: 'Something else changed the same data. Look at its present state, then run the node again.',
		);
	}
	if (status === 400 || status === 422) {
		return http(
			said ? `Relasi does not accept the input: ${said}` : 'Relasi does not accept the input',
			'Compare the values of this node with what the message says and correct them.',
		);
	}
	if (status < 400) {
		return http(
			'The base URL leads to another address',
			`The server at ${baseUrl} redirects to ${quoted(httpResult.headers.location)}. Enter the final address as base URL in the Relasi credential; the key is not sent to another address.`,
			'configuration-invalid',
		);
	}
	return http(
		`Relasi refused the request with HTTP status ${status}`,
		'Check the values of this node. If they are right, ask Relasi support with the time of this run.',
	);
}

function explainFault(
	fault: Fault,
	{ httpResult, attempts }: SendResult,
	baseUrl: string,
): Explanation {
	const { tries, elapsedMs, retryAfterMs } = attempts;
	const code = isResponse(httpResult) ? '' : httpResult.code;
	const status = isResponse(httpResult) ? String(httpResult.status) : 'none';
	const host = hostOf(baseUrl);
	const times = tries === 1 ? 'once' : `${tries} times in ${seconds(elapsedMs)}`;
	const tried = tries === 0 ? '' : `Tried ${times}${code && ` (${code})`}.`;
	const passing = (message: string, description: string): Explanation => ({
		message,
		description,
		// A code such as ECONNRESET here would make n8n replace the message by its own.
		httpCode: status,
		failure: {
			cause: fault === 'rateLimited' ? 'rate-limited' : 'temporarily-unavailable',
			...(retryAfterMs !== undefined && { retryAfterMs }),
		},
	});
	switch (fault) {
		case 'rateLimited':
			return passing(
				`The rate limit of the API key is used up${retryAfterMs === undefined ? '' : ` for another ${seconds(retryAfterMs)}`}`,
				`Relasi asks to wait ${retryAfterMs === undefined ? 'longer' : seconds(retryAfterMs)}. Run the workflow again after that. If other workflows or programs use the same key, lower Requests per Second in the Relasi credential. ${tried}`,
			);
		case 'serverFault':
			return passing(
				`Relasi could not process the request (HTTP status ${status})`,
				`This is a fault at Relasi's side. Run the workflow again in some minutes. ${tried}${saidBy(httpResult)}`,
			);
		case 'timeout':
			return passing(
				'Relasi did not answer in time',
				`The server ${host} took the request, but sent no answer before the timeout. Run the workflow again later, or set a longer Timeout under Request Options. ${tried}`,
			);
		case 'disconnected':
			return passing(
				'The connection to Relasi broke before the answer was complete',
				`Check the network between n8n and ${host}, then run the workflow again. ${tried}`,
			);
		case 'unreachable':
			return passing(
				`No connection to ${host} could be made`,
				`Check the base URL in the Relasi credential and whether your n8n server reaches the internet (DNS, firewall, proxy). ${tried}`,
			);
		case 'unreadable':
			return passing(
				'The answer is not one of the Relasi API',
				`Check the base URL in the Relasi credential (${baseUrl}) and any proxy in between. The answer began with: “${textOf((httpResult as HttpResponse).body) || 'nothing'}”. ${tried}`,
			);
		case 'tls':
			return {
				message: `No secure connection to ${host} could be made`,
				description: `The certificate of the server was not accepted (${code}). Check the base URL in the Relasi credential and any proxy in between.`,
				httpCode: 'none',
				failure: { cause: 'configuration-invalid' },
			};
		case 'cancelled':
			return {
				message: 'The execution was stopped',
				description: 'Requests that had not gone out by then were not sent.',
				httpCode: 'none',
			};
		case 'local':
			return {
				message:
					(!isResponse(httpResult) && httpResult.detail) ||
					'The request could not be made',
				description: 'Check the Relasi credential and the values of this node.',
				httpCode: 'none',
			};
	}
}

/** The names of the statuses, in which servers say no more than the status does. */
const STATUS_NAMES =
	/^(an?|the|http|\d{3}|internal|server|error|bad|gateway|service|temporarily|unavailable|time-?out|\W|_)*$/i;

const saidBy = (httpResult: HttpResult): string => {
	const said = isResponse(httpResult) ? textOf(httpResult.body) : '';
	return STATUS_NAMES.test(said) ? '' : ` Relasi says: “${said}”.`;
};

/** The API's own sentence, or the beginning of whatever else came, on one line. */
function textOf(body: unknown): string {
	const text = isObject(body) ? ((body as IDataObject).error ?? body.message) : body;
	const line = typeof text === 'string' ? text : text === undefined ? '' : JSON.stringify(text);
	const flat = line.replace(/\s+/g, ' ').trim();
	return flat.length > MAX_QUOTE ? `${flat.slice(0, MAX_QUOTE)}…` : flat;
}

const quoted = (value: unknown): string => `“${String(value).slice(0, MAX_QUOTE)}”`;

const seconds = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))} s`;

function hostOf(baseUrl: string): string {
	return /^[a-z]+:\/\/([^/?#]+)/i.exec(baseUrl)?.[1].replace(/^.*@/, '') ?? baseUrl;
}
