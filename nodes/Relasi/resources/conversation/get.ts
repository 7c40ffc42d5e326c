import type { Operation } from '../../operations/describeResources';
import { conversationLocator } from '../../../shared/descriptions/locators';
import { readIdParameter } from '../../../shared/input/ids';
import { invalid } from '../../../shared/input/values';
import { handledBy } from '../../operations/handler';
import { getConversationIndex } from './conversationIndex';
import { includeOptions, withIncluded } from './include';

/** What comes out: an object of `nodes/schemas`. */
export const output = 'conversation';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a conversation',
		description: 'Get one conversation by its ID, if wanted with its contact and last message',
		routing: {
			request: { method: 'GET', url: '/conversations' },
			...handledBy(async (run) => {
				const id = readIdParameter(run.context, 'conversationId', 'Conversation');
				const conversation = await getConversationIndex(run).withId(id);
				if (conversation) return await withIncluded(run, [conversation]);
				throw invalid(
					run.context,
					`Relasi has no conversation with the ID “${id}”`,
					'Check the ID, or choose from the list instead. It may belong to another workspace than the API key. An ID from customer_id is a contact’s, not a conversation’s.',
				);
			}),
		},
	},
	fields: [
		conversationLocator({
			displayName: 'Conversation',
			name: 'conversationId',
			description:
				'The conversation to get. An AI agent gives its ID, e.g. the conversation_id of a message.',
		}),
		includeOptions,
	],
};
