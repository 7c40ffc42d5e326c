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

/** Updates the contact that matches exactly, or creates it. `_action` says which. Throws NodeOperationError if several match. */
async function createOrUpdate(
	run: OperationContext,
	match: Match,
	input: IDataObject,
	index?: ContactIndex,
): Promise<IDataObject> {
	const created = new CreatedContacts(run, match);
	const { idOfEarlierTry } = created;
	if (idOfEarlierTry === UNSURE) {
		throw invalid(
			run.context,
			"An earlier try may have created the contact, so it wasn't tried again",
			`The expression in 'Match Value' gives another value on each try. Use one that stays the same.`,
		);
	}
	if (idOfEarlierTry !== undefined) {
		const changes = { [match.by]: match.text, ...input };
		const contact = await updateContact(run, idOfEarlierTry, changes);
		return { ...contact, _action: 'created' };
	}
	const find = async () => await idOfExisting(run, match, created, index);
	const { id, check } = await findForUpdate(run, match, input, find);
	if (id !== undefined) {
		const contact = await updateContact(run, id, input, { check, index });
		return { ...contact, _action: created.isOwn ? 'created' : 'updated' };
	}
	checkFindable(run, match, input);
	const contact = await created.remember(
		async () =>
			await createContact(
				run.api,
				{ [match.by]: match.text, ...input },
				'The contact may have been created anyway. Run the node again: it looks for the contact first.',
			),
	);
	return { ...contact, _action: 'created' };
}

/** Finds the contact's ID, also if this execution has (or may have) created it and the API's search doesn't show it yet. */
async function idOfExisting(
	run: OperationContext,
	match: Match,
	created: CreatedContacts,
	index?: ContactIndex,
): Promise<string | undefined> {
	const found = pickExact(run, match, await fetchCandidatesIn(run, match, index));
	if (found) return String(found.id);
	if (created.id === undefined) return undefined;
	const known =
		created.id === UNSURE
			? pickExact(run, match, await fetchContacts(run))
			: await readContactIfAny(run.api, created.id);
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

/** A contact that an execution has created, or may have. */
interface Created {
	/** UNSURE if nobody knows whether the API has created it. */
	id: string;
	/** Identifies the item, and the run of the node. */
	item: string;
}

/** The contacts that Create or Update has created in this execution, by their match. */
class CreatedContacts {
	private readonly contacts: Record<string, Created>;
	private readonly name: string;
	private readonly item: string;

	constructor(run: OperationContext, { by, key }: Match) {
		this.contacts = executionMemory(run.context, 'relasiCreated');
		this.name = digest(run.api.keyId, by, key);
		this.item = itemKey(run, '', this.name);
	}

	/** The ID of the contact that was created, or UNSURE. */
	get id(): string | undefined {
		return this.contacts[this.name]?.id;
	}

	/** The ID of the contact that this item has created in an earlier try with another match, or UNSURE. */
	get idOfEarlierTry(): string | undefined {
		if (this.id !== undefined) return undefined;
		return Object.values(this.contacts).find(({ item }) => item === this.item)?.id;
	}

	/** True if this item created the contact in an earlier try. */
	get isOwn(): boolean {
		return this.contacts[this.name]?.item === this.item;
	}

	/** Runs `create`, and remembers what it has created, or may have. */
	async remember(create: () => Promise<IDataObject>): Promise<IDataObject> {
		this.contacts[this.name] = { id: UNSURE, item: this.item };
		const contact = await create().catch((error: unknown) => {
			if (!isOutcomeUnknown(error)) delete this.contacts[this.name];
			throw error;
		});
		this.contacts[this.name].id = String(contact.id);
		return contact;
	}
}
