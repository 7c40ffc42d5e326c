import type { Operation } from '../../../shared/descriptions/describeResource';
import { contactLocator } from '../../../shared/descriptions/locators';
import { idOf } from '../../../shared/input/ids';
import { invalid } from '../../../shared/input/invalid';
import { handledBy } from '../../../shared/transport/routing';
import { updateContact } from './contact';
import { nameField, optionalFields } from './fields';
import { checkedInput } from './input';

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a contact',
		description: 'Change some fields of a contact and leave the others as they are',
		routing: {
			request: { method: 'PUT', url: '/contacts' },
			...handledBy(async ({ api, context, routed }) => {
				const id = idOf(context, 'contactId', 'Contact');
				const changes = checkedInput(context, routed.body);
				if (Object.keys(changes).length === 0) {
					throw invalid(
						context,
						'There is nothing to update',
						'Add at least one field under Update Fields. A field that is added and left empty is cleared.',
					);
				}
				return [await updateContact(api, id, changes)];
			}),
		},
	},
	fields: [
		contactLocator({
			displayName: 'Contact',
			name: 'contactId',
			description: 'The contact to change. An AI agent gives its ID.',
		}),
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			// Not localeCompare: its first call loads a language's rules, which takes longer than all this package.
			options: [...optionalFields, { ...nameField, required: undefined }].sort((a, b) =>
				a.displayName < b.displayName ? -1 : 1,
			),
		},
	],
};
