import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { Message } from '../../../../shared/api/types';
import type { ApprovalWords } from './approval';

/** A question that was sent, and what is known of its answer: plain JSON, since n8n stores it while it waits. */
export interface Pending extends ApprovalWords {
	/** The index of the input item. */
	item: number;
	conversationId: string;
	/** The message that was sent, as the API has it; undefined when the item failed before. */
	question?: Message;
	responseType: 'approval' | 'choice' | 'reply';
	choices: string[];
	/** What of the conversation was there before the question, as far back as answers are looked for. */
	knownIds: string[];
	/** When the waiting ends, in ms since 1970 by the clock of n8n. */
	deadlineMs: number;
	/** For how long the customer has to pause: for a reply to be complete, or to be asked again. */
	quietMs: number;
	/** Sent once after an answer that is not clear: the fields of the request. */
	clarification?: IDataObject & { client_request_id: string };
	/** How far the clock of the message times is ahead of n8n's, in ms. */
	clockAheadMs?: number;
	/** The newest message of the customer so far, and since when it is known to be. */
	newest?: { id: string; sinceMs: number };
	/** The output of the item, once it is known. */
	result?: IDataObject;
	/** Why the item failed. */
	failure?: Failure;
}

/** An error as it can be stored. */
export interface Failure {
	message: string;
	description?: string;
}

/** The questions of one credential that an execution waits for, as n8n stores them. */
export interface StoredWait {
	/** The execution that asked; the waiting ends with it. */
	parentExecutionId: string;
	/** The execution that watches over the polling one, for which the asking one waits. */
	watchExecutionId?: string;
	continueOnFail: boolean;
	askedAtMs: number;
	nextPollMs: number;
	isOver: boolean;
	pending: Pending[];
}

/** Whether there is nothing more to wait for. */
export const isSettled = ({ result, failure }: Pending): boolean =>
	result !== undefined || failure !== undefined;

/** Whether nothing is left to wait for, or an item failed and the node is to fail with it. */
export const isOver = (pending: Pending[], continueOnFail: boolean): boolean =>
	pending.every(isSettled) || (!continueOnFail && pending.some(({ failure }) => failure));

/** Whether an item carries a wait; one that n8n makes up for an execution that crashed does not. */
export const hasStoredWait = ({ json }: INodeExecutionData): boolean =>
	json.relasiWaiting !== undefined;

/** The wait that an item carries; the rest of it is there for credentials that are expressions. */
export const toStoredWait = ({ json }: INodeExecutionData): StoredWait =>
	json.relasiWaiting as unknown as StoredWait;

export const withStoredWait = (
	item: INodeExecutionData,
	waiting: StoredWait,
): INodeExecutionData => ({
	json: { ...item.json, relasiWaiting: waiting as unknown as IDataObject },
});

/** The waits with a failure where nothing else is known. */
export const withFailure = (pending: Pending[], failure: Failure): Pending[] =>
	pending.map((each) => (isSettled(each) ? each : { ...each, failure }));

/** One item for each input item, in their order. Throws NodeOperationError for one that failed. */
export function toOutput(
	context: IExecuteFunctions,
	pending: Pending[],
	continueOnFail: boolean,
): INodeExecutionData[] {
	const inOrder = [...pending].sort((one, other) => one.item - other.item);
	const failed = inOrder.find(({ failure }) => failure);
	if (failed?.failure && !continueOnFail) {
		const { message, description } = failed.failure;
		throw new NodeOperationError(context.getNode(), message, {
			description,
			itemIndex: failed.item,
		});
	}
	return inOrder.flatMap(({ item, result, failure }) => {
		const json = failure ? { error: failure.message } : result;
		return json ? [{ json, pairedItem: { item } }] : [];
	});
}
