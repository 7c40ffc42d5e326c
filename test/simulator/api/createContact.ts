import { onlyParameters } from '../http/queryParameters';
import { contactInput } from './contactInput';
import type { Operation } from './operation';

/** POST /contacts: makes one more contact each time, whatever there is already. */
export const createContact: Operation = {
	method: 'POST',
	path: '/contacts',
	scope: 'customers:write',
	handle: ({ world, query, body, reply }) => {
		onlyParameters(query, []);
		const contact = world.inbox.addContact(contactInput(body));
		reply.code(201);
		return contact;
	},
};
