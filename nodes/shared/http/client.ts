import { createHash } from 'crypto';
import type { IDataObject, ILoadOptionsFunctions, INode, IPollFunctions } from 'n8n-workflow';

import type { ApiResponse, ApiRequest, Send } from './request';
import type { Waiter } from '../async';
import { readCredential, type ApiContext, type Credential } from '../credential/credential';
import { toRelasiApiError } from '../errors/apiError';
import { isResponse } from './failure';
import { sendOnce } from './attempt';
import { CircuitBreaker } from './circuitBreaker';
import { RateLimiter } from '../rateLimit/rateLimiter';
import { sendWithRetry, type KeyState } from './retry';

/** Options of one caller of the API. */
interface ClientOptions {
	/** The user's own timeout, in milliseconds. */
	timeoutMs?: number;
	itemIndex?: number;
	signal?: AbortSignal;
	/** Callers, such as executions, take turns at the key's limit. Without one, each client is a caller. */
	caller?: unknown;
}

/** The API as one key sees it. */
export interface Api {
	send: Send;
	/** The node that errors name. */
	node: INode;
	/** Tells the keys of this process apart without revealing them. */
	keyId: string;
	requestsPerSecond: number;
	/** Digits of the country of phones that are written without one. */
	defaultCountryCode?: string;
	/** The caller that takes turns, and the signal that ends its waiting. */
	waiter: Waiter;
}

/** The limit belongs to the key: every node, workflow and execution of this process shares it. */
const keyStates: Record<string, KeyState> = {};

/**
 * By the run of a node, whose requests share them, then by the key. n8n makes new helpers for each run, and for each
 * retry of it.
 */
const circuits = new WeakMap<object, Record<string, CircuitBreaker>>();

/** Opens the API for one caller. */
export function openApi(
	context: ApiContext,
	credential: Credential,
	{ caller = {}, itemIndex, signal, timeoutMs }: ClientOptions = {},
): Api {
	const { apiKey, baseUrl, defaultCountryCode, requestsPerSecond } = credential;
	const keyId = createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('hex');
	const keyState = (keyStates[keyId] ??= {
		limiter: new RateLimiter(requestsPerSecond),
		successes: 0,
		ownPauses: 0,
	});
	const circuitsOfRun = circuits.get(context.helpers) ?? {};
	circuits.set(context.helpers, circuitsOfRun);
	const circuit = (circuitsOfRun[keyId] ??= new CircuitBreaker());
	const sender = { context, credential, timeoutMs, signal };
	const node = context.getNode();
	let hasBegun = false;

	const send = async (request: ApiRequest): Promise<ApiResponse> => {
		// Started work comes before new work, so that it acts on what it read before that changes.
		const priority = hasBegun && !request.isBackground ? 'continuation' : 'new';
		hasBegun = true;
		const isWrite = request.method !== 'GET';
		const queueOptions = { caller, priority, isWrite, perSecond: requestsPerSecond } as const;
		const attempt = async () => await sendOnce(sender, request, circuit.timeLeftMs());
		const result = await circuit.run(
			request,
			async (ends) =>
				await sendWithRetry(request, keyState, circuit, attempt, {
					...queueOptions,
					signal: ends,
				}),
			signal,
		);
		const { httpResult, kind } = result;
		if (!kind && isResponse(httpResult) && httpResult.status < 300) {
			const serverTimeMs = Date.parse(String(httpResult.headers.date ?? ''));
			return {
				body: (httpResult.body || {}) as IDataObject,
				...(!Number.isNaN(serverTimeMs) && { serverTimeMs }),
			};
		}
		throw toRelasiApiError(result, request, { node, itemIndex, credential });
	};

	const waiter = { caller, signal };
	return { send, node, keyId, requestsPerSecond, defaultCountryCode, waiter };
}

/** Opens the API with the node's credential, for triggers, lists and menus. */
export async function openNodeApi(context: ILoadOptionsFunctions | IPollFunctions): Promise<Api> {
	return openApi(context, await readCredential(context));
}
