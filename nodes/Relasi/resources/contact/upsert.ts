import type { INodeProperties } from 'n8n-workflow';

import { countryCodeField } from '../../../shared/credential/credential';
import { optionsField } from '../../../shared/descriptions/fields';
import type { Operation } from '../../operations/describeResources';
import { readChoiceParameter } from '../../../shared/input/values';
import { withMutex } from '../../../shared/async';
import { handledBy } from '../../operations/handler';
import { createOrUpdate } from './createOrUpdate';
import { nameField, additionalFields } from './fields';
import { MATCHES } from './identity/match';
import { readContactInput, readMatch, readNewContactInput } from './input';

const matchBy: INodeProperties = {
	displayName: 'Match By',
	name: 'matchBy',
	type: 'options',
	options: [
		{ name: 'Email', value: 'email' },
		{ name: 'Phone', value: 'phone' },
	],
	default: 'email',
	description: 'How to find a contact that already exists',
	builderHint: {
		propertyHint:
			'Prefer this operation over create, which makes duplicates. Match by phone where the data comes from a chat.',
	},
};

const matchValue: INodeProperties = {
	displayName: 'Match Value',
	name: 'matchValue',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. nathan@example.com or +6281234567890',
	hint: "Enter a phone with + and country code, or set 'Default Country Code' in the options or the credential",
	description: "The contact's email or phone, in any spelling",
};

const options: INodeProperties = optionsField([
	countryCodeField(
		'The country of a phone number without a country code. Defaults to the one in the credential.',
	),
]);

/** The schema of the output in `nodes/schemas`. */
export const output = 'upsertedContact';

export const upsert: Operation = {
	option: {
		name: 'Create or Update',
		value: 'upsert',
		action: 'Create or update contact',
		description:
			'Create a new contact, or update the current one if it already exists (upsert)',
		routing: {
			request: { method: 'POST', url: '/contacts' },
			...handledBy(async (run) => {
				const { api, context, routed } = run;
				const by = readChoiceParameter(context, 'matchBy', 'Match By', MATCHES);
				const given = context.getNodeParameter('matchValue', '');
				const match = readMatch(run, by, given, 'Match Value');
				readContactInput(run, { [by]: match.text });
				const input = readNewContactInput(run, routed.body);
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
	fields: [matchBy, matchValue, nameField, additionalFields, options],
};
