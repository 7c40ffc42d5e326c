import type { StoredCredential } from '../../../scripts/n8n/api';
import { fromAi } from '../support/ai';
import { locator, relasi } from '../support/workflows';

/** What the agent has at hand; the names are what the model calls them by. */
export function toolsOf(credential: StoredCredential) {
	const conversation = locator(fromAi('Conversation', 'ID of the conversation'));
	const filters = { conversationId: fromAi('Conversation', 'ID of the conversation') };
	const tool = (name: string, parameters: Parameters<typeof relasi>[1]) =>
		relasi(name, parameters, credential, 'relasiTool');
	return [
		tool('Find contacts', {
			resource: 'contact',
			operation: 'getAll',
			limit: 5,
			filters: { search: fromAi('Search', 'Name, email, phone or company') },
		}),
		tool('Get many conversations', {
			resource: 'conversation',
			operation: 'getAll',
			returnAll: true,
		}),
		tool('Read conversation', {
			resource: 'message',
			operation: 'getAll',
			filters,
			options: { asTranscript: true, maxCharacters: 4000 },
		}),
		tool('Get messages', { resource: 'message', operation: 'getAll', limit: 3, filters }),
		{
			...tool('Send reply', {
				resource: 'message',
				operation: 'send',
				conversationId: conversation,
				text: fromAi('Text', 'What the customer reads'),
			}),
			retryOnFail: true,
			maxTries: 3,
			waitBetweenTries: 100,
		},
	];
}
