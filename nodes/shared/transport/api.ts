import { createHash } from 'crypto';
import {
	NodeApiError,
	type IDataObject,
	type IExecutePaginationFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
} from 'n8n-workflow';

import type { Answer, Call, Send } from './call';
import { checkedCredential, redactor, type Credential } from './credential';
import { deliver, type Lane } from './deliver';
import { explain } from './errors';
import { isAnswered, type Answered, type Outcome, type Unanswered } from './faults';
import { RateLimiter } from './rateLimiter';

const CREDENTIAL = 'relasiApi';
const DEFAULT_TIMEOUT_MS = 20_000;

/** What of n8n's contexts the transport needs: the action node's, a poll's, and the editor's. */
export type ApiContext = IExecutePaginationFunctions | ILoadOptionsFunctions | IPollFunctions;

/** How one caller uses the API. */
export interface Setting {
	/** What n8n set for the request: proxy, certificates, allowed domains, the user's timeout. */
	options?: Partial<IHttpRequestOptions>;
	itemIndex?: number;
	signal?: AbortSignal;
}

/** The API as one key sees it. */
export interface Api {
	send: Send;
	/** Tells the keys of this process apart without revealing them. */
	keyId: string;
	requestsPerSecond: number;
}

/** The limit belongs to the key: every node, workflow and execution of this process shares its lane. */
const lanes = new Map<string, Lane>();

/** Reads the node's credential. One read serves any number of requests of a node run. */
export async function readCredential(context: ApiContext): Promise<Credential> {
	return checkedCredential(context.getNode(), await context.getCredentials(CREDENTIAL));
}

/** Opens the API for one caller. */
export function openApi(context: ApiContext, credential: Credential, setting: Setting = {}): Api {
	const { apiKey, baseUrl, requestsPerSecond } = credential;
	const keyId = createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex');
	const lane = laneOf(keyId, requestsPerSecond);
	const { itemIndex, options, signal } = setting;
	const redact = redactor(apiKey);

	const attempt = async (call: Call): Promise<Outcome> => {
		try {
			const { statusCode, headers, body } =
				await context.helpers.httpRequestWithAuthentication.call(
					context,
					CREDENTIAL,
					{
						...options,
						baseURL: baseUrl,
						url: call.path,
						method: call.method,
						qs: call.query,
						body: (call.makeBody?.() ?? call.body) as IDataObject,
						json: true,
						timeout: options?.timeout ?? call.timeoutMs ?? DEFAULT_TIMEOUT_MS,
						returnFullResponse: true,
						ignoreHttpStatusErrors: true,
						// A redirect could carry the key to another server, and turns a POST into a GET.
						disableFollowRedirect: true,
						abortSignal: signal,
					},
					{
						// Without this n8n reads the credential from its database for every request.
						credentialsDecrypted: {
							id: '',
							name: '',
							type: CREDENTIAL,
							data: credential.data,
						},
					},
				);
			return { status: statusCode, headers, body };
		} catch (error) {
			return causeOf(error);
		}
	};

	const send = async (call: Call): Promise<Answer> => {
		const delivery = await deliver(call, lane, async () => await attempt(call), signal);
		const { outcome, fault } = delivery;
		if (!fault && isAnswered(outcome) && outcome.status < 300) return answerOf(outcome);
		// Before anything is cut: half a key that escapes is no longer recognised.
		const shown = { ...delivery, outcome: redact(outcome) };
		const { message, description, httpCode, failure } = explain(shown, call, baseUrl);
		// Nothing of n8n's own HTTP error goes in: it carries the Authorization header.
		const error = new NodeApiError(
			context.getNode(),
			{},
			{
				message: redact(message),
				description: redact(description),
				httpCode,
				itemIndex,
				...(failure && { failure }),
			},
		);
		// n8n puts a sentence of its own in place of one that has a word such as ECONNRESET in it.
		error.message = redact(message);
		if (delivery.effort.unsure) error.context.mayHaveActed = true;
		throw error;
	};

	return { send, keyId, requestsPerSecond };
}

function laneOf(keyId: string, requestsPerSecond: number): Lane {
	const lane = lanes.get(keyId) ?? {
		limiter: new RateLimiter(requestsPerSecond),
		successes: 0,
		ownPauses: 0,
	};
	lane.limiter.setPace(requestsPerSecond);
	lanes.set(keyId, lane);
	return lane;
}

/** The code and sentence of the innermost network error; n8n wraps axios' error, axios Node's. */
function causeOf(error: unknown): Unanswered {
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
function keptBy1x({ httpCode, messages }: NodeApiError, detail: string): Unanswered {
	const kept = httpCode ?? '';
	return {
		code: /^\d+$/.test(kept) ? 'ERR_BAD_RESPONSE' : /^[A-Z][A-Z_]+$/.test(kept) ? kept : '',
		detail: messages?.[0] ?? detail,
	};
}

function answerOf(outcome: Answered): Answer {
	const serverTimeMs = Date.parse(String(outcome.headers.date ?? ''));
	return {
		body: (outcome.body || {}) as IDataObject,
		...(!Number.isNaN(serverTimeMs) && { serverTimeMs }),
	};
}
