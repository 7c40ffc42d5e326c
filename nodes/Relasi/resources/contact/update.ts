import type { Operation } from '../../operations/describeResources';
import { invalid } from '../../../shared/input/values';
import { handledBy } from '../../operations/handler';
import { updateContact } from './contactApi';
import { nameField, optionalFields } from './fields';
import { checkedInput } from './input';
import { contactField, locateContact } from './find/locate';

/** What comes out: an object of `nodes/schemas`. */
export const output = 'contact';

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a contact',
		description: 'Change some fields of a contact and leave the others as they are',
		routing: {
			request: { method: 'PUT', url: '/contacts' },
			...handledBy(async (run) => {
				const { api, context, routed } = run;
				const changes = checkedInput(run, routed.body);
				if (Object.keys(changes).length === 0) {
					throw invalid(
						context,
						'There is nothing to update',
						'Add at least one field under Update Fields. A field that is added and left empty is cleared.',
					);
				}
				const { id, check } = await locateContact(run, 'contactId', 'Contact');
				return [
					await updateContact(api, id, changes, (present) => {
						check?.(present);
						if (present.name || changes.name !== undefined) return;
						throw invalid(
							context,
							'The contact has no name, and Relasi changes no contact without one',
							"Add 'Name' under Update Fields as well.",
						);
					}),
				];
			}),
		},
	},
	fields: [
		contactField,
		{
			displayName: 'Update Fields',
			name: 'updateFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [...optionalFields, { ...nameField, required: undefined }],
		},
	],
};
