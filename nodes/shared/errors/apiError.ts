import { NodeApiError, type INode } from 'n8n-workflow';

import type { Credential, redactor } from '../credential/credential';
import { isResponse, type FailureKind } from '../http/failure';
import type { ApiRequest } from '../http/request';
import type { SendResult } from '../http/retry';
import { toFacts, toTried } from './errorText';
import { FAILURE_MESSAGES } from './failureMessages';
import { toStatusMessage } from './statusMessages';

/** Where a request came from, and how its secrets are kept out of what is shown. */
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

/** A request to Relasi that brought no success: tells code what came of it, and the user what to do. */
export class RelasiApiError extends NodeApiError {
	/** What went wrong on the way; `rejected` when the API itself said no. */
	readonly kind: FailureKind | 'rejected';

	/** HTTP status of the last response; undefined when none came. */
	readonly status?: number;

	/** Whether the API may have carried out the request all the same. */
	readonly outcomeUnknown: boolean;

	constructor(node: INode, { kind, status, outcomeUnknown = false, ...details }: Details) {
		// Nothing of n8n's own HTTP error goes in: it carries the key.
		// A code such as ECONNRESET as `httpCode` would make n8n replace the message with its own.
		super(node, {}, { ...details, httpCode: String(status ?? 'none') });
		// n8n and its editor know this error by its name.
		this.name = 'NodeApiError';
		// n8n puts a sentence of its own in place of one that has a word such as ECONNRESET in it.
		this.message = details.message;
		this.kind = kind;
		this.status = status;
		this.outcomeUnknown = outcomeUnknown;
	}
}

/** Whether Relasi itself rejected a request with one of these statuses. */
export const hasStatus = (error: unknown, ...statuses: number[]): error is RelasiApiError =>
	error instanceof RelasiApiError &&
	error.kind === 'rejected' &&
	statuses.includes(error.status ?? 0);

/** Whether an error leaves open if the API carried out the request. */
export const isOutcomeUnknown = (error: unknown): error is RelasiApiError =>
	error instanceof RelasiApiError && error.outcomeUnknown;

/** The error of a request without success: what happened, and what to do. */
export function toRelasiApiError(
	result: SendResult,
	request: ApiRequest,
	{ node, itemIndex, credential, redact }: Origin,
): RelasiApiError {
	const { attempts, kind } = result;
	// Before anything is cut: half a key that escapes is no longer recognised.
	const httpResult = redact(result.httpResult);
	const facts = toFacts(
		{ ...result, httpResult },
		request,
		credential.baseUrl,
		Boolean(credential.data.proxy),
	);
	const text = kind ? FAILURE_MESSAGES[kind](facts) : toStatusMessage(facts);
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
