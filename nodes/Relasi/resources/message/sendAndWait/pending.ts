import type { IDataObject } from 'n8n-workflow';

/** A question that was sent, and what is known of its answer: plain JSON, since n8n stores it while it waits. */
export interface Pending {
	/** The index of the input item. */
	item: number;
	/** Whether the customer can also decide on a page. */
	hasPage?: boolean;
	conversationId: string;
	/** The message that was sent, as the API has it; undefined when the item failed before. */
	question?: IDataObject;
	responseType: 'approval' | 'reply';
	/** When the waiting ends, in ms since 1970 by the clock of n8n. */
	deadlineMs: number;
	quietMs: number;
	approveWords: string[];
	declineWords: string[];
	/** How far the clock of the message times is ahead of n8n's, in ms. */
	clockAheadMs?: number;
	/** The newest message of the reply so far, and since when it is known to be. */
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

/** Whether there is nothing more to wait for. */
export const isSettled = ({ result, failure }: Pending): boolean =>
	result !== undefined || failure !== undefined;
