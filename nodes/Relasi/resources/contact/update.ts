import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../operations/describeResources';
import type { OperationContext } from '../../operations/operationContext';
import { invalid } from '../../../shared/input/values';
import { handledBy } from '../../operations/handler';
import { findForUpdate, updateContact } from './contactApi';
import { contactFields } from './fields';
import { readContactInput } from './input';
import { fetchCandidatesIn, getContactLoader, type ContactIndex } from './find/contactList';
import { contactField, locateContact, readLocator } from './find/locate';
import type { Match } from './identity/match';

/** The schema of the output in `nodes/schemas`. */
export const output = 'contact';

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update contact',
		description: 'Update some fields of a contact. All other fields keep their values.',
		routing: {
			request: { method: 'PUT', url: '/contacts' },
			...handledBy(async (run) => {
				const { context, routed } = run;
				const changes = readContactInput(run, routed.body);
				if (Object.keys(changes).length === 0) {
					throw invalid(
						context,
						'There is nothing to update',
						"Add at least one field under 'Update Fields'. A field that you add and leave empty is cleared.",
					);
				}
				const locator = readLocator(run, context.getNodeParameter('contactId', ''));
				if ('id' in locator) return [await updateContact(run, locator.id, changes)];
				return [
					await getContactLoader(run).load(
						async (index) => await updateLocated(run, locator, changes, index),
					),
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
			options: contactFields,
		},
	],
};

/** `index`: the contacts, read once for a batch of items. */
async function updateLocated(
	run: OperationContext,
	match: Match,
	changes: IDataObject,
	index?: ContactIndex,
): Promise<IDataObject> {
	const find = async () =>
		await locateContact(run, match, async () => await fetchCandidatesIn(run, match, index));
	const { id, check } = await findForUpdate(run, match, changes, find);
	return await updateContact(run, id, changes, { check, known: index?.take(id), index });
}
