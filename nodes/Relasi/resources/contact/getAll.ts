import type { IDataObject } from 'n8n-workflow';

import { filtersField, paging } from '../../../shared/descriptions/fields';
import type { Operation } from '../../operations/describeResources';
import { readFilters } from '../../../shared/input/filters';
import { readChoice, readText } from '../../../shared/input/values';
import type { OperationContext } from '../../operations/operationContext';
import { readMany } from '../../operations/handler';
import { leadStatuses } from './fields';

/** The schema of the output in `nodes/schemas`. */
export const output = 'contact';

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many contacts',
		description:
			'Retrieve a list of contacts, or search them by name, email, phone, or company',
		routing: { request: { method: 'GET', url: '/contacts' }, ...readMany(readQuery) },
	},
	fields: [
		...paging,
		filtersField([
			{
				displayName: 'Lead Status',
				name: 'leadStatus',
				type: 'options',
				options: leadStatuses,
				default: 'new',
				description: 'Return only contacts with this lead status',
			},
			{
				displayName: 'Search',
				name: 'search',
				type: 'string',
				default: '',
				placeholder: 'e.g. Smith',
				description:
					'Text to search for in name, email, phone, and company. Similar texts match too.',
			},
		]),
	],
};

function readQuery({ context }: OperationContext): IDataObject {
	const { search, leadStatus } = readFilters(context, ['leadStatus', 'search']);
	return {
		...(search !== undefined && { search: readText(context, search, 'Search').trim() }),
		...(leadStatus !== undefined && {
			lead_status: readChoice(context, leadStatus, 'Lead Status', leadStatuses),
		}),
	};
}
