import { notFound } from '../http/apiError';
import { onlyParameters } from '../http/queryParameters';
import { contactInput, replacement } from './contactInput';
import type { Operation } from './operation';

/** PUT /contacts/{id}: clears the fields left out or leaves them alone, as `putReplaces` says. */
export const updateContact: Operation = {
	method: 'PUT',
	path: '/contacts/:id',
	scope: 'customers:write',
	handle: ({ world, query, params, body }) => {
		onlyParameters(query, []);
		const { inbox, settings } = world;
		const id = params.id ?? '';
		const input = contactInput(body);
		if (inbox.contacts.get(id) === undefined) throw notFound('contact');
		inbox.setContact(id, settings.putReplaces ? { ...replacement(input), ...input } : input);
		return { message: 'contact updated' };
	},
};
