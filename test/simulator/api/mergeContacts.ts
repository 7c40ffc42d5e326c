import { invalid, notFound } from '../http/apiError';
import { onlyFields, requiredText } from '../http/bodyFields';
import { onlyParameters } from '../http/queryParameters';
import { mergeContacts as merge } from '../inbox/mergeContacts';
import type { Operation } from './operation';

/** POST /contacts/merge: the primary stays and takes over the conversations, the secondary is removed. */
export const mergeContacts: Operation = {
	method: 'POST',
	path: '/contacts/merge',
	scope: 'customers:write',
	handle: ({ world, query, body, reply }) => {
		onlyParameters(query, []);
		const fields = onlyFields(body, ['primary_id', 'secondary_id']);
		const primaryId = requiredText(fields, 'primary_id');
		const secondaryId = requiredText(fields, 'secondary_id');
		if (primaryId === secondaryId) throw invalid('a contact cannot be merged with itself');
		const { inbox, settings } = world;
		if (inbox.contacts.get(primaryId) === undefined) throw notFound('primary contact');
		if (inbox.contacts.get(secondaryId) === undefined) throw notFound('secondary contact');
		merge(inbox, primaryId, secondaryId);
		if (settings.mergeAnswer === 'message') return { message: 'contacts merged' };
		reply.code(settings.mergeAnswer === 'noContent' ? 204 : 200);
		return undefined;
	},
};
