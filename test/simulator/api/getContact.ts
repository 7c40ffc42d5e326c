import { notFound } from '../http/apiError';
import { onlyParameters } from '../http/queryParameters';
import type { Operation } from './operation';

/** GET /contacts/{id}. */
export const getContact: Operation = {
	method: 'GET',
	path: '/contacts/:id',
	scope: 'customers:read',
	handle: ({ world, query, params }) => {
		onlyParameters(query, []);
		const contact = world.inbox.contacts.get(params.id ?? '');
		if (contact === undefined) throw notFound('contact');
		return contact;
	},
};
