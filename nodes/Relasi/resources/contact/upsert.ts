import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { optionsField } from '../../../shared/descriptions/fields';
import type { Operation } from '../../operations/describeResources';
import { choiceOf } from '../../../shared/input/values';
import { withMutex } from '../../../shared/async';
import { handledBy } from '../../operations/handler';
import { createOrUpdate } from './createOrUpdate';
import { nameField, additionalFields } from './fields';
import { countryCodeOf, matchOf } from './locate';
import { checkedInput, checkedNewInput } from './input';
import { MATCHES } from './match';

const matchBy: INodeProperties = {
	displayName: 'Match By',
	name: 'matchBy',
	type: 'options',
	options: [
		{ name: 'Email', value: 'email' },
		{ name: 'Phone', value: 'phone' },
	],
	default: 'email',
	description: 'How to recognise a contact that already exists',
};

const matchValue: INodeProperties = {
	displayName: 'Match Value',
	name: 'matchValue',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. nathan@example.com or +6281234567890',
	hint: 'A phone needs + and country code, such as +6281234567890',
	description:
		'The email (upper or lower case does not matter) or phone (compared by its digits and leading +) of the contact',
};

const options: INodeProperties = optionsField([
	{
		displayName: 'Default Country Code',
		name: 'defaultCountryCode',
		type: 'string',
		default: '',
		placeholder: 'e.g. +62',
		description: 'A phone that begins with 0 is read as a number of this country',
	},
]);

/** What comes out: an object of `nodes/schemas`. */
export const output = 'upsertedContact';

export const upsert: Operation = {
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update a contact',
		description:
			'Create a new contact, or update the current one if it already exists (upsert)',
		routing: {
			request: { method: 'POST', url: '/contacts' },
			...handledBy(async (run) => {
				const { api, context, routed } = run;
				const by = choiceOf(context, 'matchBy', 'Match By', MATCHES);
				const given = context.getNodeParameter('matchValue', '');
				const code = countryCodeOf(
					context,
					context.getNodeParameter('options', {}) as IDataObject,
				);
				const match = matchOf(context, by, given, 'Match Value', code);
				checkedInput(context, { [by]: match.text });
				const input = checkedNewInput(context, routed.body);
				// Cleared, the contact would not be found the next time, and be created again.
				if (input[by] === '') delete input[by];
				// Two items with the same value would both find nothing and both create.
				return await withMutex(
					`${api.keyId} ${by} ${match.key}`,
					async () => [await createOrUpdate(run, match, input)],
					api.waiter,
				);
			}),
		},
	},
	// A field that operations share stands where the first of them has it: above Match By.
	fields: [matchBy, matchValue, { ...nameField }, additionalFields, options],
};
