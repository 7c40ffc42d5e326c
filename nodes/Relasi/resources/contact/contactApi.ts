import type { IDataObject } from 'n8n-workflow';

import { getContact, putContact } from '../../../shared/api/relasi';
import { withMutex } from '../../../shared/async';
import { hasStatus, type RelasiApiError } from '../../../shared/errors/apiError';
import { executionMemory } from '../../../shared/execution/executionMemory';
import { itemKey } from '../../../shared/execution/once';
import type { Api } from '../../../shared/http/client';
import { invalid } from '../../../shared/input/values';
import type { OperationContext } from '../../operations/operationContext';
import { getContactLoader, type ContactIndex } from './find/contactList';
import { checkStillExact } from './find/locate';
import { isExact, type Match } from './identity/match';
import { RETURNED_FIELDS } from './input';

const NO_CONVERSATION =
	'A conversation_id is the ID of a conversation. The ID of its contact is its customer_id.';

/** Reads a contact. Throws RelasiApiError, whose text begins with `completedBefore`. */
export async function readContact(
	api: Api,
	id: string,
	completedBefore?: string,
): Promise<IDataObject> {
	const answer = await api
		.send({ ...getContact(id), completedBefore })
		.catch((error: unknown) => {
			if (hasStatus(error, 404))
				error.description = `${error.description ?? ''} ${NO_CONVERSATION}`;
			throw error;
		});
	return answer.body;
}

/** Reads a contact; undefined if it doesn't exist. */
export async function readContactIfAny(api: Api, id: string): Promise<IDataObject | undefined> {
	return await readContact(api, id).catch((error: unknown) => {
		if (hasStatus(error, 404)) return undefined;
		throw error;
	});
}

/** Creates a contact. The API has no idempotency key for contacts, so a repeat would make a second one. */
export async function createContact(
	api: Api,
	body: IDataObject,
	hintIfOutcomeUnknown: string,
): Promise<IDataObject> {
	const answer = await api.send({
		method: 'POST',
		path: '/contacts',
		body,
		retry: 'ifNotProcessed',
		expectId: true,
		hintIfOutcomeUnknown,
	});
	return answer.body;
}

interface UpdateOptions {
	/** Called with the present contact before it is written; may throw. */
	check?: (present: IDataObject) => void;
	/** The contact as it was read a moment ago, so that it isn't read again. */
	known?: IDataObject;
	/** The contacts of the item's batch. The next reading of the list shows the result, if it has the changes. */
	index?: ContactIndex;
}

/**
 * Changes the given fields of a contact, and returns it as it is afterwards. The request contains all fields, because
 * the API doesn't document whether PUT clears those that are left out. Updates of one contact wait for each other,
 * because each writes back what it has read.
 */
export async function updateContact(
	run: OperationContext,
	id: string,
	changes: IDataObject,
	{ check, known, index }: UpdateOptions = {},
): Promise<IDataObject> {
	const { api } = run;
	const readAgain = async () =>
		await readContact(api, id, "The contact was updated. Only reading it back didn't work.");
	const updated = await withMutex(
		`${api.keyId} contact ${id}`,
		async () => {
			const isWhole = known && RETURNED_FIELDS.every((property) => property in known);
			const present = isWhole ? known : await readContact(api, id);
			if (!present.name && changes.name === undefined) {
				throw invalid(
					run.context,
					"The contact has no name, and Relasi can't update a contact without one",
					"Add 'Name' under 'Update Fields' as well.",
				);
			}
			check?.(present);
			if (shows(present, changes)) return present;
			const kept = RETURNED_FIELDS.filter(
				(property) => typeof present[property] === 'string',
			).map((property) => [property, present[property]]);
			const body = { ...Object.fromEntries(kept), ...changes };
			await api.send(putContact(id, body)).catch((error: unknown) => {
				if (hasStatus(error, 400, 422)) tellStored(error, present, changes);
				throw error;
			});
			return index ? undefined : await readAgain();
		},
		api.waiter,
	);
	if (updated) return updated;
	const found = index && (await getContactLoader(run).reload())?.withId(id);
	return found && shows(found, changes) ? found : await readAgain();
}

/**
 * Finds the contact that an update is for, and gives its ID with the check that the update needs. If the update
 * replaces the email or phone of the match, a retry of the node couldn't find the contact by it any more, so the
 * execution remembers the ID.
 */
export async function findForUpdate<Id extends string | undefined>(
	run: OperationContext,
	match: Match,
	changes: IDataObject,
	find: () => Promise<Id>,
): Promise<{ id: Id | string; check: (present: IDataObject) => void }> {
	const { by } = match;
	const updated: Partial<Record<string, string>> = executionMemory(run.context, 'relasiUpdated');
	const key = itemKey(run, `${by} ${match.key}`, changes);
	const earlierId = updated[key];
	return {
		id: earlierId ?? (await find()),
		check: (present) => {
			if (earlierId === undefined) checkStillExact(run, match, present);
			if (by in changes && !isExact(match, changes[by])) updated[key] = String(present.id);
		},
	};
}

/** True if a contact has these values already. A comment is never returned. */
const shows = (contact: IDataObject, changes: IDataObject): boolean =>
	Object.entries(changes).every(
		([property, value]) => property in contact && (contact[property] ?? '') === value,
	);

/** Says that a value which the API refuses is stored in the contact, so that nobody looks for it in the node. */
function tellStored(error: RelasiApiError, present: IDataObject, changes: IDataObject): void {
	const stored = RETURNED_FIELDS.find(
		(property) =>
			!(property in changes) && new RegExp(`\\b${property}\\b`, 'i').test(error.message),
	);
	if (!stored) return;
	error.description = `Relasi doesn't accept the ${stored} that the contact already has: “${String(present[stored] ?? '')}”. Correct it in Relasi, or add the field under 'Update Fields'.`;
}
