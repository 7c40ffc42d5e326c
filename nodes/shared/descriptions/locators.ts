import type { INodeProperties } from 'n8n-workflow';

interface Locator {
	displayName: string;
	name: string;
	description: string;
}

const locator = (
	{ displayName, name, description }: Locator,
	searchListMethod: string,
	placeholder: string,
): INodeProperties => ({
	displayName,
	name,
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod, searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder,
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '\\s*\\S+\\s*',
						errorMessage: 'An ID has no spaces inside',
					},
				},
			],
		},
	],
});

/** A contact, searched by name, phone or email. */
export const contactLocator = (texts: Locator): INodeProperties =>
	locator(texts, 'searchContacts', 'e.g. 0198f3a2-5c1e-7b44');

/** A conversation, recognised by its contact's name, channel and last activity. */
export const conversationLocator: INodeProperties = locator(
	{
		displayName: 'Conversation',
		name: 'conversationId',
		description:
			'The conversation to write into. An AI agent gives the conversation_id or, of a conversation, the ID.',
	},
	'searchConversations',
	'e.g. 0198f3a2-77d0-7c1f',
);
