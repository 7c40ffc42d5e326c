import type { IDataObject } from 'n8n-workflow';

import { isOutcomeUnknown } from '../../../shared/errors/apiError';
import { digest, executionMemory } from '../../../shared/execution/executionMemory';
import { idempotencyKey } from '../../../shared/execution/idempotencyKey';
import { invalid } from '../../../shared/input/values';
import type { OperationContext } from '../../operations/operationContext';
import { readContactIfAny, updateContact } from './contactApi';
import type { ContactIndex } from './find/contactIndex';
import { getContactLoader } from './find/contactLoader';
import { checkStillExact, pickExact } from './find/locate';
import { fetchAllContacts, fetchCandidatesIn } from './find/searches';
import { isExact, type Match } from './identity/match';

/** Updates the contact that matches exactly, or creates it. `_action` says which. Throws NodeOperationError if several match. */
export const createOrUpdate = async (
	run: OperationContext,
	match: Match,
	input: IDataObject,
): Promise<IDataObject> =>
	await getContactLoader(run).load(async (index) => await write(run, match, input, index));

async function write(
	run: OperationContext,
	match: Match,
	input: IDataObject,
	index?: ContactIndex,
): Promise<IDataObject> {
	const created = new CreatedContacts(run, match);
	const { idOfEarlierTry } = created;
	if (idOfEarlierTry === '') {
		throw invalid(
			run.context,
			"An earlier try may have created the contact, so it wasn't tried again",
			`The expression in 'Match Value' gives another value on each try. Use one that stays the same.`,
		);
	}
	if (idOfEarlierTry !== undefined) {
		const changes = { [match.by]: match.text, ...input };
		const contact = await updateContact(run, idOfEarlierTry, changes, { check: () => {} });
		return { ...contact, _action: 'created' };
	}
	const id = await idOfExisting(run, match, created, index);
	if (id !== undefined) {
		const check = (present: IDataObject) => checkStillExact(run, match, present);
		const contact = await updateContact(run, id, input, { check, index });
		return { ...contact, _action: created.isOwn ? 'created' : 'updated' };
	}
	checkFindable(run, match, input);
	const contact = await created.remember(async () => {
		const { body } = await run.api.send({
			method: 'POST',
			path: run.routed.path,
			body: { [match.by]: match.text, ...input },
			retry: 'ifNotProcessed',
			expectId: true,
			hintIfOutcomeUnknown:
				'The contact may have been created anyway. Run the node again: it looks for the contact first.',
		});
		return body;
	});
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
		created.id === ''
			? pickExact(run, match, await fetchAllContacts(run))
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
	/** Empty if nobody knows whether the API has created it. */
	id: string;
	/** Identifies the item, and the run of the node. */
	item: string;
}

/** The contacts that Create or Update has created in this execution, by their match. */
class CreatedContacts {
	private readonly contacts: Record<string, Created>;
	private readonly name: string;
	private readonly item: string;

	constructor({ api, context }: OperationContext, { by, key }: Match) {
		this.contacts = executionMemory(context, 'relasiCreated');
		this.name = digest(api.keyId, by, key);
		this.item = digest(api.keyId, idempotencyKey(context, '', this.name));
	}

	/** The ID of the contact that was created; empty if it isn't known. */
	get id(): string | undefined {
		return this.contacts[this.name]?.id;
	}

	/** The ID of the contact that this item has created in an earlier try with another match; empty if it isn't known. */
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
		this.contacts[this.name] = { id: '', item: this.item };
		const contact = await create().catch((error: unknown) => {
			if (!isOutcomeUnknown(error)) delete this.contacts[this.name];
			throw error;
		});
		this.contacts[this.name].id = String(contact.id);
		return contact;
	}
}
