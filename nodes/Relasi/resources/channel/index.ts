import type { Resource } from '../../operations/describeResources';
import { getAll } from './getAll';

export const channel: Resource = {
	name: 'channel',
	displayName: 'Channel',
	preset: getAll,
	operations: [getAll],
};
