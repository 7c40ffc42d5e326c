import type { IDataObject } from 'n8n-workflow';

import { withMutex } from '../../../shared/async';
import { countryCodeField } from '../../../shared/credential/credential';
import { optionsField } from '../../../shared/descriptions/fields';
import { isOutcomeUnknown } from '../../../shared/errors/apiError';
import { digest, executionMemory, UNSURE } from '../../../shared/execution/executionMemory';
import { itemKey } from '../../../shared/execution/once';
import { invalid, readChoiceParameter } from '../../../shared/input/values';
import type { Operation } from '../../operations/describeResources';
import { handledBy } from '../../operations/handler';
import type { OperationContext } from '../../operations/operationContext';
import { createContact, findForUpdate, readContactIfAny, updateContact } from './contactApi';
import { newContactFields } from './fields';
import { fetchCandidatesIn, getContactLoader, type ContactIndex } from './find/contactList';
import { pickExact } from './find/locate';
import { fetchContacts } from './find/searches';
import { isExact, MATCHES, type Match } from './identity/match';
import { readContactInput, readMatch, readNewContactInput } from './input';

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
				// It is the value of a field, too, and may be too long for it.
				readContactInput(run, { [by]: match.text });
				const input = readNewContactInput(run, routed.body);
				// Cleared, the contact would not be found the next time, and be created again.
				if (input[by] === '') delete input[by];
				// Two items with the same value would both find nothing and both create.
				return await withMutex(
					`${api.keyId} ${by} ${match.key}`,
					async () =>
						await getContactLoader(run).load(async (index) => [
							await createOrUpdate(run, match, input, index),
						]),
					api.waiter,
				);
			}),
		},
	},
	fields: [
		{
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
		},
		{
			displayName: 'Match Value',
			name: 'matchValue',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. nathan@example.com or +6281234567890',
			hint: "Enter a phone with + and country code, or set 'Default Country Code' in the options or the credential",
			description: "The contact's email or phone, in any spelling",
		},
		...newContactFields,
		optionsField([
			countryCodeField(
				'The country of a phone number without a country code. Defaults to the one in the credential.',
			),
		]),
	],
};

/** A contact that this execution has created, or may have. */
interface Created {
	/** UNSURE if nobody knows whether the API has created it. */
	id: string;
	/** Identifies the item, and the run of the node. */
	item: string;
}

/** Updates the contact that matches exactly, or creates it. `_action` says which. Throws NodeOperationError if several match. */
async function createOrUpdate(
	run: OperationContext,
	match: Match,
	input: IDataObject,
	index?: ContactIndex,
): Promise<IDataObject> {
	const all = executionMemory<Record<string, Created>>(run.context, 'relasiCreated');
	const name = digest(run.api.keyId, match.by, match.key);
	const item = itemKey(run, '', name);
	const created = all[name];
	const withMatch = { [match.by]: match.text, ...input };
	// What this item has created in an earlier try, with another match.
	const earlier = created ? undefined : Object.values(all).find((each) => each.item === item);
	if (earlier?.id === UNSURE) {
		throw invalid(
			run.context,
			"An earlier try may have created the contact, so it wasn't tried again",
			`The expression in 'Match Value' gives another value on each try. Use one that stays the same.`,
		);
	}
	if (earlier) {
		return { ...(await updateContact(run, earlier.id, withMatch)), _action: 'created' };
	}
	const find = async () => await idOfExisting(run, match, created?.id, index);
	const { id, check } = await findForUpdate(run, match, input, find);
	if (id !== undefined) {
		const contact = await updateContact(run, id, input, { check, index });
		return { ...contact, _action: created?.item === item ? 'created' : 'updated' };
	}
	checkFindable(run, match, input);
	all[name] = { id: UNSURE, item };
	const contact = await createContact(
		run.api,
		withMatch,
		'The contact may have been created anyway. Run the node again: it looks for the contact first.',
	).catch((error: unknown) => {
		if (!isOutcomeUnknown(error)) delete all[name];
		throw error;
	});
	all[name].id = String(contact.id);
	return { ...contact, _action: 'created' };
}

/** Finds the contact's ID, also if this execution has (or may have) created it and the API's search doesn't show it yet. */
async function idOfExisting(
	run: OperationContext,
	match: Match,
	createdId?: string,
	index?: ContactIndex,
): Promise<string | undefined> {
	const found = pickExact(run, match, await fetchCandidatesIn(run, match, index));
	if (found) return String(found.id);
	if (createdId === undefined) return undefined;
	const known =
		createdId === UNSURE
			? pickExact(run, match, await fetchContacts(run))
			: await readContactIfAny(run.api, createdId);
	return known && isExact(match, known[match.by]) ? String(known.id) : undefined;
}

/** Refuses to create a contact with another email than it is matched by: each run would create it again. */
function checkFindable({ context }: OperationContext, match: Match, input: IDataObject): void {
	const given = input[match.by];
	if (given === undefined || isExact(match, given)) return;
	const label = match.by === 'email' ? 'Email' : 'Phone';
	throw invalid(
		context,
		`There is no contact with the ${match.by} “${match.text}”, and a new one would get “${String(given)}” instead`,
		`Remove '${label}' from 'Additional Fields', or enter the same value as in 'Match Value'. To give an existing contact another ${match.by}, use the operation 'Update'.`,
	);
}
