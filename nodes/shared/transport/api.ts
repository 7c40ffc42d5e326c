import { createHash } from 'crypto';
import type {
	IDataObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { answerOf, type ApiResponse, type ApiRequest, type Send } from './apiRequest';
import { checkedCredential, redactor, type Credential } from './credential';
import { withDeadline } from './deadline';
import { sendWithRetry, type KeyState } from './sendWithRetry';
import { errorOf } from './errors';
import { isResponse, networkErrorOf, type HttpResult, type NetworkError } from './faults';
import { RateLimiter } from './rateLimiter';

const CREDENTIAL = 'relasiApi';
const DEFAULT_TIMEOUT_MS = 20_000;
/** How many timeouts an answer may take as a whole, if its bytes keep coming. */
const DEADLINE_PER_TIMEOUT = 2;
const LATE: NetworkError = { code: 'ETIMEDOUT', detail: '' };

/** What of n8n's contexts the transport needs: the action node's, a poll's, and the editor's. */
export type ApiContext = IExecutePaginationFunctions | ILoadOptionsFunctions | IPollFunctions;

/** How one caller uses the API. */
export interface Setting {
	/** What n8n set for the request: proxy, certificates, the user's timeout. */
	options?: Partial<IHttpRequestOptions>;
	itemIndex?: number;
	signal?: AbortSignal;
	/** Who takes turns with others at the key's limit, such as an execution; each caller for itself without. */
	caller?: unknown;
}

/** The API as one key sees it. */
export interface Api {
	send: Send;
	/** Tells the keys of this process apart without revealing them. */
	keyId: string;
	requestsPerSecond: number;
}

/** The limit belongs to the key: every node, workflow and execution of this process shares it. */
const keyStates = new Map<string, KeyState>();

/** Reads the node's credential. One read serves any number of requests of a node run. */
export async function readCredential(context: ApiContext): Promise<Credential> {
	return checkedCredential(context.getNode(), await context.getCredentials(CREDENTIAL));
}

/** Opens the API for one caller. */
export function openApi(context: ApiContext, credential: Credential, setting: Setting = {}): Api {
	const { apiKey, baseUrl, requestsPerSecond } = credential;
	const keyId = createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex');
	const keyState = keyStateOf(keyId, requestsPerSecond);
	const { caller = {} } = setting;
	let hasBegun = false;
	const { itemIndex, options, signal } = setting;
	const redact = redactor(apiKey);

	const attempt = async (
		request: ApiRequest,
		timeout: number,
		late: AbortSignal,
	): Promise<HttpResult> => {
		try {
			const { statusCode, headers, body } =
				await context.helpers.httpRequestWithAuthentication.call(
					context,
					CREDENTIAL,
					{
						...options,
						baseURL: baseUrl,
						url: request.path,
						method: request.method,
						qs: request.query,
						body: (request.makeBody?.() ?? request.body) as IDataObject,
						json: true,
						timeout,
						returnFullResponse: true,
						ignoreHttpStatusErrors: true,
						// A redirect could carry the key to another server, and turns a POST into a GET.
						disableFollowRedirect: true,
						abortSignal: AbortSignal.any(signal ? [signal, late] : [late]),
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
			return networkErrorOf(error);
		}
	};

	const send = async (request: ApiRequest): Promise<ApiResponse> => {
		const urgency = hasBegun && !request.canWait ? 'followUp' : 'first';
		hasBegun = true;
		const timeoutMs = options?.timeout ?? request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
		// A file takes as long as it takes, while it makes progress.
		const deadlineMs = request.makeBody ? Infinity : timeoutMs * DEADLINE_PER_TIMEOUT;
		const tryOnce = async () => {
			const late = new AbortController();
			return await withDeadline(deadlineMs, attempt(request, timeoutMs, late.signal), () => {
				late.abort();
				return LATE;
			});
		};
		const result = await sendWithRetry(request, keyState, tryOnce, {
			caller,
			urgency,
			signal,
			perSecond: requestsPerSecond,
		});
		const { httpResult, fault } = result;
		if (!fault && isResponse(httpResult) && httpResult.status < 300)
			return answerOf(httpResult);
		throw errorOf(result, request, { node: context.getNode(), itemIndex, baseUrl, redact });
	};

	return { send, keyId, requestsPerSecond };
}

function keyStateOf(keyId: string, requestsPerSecond: number): KeyState {
	const keyState = keyStates.get(keyId) ?? {
		limiter: new RateLimiter(requestsPerSecond),
		successes: 0,
		ownPauses: 0,
	};
	keyStates.set(keyId, keyState);
	return keyState;
}

/** Opens the API with the node's credential, for triggers, lists and menus. */
export async function openApiOf(context: ILoadOptionsFunctions | IPollFunctions): Promise<Api> {
	return openApi(context, await readCredential(context));
}
