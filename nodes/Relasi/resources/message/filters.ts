import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { filtersField } from '../../../shared/descriptions/fields';
import { readOptionalTimeMs } from '../../../shared/input/time';
import { contactLocator, conversationLocator } from '../../../shared/descriptions/locators';
import { readFilters } from '../../../shared/input/filters';
import { readOptionalId } from '../../../shared/input/ids';
import { readChoice, invalid } from '../../../shared/input/values';
import { toCreatedMs } from '../../../shared/pagination/readInOrder';

/** The messages that are wanted. */
export interface Filtered {
	/** The filters that the API has. */
	query: { conversation_id?: string; message_session_id?: string };
	/** The filters choose one conversation, session or contact. */
	isNarrow: boolean;
	/** The value of the contact's locator. */
	contact?: unknown;
	/** Undefined if there are no filters but those of the API. */
	matches?: (message: IDataObject) => boolean;
	sinceMs?: number;
}

const DIRECTIONS = ['received', 'sent'] as const;

export const filters: INodeProperties = filtersField([
	{
		...contactLocator({
			displayName: 'Contact',
			name: 'contactId',
			description: 'Return only messages of conversations with this contact',
		}),
		required: undefined,
	},
	{
		...conversationLocator({
			displayName: 'Conversation',
			name: 'conversationId',
			description:
				"Return only messages of this conversation. An AI agent gives its ID (a message's conversation_id).",
		}),
		required: undefined,
	},
	{
		displayName: 'Created After',
		name: 'createdAfter',
		type: 'dateTime',
		default: '',
		description: 'Return only messages created at or after this time',
	},
	{
		displayName: 'Direction',
		name: 'direction',
		type: 'options',
		options: [
			{ name: 'Received', value: 'received' },
			{ name: 'Sent', value: 'sent' },
		],
		default: 'received',
		description: 'Return only messages from the customer (Received) or to the customer (Sent)',
	},
	{
		displayName: 'Message Session ID',
		name: 'messageSessionId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0198f3a2-8c55-7a3e',
		description:
			"Return only messages of this session of a conversation: a message's message_session_id",
	},
]);

/** Reads the filters; throws NodeOperationError for one that gives nothing, or isn't valid. */
export function readMessageFilters(context: IExecutePaginationFunctions): Filtered {
	const given = readFilters(context, ['createdAfter', 'direction']);
	const conversationId = readOptionalId(context, given, 'conversationId', 'Conversation');
	const sessionId = readOptionalId(context, given, 'messageSessionId', 'Message Session ID');
	const hasContact = given.contactId !== undefined;
	const hasConversation = (conversationId ?? sessionId) !== undefined;
	if (hasContact && hasConversation) {
		throw invalid(
			context,
			"The filter 'Contact' can't be combined with 'Conversation' or 'Message Session ID'",
			'Remove one of them: a conversation belongs to one contact.',
		);
	}
	const sinceMs = readOptionalTimeMs(context, given.createdAfter, 'Created After');
	const direction =
		given.direction === undefined
			? undefined
			: readChoice(context, given.direction, 'Direction', DIRECTIONS);
	const matches = (message: IDataObject) =>
		(direction === undefined ||
			(message.from_customer === true) === (direction === 'received')) &&
		(sinceMs === undefined || toCreatedMs(message) >= sinceMs);
	return {
		query: {
			...(conversationId !== undefined && { conversation_id: conversationId }),
			...(sessionId !== undefined && { message_session_id: sessionId }),
		},
		isNarrow: hasContact || hasConversation,
		...((direction !== undefined || sinceMs !== undefined) && { matches }),
		sinceMs,
		contact: given.contactId,
	};
}
