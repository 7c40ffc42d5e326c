import type { INodeProperties } from 'n8n-workflow';

/** What differs among locators; `required` and `default` take the place of those that all have. */
type Locator = Partial<INodeProperties> & Pick<INodeProperties, 'displayName' | 'name'>;

/** Makes a field for an object of this kind: searched in a list, or given by ID. */
const locator = (
	texts: Locator,
	kind: string,
	searchListMethod: string,
	id: string,
): INodeProperties => ({
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	...texts,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: `Choose a ${kind}…`,
			typeOptions: { searchListMethod, searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${id}` },
	],
});

/** Makes the field for a contact: searched in a list, or given by ID, email or phone. */
export const contactLocator = (texts: Locator): INodeProperties => {
	const field = locator(texts, 'contact', 'searchContacts', '0198f3a2-5c1e-7b44');
	return {
		...field,
		modes: [
			...field.modes!,
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
	};
};

/** Makes the field for a conversation: searched in a list, or given by ID. */
export const conversationLocator = (texts: Locator): INodeProperties =>
	locator(texts, 'conversation', 'searchConversations', '0198f3a2-77d0-7c1f');
