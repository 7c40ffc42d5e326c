import { NodeApiError, type INode } from 'n8n-workflow';

import type { ApiRequest } from '../http/request';
import type { redactor } from '../credential/credential';
import type { Explanation } from './errorText';
import { explainFault } from './failureMessages';
import { isResponse, type Fault, type HttpResponse } from '../http/failure';
import type { SendResult } from '../http/retry';
import { explainStatus } from './statusMessages';

/** Where a request came from, and how its key is kept out of what is told. */
interface Origin {
	node: INode;
	itemIndex?: number;
	baseUrl: string;
	redact: ReturnType<typeof redactor>;
}

interface Details extends Explanation {
	kind: RelasiApiError['kind'];
	status?: number;
	outcomeUnknown?: boolean;
	itemIndex?: number;
}

/** A request to Relasi that brought no success: tells code what came of it, and the user what to do. */
export class RelasiApiError extends NodeApiError {
	/** What went wrong on the way; `rejected` when the API itself said no. */
	readonly kind: Fault | 'rejected';

	/** HTTP status of the last response; undefined when none came. */
	readonly status?: number;

	/** Whether the API may have carried out the request all the same. */
	readonly outcomeUnknown: boolean;

	constructor(node: INode, { kind, status, outcomeUnknown = false, ...details }: Details) {
		// Nothing of n8n's own HTTP error goes in: it carries the key.
		super(node, {}, details);
		// n8n and its editor know this error by its name.
		this.name = 'NodeApiError';
		// n8n puts a sentence of its own in place of one that has a word such as ECONNRESET in it.
		this.message = details.message;
		this.kind = kind;
		this.status = status;
		this.outcomeUnknown = outcomeUnknown;
	}
}

/** Whether an error says that Relasi answered with one of these statuses. */
export const hasStatus = (error: unknown, ...statuses: number[]): error is RelasiApiError =>
	error instanceof RelasiApiError && statuses.includes(error.status ?? 0);

/** Whether an error leaves open if the API carried out the request. */
export const isOutcomeUnknown = (error: unknown): error is RelasiApiError =>
	error instanceof RelasiApiError && error.outcomeUnknown;

/** The error of a request without success. */
export function toRelasiApiError(
	result: SendResult,
	request: ApiRequest,
	origin: Origin,
): RelasiApiError {
	const { node, itemIndex, baseUrl, redact } = origin;
	// Before anything is cut: half a key that escapes is no longer recognised.
	const shown = { ...result, httpResult: redact(result.httpResult) };
	const { message, description, httpCode, failure } = explain(shown, request, baseUrl);
	const { httpResult, fault, attempts } = result;
	return new RelasiApiError(node, {
		message: redact(message),
		description: redact(description),
		httpCode,
		itemIndex,
		...(failure && { failure }),
		kind: fault ?? 'rejected',
		status: isResponse(httpResult) ? httpResult.status : undefined,
		outcomeUnknown: attempts.outcomeUnknown,
	});
}

/** One sentence on what happened and one on what to do. */
function explain(result: SendResult, request: ApiRequest, baseUrl: string): Explanation {
	const { httpResult, fault, attempts } = result;
	const explanation = fault
		? explainFault(fault, result, baseUrl)
		: explainStatus(httpResult as HttpResponse, request, baseUrl);
	const before = [
		request.completedBefore,
		attempts.outcomeUnknown && request.hintIfOutcomeUnknown,
		explanation.description,
	];
	return { ...explanation, description: before.filter(Boolean).join(' ') };
}
