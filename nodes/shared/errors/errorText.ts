import type { NodeApiError } from 'n8n-workflow';

import type { HttpResult } from '../http/failure';
import { isResponse } from '../http/failure';
import type { ApiRequest } from '../http/request';
import type { SendResult } from '../http/retry';
import { isObject } from '../guards';

/** What the texts of an error can tell of. */
export interface Facts {
	request: ApiRequest;
	baseUrl: string;
	/** Where the base URL points to. */
	host: string;
	/** HTTP status, 0 when no response came. */
	status: number;
	headers: Record<string, unknown>;
	body: unknown;
	/** Code and sentence of a network error. */
	code: string;
	detail: string;
	/** The API's own sentence, or the beginning of whatever else came, on one line. */
	said: string;
	/** How long the rate limit holds, such as `for another 90 s`. */
	pause?: string;
	usesProxy: boolean;
}

/** What the user reads, and what n8n's scheduler is told (n8n 2.41 and later). */
export interface ErrorText {
	message: string;
	description: string;
	cause?: NonNullable<NodeApiError['failure']>['cause'];
}

const MAX_QUOTE = 300;

export function toFacts(
	{ httpResult, attempts }: SendResult,
	request: ApiRequest,
	baseUrl: string,
	usesProxy: boolean,
): Facts {
	const { retryAfterMs } = attempts;
	return {
		request,
		baseUrl,
		host: /^[a-z]+:\/\/([^/?#]+)/i.exec(baseUrl)?.[1].replace(/^.*@/, '') ?? baseUrl,
		...(isResponse(httpResult)
			? { ...httpResult, code: '', detail: '', said: toLine(httpResult.body) }
			: { ...httpResult, status: 0, headers: {}, body: undefined, said: '' }),
		...(retryAfterMs !== undefined && { pause: toSeconds(retryAfterMs) }),
		usesProxy,
	};
}

/** How often a request was tried, as the last sentence of a description. */
export function toTried({ httpResult, attempts: { tries, elapsedMs } }: SendResult): string {
	if (tries === 0)
		return 'Not sent, because an earlier request of this execution ended like this.';
	const times = tries === 1 ? 'once' : `${tries} times in ${toSeconds(elapsedMs)}`;
	const code = toNetworkCode(httpResult);
	return `Tried ${times}${code && ` (${code})`}.`;
}

const toNetworkCode = (httpResult: HttpResult): string =>
	isResponse(httpResult) ? '' : httpResult.code;

function toLine(body: unknown): string {
	const text = isObject(body) ? (body.error ?? body.message) : body;
	const line = typeof text === 'string' ? text : text === undefined ? '' : JSON.stringify(text);
	const flat = line.replace(/\s+/g, ' ').trim();
	return flat.length > MAX_QUOTE ? `${flat.slice(0, MAX_QUOTE)}…` : flat;
}

export const quoted = (value: unknown): string => `“${String(value).slice(0, MAX_QUOTE)}”`;

const toSeconds = (ms: number): string => `${Math.max(1, Math.round(ms / 1000))} s`;
