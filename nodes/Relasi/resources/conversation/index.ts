import type { Resource } from '../../operations/describeResources';
import { get } from './get';
import { getAll } from './getAll';

export const conversation: Resource = {
	name: 'conversation',
	displayName: 'Conversation',
	preset: getAll,
	operations: [get, getAll],
};
