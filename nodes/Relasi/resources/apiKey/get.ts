import type { Operation } from '../../operations/describeResources';
import { readOne } from '../../operations/handler';

/** The schema of the output in `nodes/schemas`. */
export const output = 'apiKey';

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get API key',
		description: 'Retrieve the name, workspace, mode (live or test), and scopes of the API key',
		routing: { request: { method: 'GET', url: '/me' }, ...readOne },
	},
	fields: [],
};
