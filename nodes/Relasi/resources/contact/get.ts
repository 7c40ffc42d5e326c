import type { Operation } from '../../../shared/descriptions/describeResource';
import { contactLocator } from '../../../shared/descriptions/locators';
import { idOf } from '../../../shared/input/ids';
import { handledBy } from '../../../shared/transport/routing';
import { readContact } from './contact';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a contact',
		description: 'Get one contact by its ID',
		routing: {
			request: { method: 'GET', url: '/contacts' },
			...handledBy(async ({ api, context }) => [
				await readContact(api, idOf(context, 'contactId', 'Contact')),
			]),
		},
	},
	fields: [
		contactLocator({
			displayName: 'Contact',
			name: 'contactId',
			description:
				'The contact to get. An AI agent gives its ID, e.g. the customer_id of a conversation.',
		}),
	],
};
