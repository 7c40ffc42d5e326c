import { describeResource } from '../../../shared/descriptions/describeResource';
import { create } from './create';
import { get } from './get';
import { getAll } from './getAll';
import { merge } from './merge';
import { update } from './update';
import { upsert } from './upsert';

export const contact = describeResource('contact', getAll, [
	create,
	upsert,
	get,
	getAll,
	merge,
	update,
]);
