import type { Resource } from '../../operations/describeResources';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { merge } from './merge';
import { update } from './update';
import { upsert } from './upsert';

export const contact: Resource = {
	name: 'contact',
	displayName: 'Contact',
	preset: getAll,
	operations: [create, upsert, get, getAll, merge, update],
};
