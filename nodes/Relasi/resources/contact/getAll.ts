import type { Operation } from '../../../shared/descriptions/describeResource';
import { paging } from '../../../shared/descriptions/paging';
import { readMany } from '../../../shared/transport/readOperations';
import { leadStatuses } from './fields';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many contacts',
		description: 'List contacts, or search them by name, email, phone or company',
		routing: { request: { method: 'GET', url: '/contacts' }, ...readMany },
	},
	fields: [
		...paging,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add Filter',
			default: {},
			options: [
				{
					displayName: 'Lead Status',
					name: 'leadStatus',
					type: 'options',
					options: leadStatuses,
					default: 'new',
					description: 'Return only contacts with this lead status',
					routing: {
						send: {
							type: 'query',
							property: 'lead_status',
							value: '={{ $value || undefined }}',
						},
					},
				},
				{
					displayName: 'Search',
					name: 'search',
					type: 'string',
					default: '',
					placeholder: 'e.g. Smith',
					description:
						'Text to look for in name, email, phone and company; similar texts match too',
					routing: {
						send: {
							type: 'query',
							property: 'search',
							value: '={{ $value || undefined }}',
						},
					},
				},
			],
		},
	],
};
