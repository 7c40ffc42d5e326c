import type { INodeProperties } from 'n8n-workflow';

/** What differs among locators; `required` and `default` take the place of those that all have. */
type Locator = Partial<INodeProperties> & Pick<INodeProperties, 'displayName' | 'name'>;

const locator: Pick<INodeProperties, 'type' | 'required' | 'default'> = {
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
};

/** Makes the field for a contact: searched in a list, or given by ID, email or phone. */
export const contactLocator = (texts: Locator): INodeProperties => ({
	...locator,
	...texts,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a contact…',
			typeOptions: { searchListMethod: 'searchContacts', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 0198f3a2-5c1e-7b44',
		},
		{
			displayName: 'By Email',
			name: 'email',
			type: 'string',
			placeholder: 'e.g. nathan@example.com',
		},
		{
			displayName: 'By Phone',
			name: 'phone',
			type: 'string',
			hint: 'With + and country code',
			placeholder: 'e.g. +6281234567890',
		},
	],
});

/** Makes the field for a conversation: searched in a list, or given by ID. */
export const conversationLocator = (texts: Locator): INodeProperties => ({
	...locator,
	...texts,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a conversation…',
			typeOptions: { searchListMethod: 'searchConversations', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 0198f3a2-77d0-7c1f',
		},
	],
});
