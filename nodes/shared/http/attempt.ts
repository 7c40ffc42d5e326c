import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { CREDENTIAL, type ApiContext, type Credential } from '../credential/credential';
import { toNetworkError, type HttpResult } from './failure';
import type { ApiRequest } from './request';

/** The credential of a request, its time limit, and the signal that cancels it. */
interface Sender {
	context: ApiContext;
	credential: Credential;
	/** The user's own timeout, in milliseconds. */
	timeoutMs?: number;
	signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 20_000;
/** The longest delay that Node's timers take; a longer one would end at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;
/** A response whose bytes keep coming may take this many timeouts in all. */
const DEADLINE_PER_TIMEOUT = 2;
/** An upload that makes progress may take this long. */
const UPLOAD_DEADLINE_MS = 3_600_000;

/**
 * Sends a request once, through n8n's HTTP helper, which adds the key. Never throws. The timeout of
 * n8n's requests begins anew with every byte, so a deadline ends those of a server that sends one now
 * and then. `timeLeftMs` shortens the default timeout.
 */
export async function sendOnce(
	sender: Sender,
	request: ApiRequest,
	timeLeftMs = Infinity,
): Promise<HttpResult> {
	const { context, credential, signal } = sender;
	const timeoutMs = Math.min(
		sender.timeoutMs ?? request.timeoutMs ?? Math.min(DEFAULT_TIMEOUT_MS, timeLeftMs),
		MAX_DELAY_MS,
	);
	const deadlineMs = Math.max(
		timeoutMs * DEADLINE_PER_TIMEOUT,
		request.makeBody ? UPLOAD_DEADLINE_MS : 0,
	);
	const deadline = AbortSignal.timeout(Math.min(Math.ceil(deadlineMs), MAX_DELAY_MS));
	const abortSignal = signal ? AbortSignal.any([signal, deadline]) : deadline;
	const options: IHttpRequestOptions = {
		baseURL: credential.baseUrl,
		url: request.path,
		method: request.method,
		qs: request.query,
		body: (request.makeBody?.() ?? request.body) as IDataObject,
		json: true,
		timeout: timeoutMs,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		// A redirect could carry the key to another server, and turns a POST into a GET.
		disableFollowRedirect: true,
		abortSignal,
	};
	// Without this n8n reads the credential from its database for every request.
	const credentialsDecrypted = { id: '', name: '', type: CREDENTIAL, data: credential.data };
	try {
		const { statusCode, headers, body } =
			await context.helpers.httpRequestWithAuthentication.call(
				withCancelSignal(context, abortSignal),
				CREDENTIAL,
				options,
				{ credentialsDecrypted },
			);
		return { status: statusCode, headers, body };
	} catch (error) {
		if (deadline.aborted && !signal?.aborted) return { code: 'ETIMEDOUT', detail: '' };
		return toNetworkError(error);
	}
}

/**
 * The context, but with another signal that cancels its requests: where a context has one, n8n puts
 * it in place of `abortSignal` (`httpRequestWithAuthentication` in n8n-core).
 */
const withCancelSignal = (context: ApiContext, signal: AbortSignal): ApiContext =>
	Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as ApiContext;
