import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../operations/describeResources';
import type { OperationContext } from '../../operations/operationContext';
import { invalid } from '../../../shared/input/values';
import { handledBy } from '../../operations/handler';
import { updateContact } from './contactApi';
import { contactFields } from './fields';
import { readContactInput } from './input';
import { getContactLoader } from './find/contactLoader';
import type { ContactIndex } from './find/contactIndex';
import { contactField, locateContact, readLocator, type ContactLocator } from './find/locate';
import { fetchCandidatesIn } from './find/searches';
import type { Match } from './identity/match';
import { UpdatedContact } from './updatedContact';

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
				const change = async (index?: ContactIndex) =>
					await updateLocated(run, locator, changes, index);
				return [await ('id' in locator ? change() : getContactLoader(run).load(change))];
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
	locator: ContactLocator,
	changes: IDataObject,
	index?: ContactIndex,
) {
	const earlier = new UpdatedContact(run, JSON.stringify(locator), changes);
	const find = async (match: Match) => await fetchCandidatesIn(run, match, index);
	const { id, check } =
		earlier.id !== undefined
			? { id: earlier.id, check: () => {} }
			: await locateContact(run, locator, find);
	return await updateContact(run, id, changes, {
		check: (present) => {
			check(present);
			if (!present.name && changes.name === undefined) {
				throw invalid(
					run.context,
					"The contact has no name, and Relasi can't update a contact without one",
					"Add 'Name' under 'Update Fields' as well.",
				);
			}
			if ('by' in locator && locator.by in changes) earlier.remember(id);
		},
		known: index?.take(id),
		index,
	});
}
