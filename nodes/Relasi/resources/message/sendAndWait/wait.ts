import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import type { ApprovalWords } from '../decision/approval';

/** The answer that a question waits for. */
export type ExpectedAnswer =
	| { responseType: 'reply' }
	| ({ responseType: 'approval' } & ApprovalWords)
	| { responseType: 'choice'; choices: string[] };

/** A question that was sent, and what is known of its answer: plain JSON, since n8n stores it while it waits. */
export interface Pending {
	/** The index of the input item. */
	item: number;
	conversationId: string;
	/** The message that was sent, as the API returned it. */
	question: IDataObject;
	expected: ExpectedAnswer;
	/** The IDs of the messages that were there before the question, as far back as an answer may be dated. */
	knownIds: string[];
	/** The end of the wait, in ms since 1970 by n8n's clock. */
	deadlineMs: number;
	/** The pause after which a reply is complete, or the customer is asked again. */
	quietMs: number;
	/** The body of the request that asks again; it is removed once it was sent. */
	clarification?: IDataObject & { client_request_id: string };
	/** The lead of the API's clock over n8n's, in ms. */
	clockAheadMs?: number;
	/** The customer's newest message so far, and when they wrote it by n8n's clock, at the latest when n8n saw it. */
	newest?: { id: string; sinceMs: number };
}

/** An item that is no longer waited for: with its output, or with the reason why it failed. */
interface Settled {
	item: number;
	result?: IDataObject;
	failure?: Failure;
}

/** An item of the asking node. */
export type ItemWait = Pending | Settled;

/** An error as it can be stored. */
export interface Failure {
	message: string;
	description?: string;
}

/** The wait of an item as n8n stores it, in an item of the inner workflow. */
export interface StoredWait {
	/** The execution that asked; the wait ends with it. */
	parentExecutionId: string;
	/** The watching execution, for which the asking one waits. */
	watchExecutionId?: string;
	continueOnFail: boolean;
	askedAtMs: number;
	nextPollMs: number;
	isOver: boolean;
	wait: ItemWait;
}

export const isPending = (wait: ItemWait): wait is Pending => 'question' in wait;

/** Tells whether nothing is left to wait for, or an item failed and the node is to fail with it. */
export const isOver = (waits: ItemWait[], continueOnFail: boolean): boolean =>
	!waits.some(isPending) ||
	(!continueOnFail && waits.some((wait) => !isPending(wait) && wait.failure));

/** Tells whether an item carries a wait: n8n makes up an empty item for an execution that crashed. */
export const hasStoredWait = ({ json }: INodeExecutionData): boolean =>
	json.relasiWaiting !== undefined;

/** Gets the wait that an item carries; the item's other data is there for credentials that are expressions. */
export const toStoredWait = ({ json }: INodeExecutionData): StoredWait =>
	json.relasiWaiting as unknown as StoredWait;

/** Changes the wait that an item carries, or adds one. */
export const withStoredWait = (
	item: INodeExecutionData,
	change: Partial<StoredWait>,
): INodeExecutionData => ({
	json: { ...item.json, relasiWaiting: { ...toStoredWait(item), ...change } as IDataObject },
});

/** Settles what is still waited for with a failure. */
export const withFailure = (wait: ItemWait, failure: Failure): ItemWait =>
	isPending(wait) ? { item: wait.item, failure } : wait;

/** Makes one item for each input item, in their order. Throws NodeOperationError for one that failed. */
export function toOutput(
	context: IExecuteFunctions,
	waits: ItemWait[],
	continueOnFail: boolean,
): INodeExecutionData[] {
	const settled = waits.filter((wait): wait is Settled => !isPending(wait));
	return settled.map(({ item, result, failure }) => {
		if (failure && !continueOnFail) {
			const { message, description } = failure;
			throw new NodeOperationError(context.getNode(), message, {
				description,
				itemIndex: item,
			});
		}
		return { json: failure ? { error: failure.message } : result!, pairedItem: { item } };
	});
}
