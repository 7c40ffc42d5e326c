import type { Operation } from '../../../shared/descriptions/describeResource';
import { carriedOutBy } from '../../../shared/transport/routing';
import { nameField, optionalFields } from './fields';
import { checkedInput } from './input';

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a contact',
		description:
			'Create a new contact, even if one with the same email or phone exists. To avoid doubles use Create or Update.',
		routing: {
			request: { method: 'POST', url: '/contacts' },
			...carriedOutBy(async ({ api, context, routed }) => {
				const { body } = await api.send({
					method: 'POST',
					path: routed.path,
					body: checkedInput(context, { name: '', ...routed.body }),
					// The API has no idempotency key for contacts: a repeat would make a second one.
					repeat: 'ifUnsent',
					ifUnsure:
						'The contact may have been created all the same. Use Create or Update instead of running Create again: it looks for the contact first.',
				});
				return [body];
			}),
		},
	},
	fields: [
		nameField,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: optionalFields,
		},
	],
};
