import type { IExecutePaginationFunctions } from 'n8n-workflow';

import { toDigest, type Mark } from '../../../shared/execution/messageMark';

/**
 * Notes of an execution on its conversations, by their IDs. n8n stores the flow's context with the
 * execution, so a retry of the node or of the execution finds it, and the IDs of messages stay the same.
 */
interface Conversations {
	/** The digest of the message that the execution answers. */
	relasiAnswers?: Record<string, number>;
	/** True where an AI agent has handed over to a human. */
	relasiHandedOver?: Record<string, boolean>;
}

const getFlowMemory = (context: IExecutePaginationFunctions): Conversations =>
	context.getContext('flow');

/** Notes that what the execution sends into this conversation from now on answers this message. */
export function beginAnswer(
	context: IExecutePaginationFunctions,
	conversationId: string,
	messageId: string,
): void {
	const known = getFlowMemory(context);
	known.relasiAnswers = { ...known.relasiAnswers, [conversationId]: toDigest(messageId) };
	noteHandOver(context, conversationId, false);
}

/** Makes the mark of a message that the execution sends into this conversation. */
export function answerMark(context: IExecutePaginationFunctions, conversationId: string): Mark {
	const to = getFlowMemory(context).relasiAnswers?.[conversationId];
	return to === undefined ? { kind: 'plain' } : { kind: 'answer', to };
}

/** Notes whether an AI agent of this execution has handed this conversation over. */
export function noteHandOver(
	context: IExecutePaginationFunctions,
	conversationId: string,
	isHandedOver: boolean,
): void {
	const known = getFlowMemory(context);
	known.relasiHandedOver = { ...known.relasiHandedOver, [conversationId]: isHandedOver };
}

/** Tells whether an AI agent of this execution has handed this conversation over. */
export const hasHandedOver = (
	context: IExecutePaginationFunctions,
	conversationId: string,
): boolean => getFlowMemory(context).relasiHandedOver?.[conversationId] === true;
