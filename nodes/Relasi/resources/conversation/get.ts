import type { Operation } from '../../operations/describeResources';
import { conversationLocator } from '../../../shared/descriptions/locators';
import { readIdParameter } from '../../../shared/input/ids';
import { invalid } from '../../../shared/input/values';
import { handledBy } from '../../operations/handler';
import { getConversationIndex } from './conversationIndex';
import { includeOptions, readInclude, withIncluded } from './include';

/** The schema of the output in `nodes/schemas`. */
export const output = 'conversation';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get conversation',
		description: 'Retrieve a conversation, optionally with its contact and last message',
		routing: {
			request: { method: 'GET', url: '/conversations' },
			...handledBy(async (run) => {
				const id = readIdParameter(run.context, 'conversationId', 'Conversation');
				const include = readInclude(run);
				const conversation = await getConversationIndex(run).withId(id);
				if (conversation) return await withIncluded(run, [conversation], include);
				throw invalid(
					run.context,
					`Relasi has no conversation with the ID “${id}”`,
					'Check the ID, or choose from the list instead. The ID may belong to another workspace than the API key. A customer_id is the ID of a contact, not of a conversation.',
				);
			}),
		},
	},
	fields: [
		conversationLocator({
			displayName: 'Conversation',
			name: 'conversationId',
			description:
				"The conversation to retrieve. An AI agent gives its ID (a message's conversation_id).",
		}),
		includeOptions,
	],
};
