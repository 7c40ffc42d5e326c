import type { IExecutePaginationFunctions } from 'n8n-workflow';

/** What an execution notes about a conversation. */
interface Note {
	/** The digest of the message that the execution answers. */
	answers?: number;
	/** True if an AI agent has handed over to a human. */
	isHandedOver?: boolean;
}

/**
 * Gives the notes, by the IDs of conversations. n8n stores the flow's context with the execution, so a retry of the
 * node or of the execution finds it, and the IDs of messages stay the same.
 */
const getNotes = (context: IExecutePaginationFunctions): Record<string, Note | undefined> =>
	(context.getContext('flow').relasiConversations ?? {}) as Record<string, Note | undefined>;

/** Gives what the execution has noted about a conversation. */
export const getNote = (context: IExecutePaginationFunctions, conversationId: string): Note =>
	getNotes(context)[conversationId] ?? {};

/** Notes something about a conversation, and keeps the rest. */
export function note(
	context: IExecutePaginationFunctions,
	conversationId: string,
	news: Note,
): void {
	context.getContext('flow').relasiConversations = {
		...getNotes(context),
		[conversationId]: { ...getNote(context, conversationId), ...news },
	};
}
