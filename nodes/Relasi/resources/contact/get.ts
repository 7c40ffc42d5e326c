import type { Operation } from '../../operations/describeResources';
import { handledBy } from '../../operations/handler';
import { readContact } from './contactApi';
import { contactField, locateContact } from './find/locate';

/** The schema of the output in `nodes/schemas`. */
export const output = 'contact';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get contact',
		description: 'Retrieve a contact by ID, email, or phone',
		routing: {
			request: { method: 'GET', url: '/contacts' },
			...handledBy(async (run) => {
				const { id, check } = await locateContact(run, 'contactId', 'Contact');
				const found = await readContact(run.api, id);
				check(found);
				return [found];
			}),
		},
	},
	fields: [contactField],
};
