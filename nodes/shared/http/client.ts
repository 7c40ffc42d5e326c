import { createHash } from 'crypto';
import type { IHttpRequestOptions, ILoadOptionsFunctions, IPollFunctions } from 'n8n-workflow';

import { answerOf, type ApiResponse, type ApiRequest, type Send } from './request';
import type { Waiter } from '../async';
import {
	readCredential,
	redactor,
	type ApiContext,
	type Credential,
} from '../credential/credential';
import { toRelasiApiError } from '../errors/apiError';
import { isResponse } from './failure';
import { httpRequest } from './attempt';
import { RateLimiter } from '../rateLimit/rateLimiter';
import { sendWithRetry, type KeyState } from './retry';

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
	/** Who takes turns with others, and what stops its waiting. */
	waiter: Waiter;
}

/** The limit belongs to the key: every node, workflow and execution of this process shares it. */
const keyStates = new Map<string, KeyState>();

/** Opens the API for one caller. */
export function openApi(context: ApiContext, credential: Credential, setting: Setting = {}): Api {
	const { apiKey, baseUrl, requestsPerSecond } = credential;
	const keyId = createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex');
	const keyState = keyStateOf(keyId, requestsPerSecond);
	const { caller = {}, itemIndex, options, signal } = setting;
	const sender = { context, credential, options, signal };
	const redact = redactor(apiKey);
	let hasBegun = false;

	const send = async (request: ApiRequest): Promise<ApiResponse> => {
		const urgency = hasBegun && !request.isBackground ? 'followUp' : 'first';
		hasBegun = true;
		const turn = { caller, urgency, signal, perSecond: requestsPerSecond } as const;
		const tryOnce = httpRequest.bind(undefined, sender, request);
		const result = await sendWithRetry(request, keyState, tryOnce, turn);
		const { httpResult, fault } = result;
		if (!fault && isResponse(httpResult) && httpResult.status < 300)
			return answerOf(httpResult);
		throw toRelasiApiError(result, request, {
			node: context.getNode(),
			itemIndex,
			baseUrl,
			redact,
		});
	};

	return { send, keyId, requestsPerSecond, waiter: { caller, signal } };
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
