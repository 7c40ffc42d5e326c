import { sleep, type IDataObject, type IHttpRequestOptions } from 'n8n-workflow';

import type { ApiRequest } from './request';
import { CREDENTIAL, type ApiContext, type Credential } from '../credential/credential';
import { networkErrorOf, type HttpResult } from './failure';

/** Whose requests leave: with which credential, and over which connection. */
export interface Sender {
	context: ApiContext;
	credential: Credential;
	/** What n8n set for the request: proxy, certificates, the user's timeout. */
	options?: Partial<IHttpRequestOptions>;
	signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 20_000;
/** How many timeouts an answer may take as a whole, if its bytes keep coming. */
const DEADLINE_PER_TIMEOUT = 2;
/** How often deadlines are looked at, while there are any: a timer for each request would outlive it. */
const EVERY_MS = 500;

/** Sends a request once, through n8n's HTTP helper, which adds the key. Never throws. */
export async function httpRequest(sender: Sender, request: ApiRequest): Promise<HttpResult> {
	const timeoutMs = sender.options?.timeout ?? request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
	// A file takes as long as it takes, while it makes progress.
	const deadlineMs = request.makeBody ? Infinity : timeoutMs * DEADLINE_PER_TIMEOUT;
	const late = new AbortController();
	const trying = attempt(sender, request, timeoutMs, late.signal);
	const result = await withDeadline(deadlineMs, trying);
	if (!result) late.abort();
	return result ?? { code: 'ETIMEDOUT', detail: '' };
}

async function attempt(
	{ context, credential, options, signal }: Sender,
	request: ApiRequest,
	timeout: number,
	late: AbortSignal,
): Promise<HttpResult> {
	try {
		const { statusCode, headers, body } =
			await context.helpers.httpRequestWithAuthentication.call(
				context,
				CREDENTIAL,
				{
					...options,
					baseURL: credential.baseUrl,
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
}

const deadlines = new Map<() => void, number>();
let isWatching = false;

/**
 * What `work` gives, undefined once `ms` are over. The timeout of n8n's requests begins anew with every
 * byte that comes, so a server that sends one now and then is never given up by it.
 */
async function withDeadline<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
	if (ms === Infinity) return await work;
	let end = () => {};
	const over = new Promise<undefined>((resolve) => (end = () => resolve(undefined)));
	deadlines.set(end, performance.now() + ms);
	void watch();
	try {
		return await Promise.race([work, over]);
	} finally {
		deadlines.delete(end);
	}
}

async function watch(): Promise<void> {
	if (isWatching) return;
	isWatching = true;
	while (deadlines.size > 0) {
		await sleep(EVERY_MS);
		const nowMs = performance.now();
		for (const [end, atMs] of deadlines) if (atMs <= nowMs) end();
	}
	isWatching = false;
}
