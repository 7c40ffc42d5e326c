import { NodeApiError, type INode } from 'n8n-workflow';

import type { ApiRequest } from '../http/request';
import type { redactor } from '../credential/credential';
import type { Explanation } from './errorText';
import { explainFault } from './failureMessages';
import type { HttpResponse } from '../http/failure';
import type { SendResult } from '../http/retry';
import { explainStatus } from './statusMessages';

/** Where a request came from, and how its key is kept out of what is told. */
interface Origin {
	node: INode;
	itemIndex?: number;
	baseUrl: string;
	redact: ReturnType<typeof redactor>;
}

/** The error of a request without success. Nothing of n8n's own HTTP error goes in: it carries the key. */
export function errorOf(result: SendResult, request: ApiRequest, origin: Origin): NodeApiError {
	const { node, itemIndex, baseUrl, redact } = origin;
	// Before anything is cut: half a key that escapes is no longer recognised.
	const shown = { ...result, httpResult: redact(result.httpResult) };
	const { message, description, httpCode, failure } = explain(shown, request, baseUrl);
	const texts = { message: redact(message), description: redact(description) };
	const error = new NodeApiError(
		node,
		{},
		{ ...texts, httpCode, itemIndex, ...(failure && { failure }) },
	);
	// n8n puts a sentence of its own in place of one that has a word such as ECONNRESET in it.
	error.message = texts.message;
	if (result.attempts.outcomeUnknown) error.context.isOutcomeUnknown = true;
	return error;
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
