import { NodeApiError, type INode } from 'n8n-workflow';

import { toProxy } from '../credential/connection';
import type { Credential, redactor } from '../credential/credential';
import { isResponse, type FailureKind } from '../http/failure';
import type { ApiRequest } from '../http/request';
import type { SendResult } from '../http/retry';
import { toErrorText, toFacts, toTried } from './messages';

/** The node and item that sent a request, and how to redact its secrets. */
interface Origin {
	node: INode;
	itemIndex?: number;
	credential: Pick<Credential, 'baseUrl' | 'data'>;
	redact: ReturnType<typeof redactor>;
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
	{ node, itemIndex, credential, redact }: Origin,
): RelasiApiError {
	const { attempts, kind } = result;
	// Redacted before texts are shortened: half a key would no longer be recognised.
	const httpResult = redact(result.httpResult);
	const proxy = toProxy(credential.data);
	const facts = toFacts(
		{ ...result, httpResult },
		request,
		credential.baseUrl,
		proxy && `${proxy.host}:${proxy.port}`,
	);
	const text = toErrorText(kind, facts);
	const isTried = kind && !['cancelled', 'certificate', 'local'].includes(kind);
	const description = [
		request.completedBefore,
		attempts.outcomeUnknown && request.hintIfOutcomeUnknown,
		text.description,
		(isTried || attempts.tries === 0) && kind !== 'cancelled' && toTried(result),
	];
	const { retryAfterMs } = attempts;
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
