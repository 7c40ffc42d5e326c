import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../operations/describeResources';
import { handledBy } from '../../operations/handler';
import { createContact, readContact } from './contactApi';
import { newContactFields } from './fields';
import { readNewContactInput } from './input';
import { runOnce } from '../../../shared/execution/once';

const HINT_IF_OUTCOME_UNKNOWN =
	"The contact may have been created anyway. Use 'Create or Update' instead of running 'Create' again: it looks for the contact first.";

/** The schema of the output in `nodes/schemas`. */
export const output = 'contact';

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create contact',
		description:
			"Create a contact, even if one with the same email or phone exists. To avoid duplicates, use 'Create or Update'.",
		routing: {
			request: { method: 'POST', url: '/contacts' },
			...handledBy(async (run) => {
				const { api, routed } = run;
				const input = readNewContactInput(run, routed.body);
				let created: IDataObject | undefined;
				const id = await runOnce(run, input, HINT_IF_OUTCOME_UNKNOWN, async () => {
					created = await createContact(api, input, HINT_IF_OUTCOME_UNKNOWN);
					return String(created.id);
				});
				const before =
					"An earlier try created the contact. Only reading it back didn't work.";
				return [created ?? (await readContact(api, id, before))];
			}),
		},
	},
	fields: newContactFields,
};
