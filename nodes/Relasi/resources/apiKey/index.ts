import type { Resource } from '../../operations/describeResources';
import { get } from './get';

export const apiKey: Resource = {
	name: 'apiKey',
	displayName: 'API Key',
	preset: get,
	operations: [get],
};
