import type { Operation } from '../../operations/describeResources';
import { handledBy } from '../../operations/handler';
import { readContact } from './contactApi';
import { checkStillExact, contactField, locateContact, readLocator } from './find/locate';

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
				const { api, context } = run;
				const locator = readLocator(run, context.getNodeParameter('contactId', ''));
				const found = await readContact(api, await locateContact(run, locator));
				checkStillExact(run, locator, found);
				return [found];
			}),
		},
	},
	fields: [contactField],
};
