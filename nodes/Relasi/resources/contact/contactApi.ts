import type { IDataObject } from 'n8n-workflow';

import { getContact, putContact } from '../../../shared/api/relasi';
import { withMutex } from '../../../shared/async';
import { hasStatus, type RelasiApiError } from '../../../shared/errors/apiError';
import type { Api } from '../../../shared/http/client';
import { RETURNED_FIELDS } from './input';

const NO_CONVERSATION =
	'A conversation_id is the ID of a conversation. The ID of its contact is its customer_id.';

/** Reads one contact. `completedBefore`: what has gone through before, to be told if this fails. */
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

/** The same, or undefined when there is no such contact any more. */
export async function readContactIfAny(api: Api, id: string): Promise<IDataObject | undefined> {
	return await readContact(api, id).catch((error: unknown) => {
		if (hasStatus(error, 404)) return undefined;
		throw error;
	});
}

/** How an update goes about it. */
interface UpdateOptions {
	/** May refuse the contact as it is before it is written, by throwing. */
	check: (present: IDataObject) => void;
	/** The contact as it was read a moment ago, in place of reading it. */
	known?: () => IDataObject | undefined;
	/** A cheaper way to read it afterwards, which is believed if it shows the changes. */
	readBack?: () => Promise<IDataObject | undefined>;
}

/**
 * Changes the given properties of a contact and returns it as it then is.
 * It is not documented whether PUT clears what is left out, so everything that can be read goes
 * along; that is right under both readings. Updates of one contact wait for each other, since each
 * writes back what it has read.
 */
export async function updateContact(
	api: Api,
	id: string,
	changes: IDataObject,
	{ check, known, readBack }: UpdateOptions,
): Promise<IDataObject> {
	const readAgain = async () =>
		await readContact(api, id, "The contact was updated. Only reading it back didn't work.");
	const updated = await withMutex(
		`${api.keyId} contact ${id}`,
		async () => {
			const row = known?.();
			// A row that lacks a property might lose it.
			const isWhole = row && RETURNED_FIELDS.every((property) => property in row);
			const present = isWhole ? row : await readContact(api, id);
			check(present);
			if (shows(present, changes)) return present;
			const kept = RETURNED_FIELDS.filter(
				(property) => typeof present[property] === 'string',
			).map((property) => [property, present[property]]);
			const body = { ...Object.fromEntries(kept), ...changes };
			await api.send(putContact(id, body)).catch((error: unknown) => {
				if (hasStatus(error, 400, 422)) tellStored(error, present, changes);
				throw error;
			});
			return readBack ? undefined : await readAgain();
		},
		api.waiter,
	);
	if (updated) return updated;
	const found = await readBack?.();
	return found && shows(found, changes) ? found : await readAgain();
}

/** Whether a contact has these values already; of a comment nobody can tell. */
const shows = (contact: IDataObject, changes: IDataObject): boolean =>
	Object.entries(changes).every(
		([property, value]) => property in contact && (contact[property] ?? '') === value,
	);

/** Says of a value that the API refuses that the contact had it before, so that nobody looks for it in the node. */
function tellStored(error: RelasiApiError, present: IDataObject, changes: IDataObject): void {
	const stored = RETURNED_FIELDS.find(
		(property) =>
			!(property in changes) && new RegExp(`\\b${property}\\b`, 'i').test(error.message),
	);
	if (!stored) return;
	error.description = `Relasi doesn't accept the ${stored} that the contact already has: “${String(present[stored] ?? '')}”. Correct it in Relasi, or add the field under 'Update Fields'.`;
}
