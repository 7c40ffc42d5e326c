import type { IDataObject } from 'n8n-workflow';

import { inTurn } from '../../../shared/inTurn';
import type { Api } from '../../../shared/transport/api';
import { get } from '../../../shared/transport/call';
import { READABLE } from './input';

const pathOf = (id: string): string => `/contacts/${encodeURIComponent(id)}`;
const subjectOf = (id: string): string => `contact with the ID “${id}”`;

/** Reads one contact. `alreadyDone`: what has gone through before, to be told if this fails. */
export async function readContact(
	api: Api,
	id: string,
	alreadyDone?: string,
): Promise<IDataObject> {
	const call = get(pathOf(id), undefined, subjectOf(id));
	return (await api.send({ ...call, alreadyDone })).body;
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
): Promise<IDataObject> {
	return await inTurn(`${api.keyId} contact ${id}`, async () => {
		const present = await readContact(api, id);
		const kept = READABLE.filter((property) => typeof present[property] === 'string').map(
			(property) => [property, present[property]],
		);
		await api.send({
			method: 'PUT',
			path: pathOf(id),
			body: { ...Object.fromEntries(kept), ...changes },
			repeat: 'always',
			mayBeEmpty: true,
			subject: subjectOf(id),
		});
		return await readContact(api, id, 'The contact is updated; only reading it back failed.');
	});
}
