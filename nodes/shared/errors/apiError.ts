import { NodeApiError, type INode } from 'n8n-workflow';

import { toProxy } from '../credential/connection';
import { redactor, type Credential } from '../credential/credential';
import { isObject } from '../guards';
import { isForeign, isResponse, type FailureKind } from '../http/failure';
import type { ApiRequest } from '../http/request';
import type { SendResult } from '../http/retry';

/** The node and item that sent a request, and the credential with it. */
interface Origin {
	node: INode;
	itemIndex?: number;
	credential: Pick<Credential, 'apiKey' | 'baseUrl' | 'data'>;
}

interface Details {
	message: string;
	description: string;
	kind: RelasiApiError['kind'];
	status?: number;
	outcomeUnknown?: boolean;
	itemIndex?: number;
	failure?: NodeApiError['failure'];
}

/** The error of a request without success: code reads its properties, the user its text. */
export class RelasiApiError extends NodeApiError {
	/** The kind of failure; `rejected` if the API itself refused the request. */
	readonly kind: FailureKind | 'rejected';

	/** HTTP status of the last response; undefined if none came. */
	readonly status?: number;

	/** True if the API may have processed the request nevertheless. */
	readonly outcomeUnknown: boolean;

	constructor(node: INode, { kind, status, outcomeUnknown = false, ...details }: Details) {
		// n8n's own HTTP error stays out: it contains the key.
		// A code such as ECONNRESET as `httpCode` would make n8n replace the message with its own.
		super(node, {}, { ...details, httpCode: String(status ?? 'none') });
		// n8n and its editor know this error by its name.
		this.name = 'NodeApiError';
		// n8n also replaces a message that contains a word such as ECONNRESET.
		this.message = details.message;
		this.kind = kind;
		this.status = status;
		this.outcomeUnknown = outcomeUnknown;
	}
}

/** True if Relasi itself rejected a request with one of these statuses. */
export const hasStatus = (error: unknown, ...statuses: number[]): error is RelasiApiError =>
	error instanceof RelasiApiError &&
	error.kind === 'rejected' &&
	statuses.includes(error.status ?? 0);

/** True if nobody knows whether the API processed the request. */
export const isOutcomeUnknown = (error: unknown): error is RelasiApiError =>
	error instanceof RelasiApiError && error.outcomeUnknown;

/** Makes the error of a request without success: what happened, and what to do. */
export function toRelasiApiError(
	result: SendResult,
	request: ApiRequest,
	{ node, itemIndex, credential }: Origin,
): RelasiApiError {
	const { attempts, kind } = result;
	const redact = redactor(credential);
	// Redacted before texts are shortened: half a key would no longer be recognised.
	const httpResult = redact(result.httpResult);
	const { baseUrl, data } = credential;
	const proxy = toProxy(data);
	const { retryAfterMs } = attempts;
	const facts: Facts = {
		request,
		baseUrl,
		host: /^[a-z]+:\/\/([^/?#]+)/i.exec(baseUrl)?.[1].replace(/^.*@/, '') ?? baseUrl,
		...(isResponse(httpResult)
			? { ...httpResult, code: '', detail: '', said: toLine(httpResult.body) }
			: { ...httpResult, status: 0, headers: {}, body: undefined, said: '' }),
		...(retryAfterMs !== undefined && { pause: toSecondsText(retryAfterMs) }),
		proxy: proxy && `${proxy.host}:${proxy.port}`,
	};
	const text = toErrorText(kind, facts);
	const isTried = kind && !['cancelled', 'certificate', 'local'].includes(kind);
	const description = [
		request.completedBefore,
		attempts.outcomeUnknown && request.hintIfOutcomeUnknown,
		text.description,
		(isTried || attempts.tries === 0) && kind !== 'cancelled' && toTried(result),
	];
	return new RelasiApiError(node, {
		message: redact(text.message),
		description: redact(description.filter(Boolean).join(' ')),
		itemIndex,
		...(text.cause && {
			failure: { cause: text.cause, ...(retryAfterMs !== undefined && { retryAfterMs }) },
		}),
		kind: kind ?? 'rejected',
		status: isResponse(httpResult) ? httpResult.status : undefined,
		outcomeUnknown: attempts.outcomeUnknown,
	});
}

/** Everything that the text of an error can mention. */
interface Facts {
	request: ApiRequest;
	baseUrl: string;
	/** The host of the base URL. */
	host: string;
	/** HTTP status; 0 if no response came. */
	status: number;
	headers: Record<string, unknown>;
	body: unknown;
	/** Code and message of a network error. */
	code: string;
	detail: string;
	/** The API's own message, or the beginning of any other response, on one line. */
	said: string;
	/** The time until the rate limit ends, such as `90 s`. */
	pause?: string;
	/** Host and port of the credential's proxy. */
	proxy?: string;
}

/** The text that the user reads, and the cause that n8n's scheduler reads (n8n 2.41 and later). */
interface ErrorText {
	message: string;
	description: string;
	cause?: NonNullable<NodeApiError['failure']>['cause'];
}

type ToErrorText = (facts: Facts) => ErrorText;

const MAX_QUOTE = 300;

/** The API's own message; of any other response all that it has. */
function toLine(body: unknown): string {
	const said = isObject(body) ? (body.error ?? body.message ?? body) : body;
	const line = typeof said === 'string' ? said : (JSON.stringify(said) ?? '');
	const flat = line.replace(/\s+/g, ' ').trim();
	if (flat === '{}') return '';
	return flat.length > MAX_QUOTE ? `${flat.slice(0, MAX_QUOTE)}…` : flat;
}

const quoted = (value: unknown): string => `“${String(value).slice(0, MAX_QUOTE)}”`;

const toSecondsText = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))} s`;

/** Matches messages that only name the status. */
const STATUS_NAMES =
	/^(an?|the|http|\d{3}|internal|server|error|bad|gateway|service|temporarily|unavailable|time-?out|\W|_)*$/i;

const says = ({ said }: Facts): string =>
	STATUS_NAMES.test(said) ? '' : ` Relasi says: ${quoted(said)}.`;

const inBetween = ({ status, said, baseUrl, proxy }: Facts): string =>
	`${proxy ? `The proxy ${proxy}, or a firewall behind it,` : 'Something between n8n and Relasi, such as a proxy or firewall,'} responded with HTTP status ${status}. Check it and the base URL in the Relasi credential (${baseUrl}). The response began with: ${quoted(said || 'nothing')}.`;

/** Requests that failed before the API decided: what happened, and what to do. */
const FAILURE_MESSAGES: Record<FailureKind, ToErrorText> = {
	cancelled: () => ({
		message: 'The execution was stopped',
		description: "Requests that hadn't left by then weren't sent.",
	}),
	certificate: ({ host, code }) => ({
		message: `Couldn't connect securely to ${host}`,
		description: `The certificate of the server was rejected (${code}). Check the base URL in the Relasi credential and any proxy in between. If you trust the server, turn on 'Ignore SSL Issues (Insecure)' in the credential.`,
		cause: 'configuration-invalid',
	}),
	disconnected: ({ host }) => ({
		message: 'The connection to Relasi was interrupted',
		description: `Check the network between n8n and ${host}, then try again.`,
		cause: 'temporarily-unavailable',
	}),
	foreign: (facts) => ({
		message: "The response isn't from the Relasi API",
		description: inBetween(facts),
		cause: 'configuration-invalid',
	}),
	local: ({ detail }) => {
		// The credential can only throw one text: what is wrong, and then what to change.
		const [, message, advice] = /^(.+?)(?:\. (.+))?$/s.exec(detail) ?? [];
		return {
			message: message ?? "n8n couldn't make the request",
			description: advice ?? 'Check the Relasi credential and the values of this node.',
		};
	},
	rateLimited: ({ pause }) => ({
		message: `The API key has reached its rate limit${pause ? ` for another ${pause}` : ''}`,
		description: `Try again after ${pause ?? 'a while'}. If other workflows or programs use the same key, lower 'Requests per Second' in the Relasi credential.`,
		cause: 'rate-limited',
	}),
	serverError: (facts) =>
		isForeign(facts)
			? {
					message: `Relasi couldn't be reached (HTTP status ${facts.status})`,
					description: `${inBetween(facts)} Try again in a few minutes.`,
					cause: 'temporarily-unavailable',
				}
			: {
					message: `Relasi couldn't process the request (HTTP status ${facts.status})`,
					description: `This is an issue on Relasi's side. Try again in a few minutes.${says(facts)}`,
					cause: 'temporarily-unavailable',
				},
	timeout: ({ host }) => ({
		message: "Relasi didn't respond in time",
		description: `The server ${host} took the request, but didn't finish its response before the timeout. Try again later, or set a longer 'Timeout' in 'Request Options'.`,
		cause: 'temporarily-unavailable',
	}),
	unreachable: (facts) =>
		facts.status === 407
			? {
					message: `The proxy refused to connect to ${facts.host} (HTTP status 407)`,
					description:
						"Check user name and password of the 'Proxy' in the Relasi credential.",
					cause: 'configuration-invalid',
				}
			: {
					message: `Couldn't connect to ${facts.host}`,
					description: `Check the base URL${facts.proxy ? " and the 'Proxy'" : ''} in the Relasi credential, and whether your n8n server reaches the internet (DNS, firewall, proxy).`,
					cause: 'temporarily-unavailable',
				},
	unreadable: ({ baseUrl, said }) => ({
		message: "The response isn't from the Relasi API",
		description: `Check the base URL in the Relasi credential (${baseUrl}) and any proxy in between. The response began with: ${quoted(said || 'nothing')}.`,
		cause: 'temporarily-unavailable',
	}),
};

const KEYS_PAGE = 'Settings → Developer / API';

const toRequiredScope = ({ body }: Facts): unknown =>
	isObject(body) ? body.required_scope : undefined;

const invalidInput: ToErrorText = ({ said }) => ({
	message: said ? `Relasi rejected the input: ${said}` : 'Relasi rejected the input',
	description: 'Compare the values of this node with the message, and correct them.',
});

/** Requests that the API rejected with a status: what happened, and what to do. */
const STATUS_MESSAGES: Record<number, ToErrorText> = {
	400: invalidInput,
	401: () => ({
		message: 'Relasi rejected the API key',
		description: `Open the Relasi credential of this node and enter a key that is complete and neither revoked nor expired. Keys begin with ru_live_ or ru_test_; you find them in Relasi under ${KEYS_PAGE}.`,
		cause: 'credential-invalid',
	}),
	403: (facts) =>
		toRequiredScope(facts)
			? {
					message: `The API key lacks the scope ${quoted(toRequiredScope(facts))}`,
					description: `Give the key this scope in Relasi under ${KEYS_PAGE}, or choose a credential whose key has it.`,
					cause: 'credential-invalid',
				}
			: {
					message: 'Relasi rejects requests from this IP address',
					description: `Add the IP address of your n8n server to the key's allowlist in Relasi under ${KEYS_PAGE}, or clear the allowlist.`,
					cause: 'credential-invalid',
				},
	404: ({ request: { notFoundLabel, path }, baseUrl }) =>
		notFoundLabel
			? {
					message: `Relasi has no ${notFoundLabel}`,
					description: `Check the ID, or choose from the list instead. It may have been removed or merged, or belong to another workspace than the API key. If no ID is found, check the base URL in the Relasi credential: it is ${baseUrl}.`,
					cause: 'configuration-invalid',
				}
			: {
					message: `Relasi has no endpoint ${path}`,
					description: `Check the base URL in the Relasi credential: it is ${baseUrl}.`,
					cause: 'configuration-invalid',
				},
	409: ({ request: { path } }) => ({
		message: 'The request conflicts with data in Relasi',
		description: path.startsWith('/messages')
			? "A different message was already sent with this 'Client Request ID'. Give each message its own, or remove the option."
			: 'Something else changed the same data. Check its current state, then run the node again.',
	}),
	422: invalidInput,
};

const redirect: ToErrorText = ({ baseUrl, headers }) => ({
	message: 'The base URL redirects to another address',
	description: `The server at ${baseUrl} redirects to ${quoted(headers.location)}. Enter the final address as base URL in the Relasi credential; the key isn't sent to another address.`,
	cause: 'configuration-invalid',
});

const other: ToErrorText = ({ status }) => ({
	message: `Relasi rejected the request with HTTP status ${status}`,
	description:
		'Check the values of this node. If they are right, ask Relasi support and give them the time of this execution.',
});

/** The text of an error: what happened, and what to do. */
function toErrorText(kind: FailureKind | undefined, facts: Facts): ErrorText {
	const text = kind ? FAILURE_MESSAGES[kind](facts) : toStatusMessage(facts);
	const { body, proxy, status } = facts;
	if (!proxy || status < 300 || body || text.description.includes(proxy)) return text;
	const hint = `The response is empty, so it may come from the proxy ${proxy} (HTTP status ${status}).`;
	return { ...text, description: `${text.description} ${hint}` };
}

/** Adds the API's own message if the text doesn't quote it. */
function toStatusMessage(facts: Facts): ErrorText {
	const { said, status } = facts;
	const toText = STATUS_MESSAGES[status] ?? (status < 400 ? redirect : other);
	const text = toText(facts);
	return said && !text.message.includes(said)
		? { ...text, description: `${text.description} Relasi says: ${quoted(said)}.` }
		: text;
}

/** Says how often a request was tried, as the last sentence of a description. */
function toTried({ httpResult, attempts: { tries, elapsedMs } }: SendResult): string {
	if (tries === 0)
		return 'Not sent, because an earlier request in this execution failed the same way.';
	const times = tries === 1 ? 'once' : `${tries} times in ${toSecondsText(elapsedMs)}`;
	const code = isResponse(httpResult) ? '' : httpResult.code;
	return `Tried ${times}${code && ` (${code})`}.`;
}
