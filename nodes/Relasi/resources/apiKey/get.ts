import type { Operation } from '../../operations/describeResources';
import { readOne } from '../../operations/readOperations';

/** What comes out: an object of `nodes/schemas`. */
export const output = 'apiKey';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get the API key',
		description:
			'Show what the API key of the credential is: its name, workspace, mode (live or test) and scopes',
		routing: { request: { method: 'GET', url: '/me' }, ...readOne },
	},
	fields: [],
};
