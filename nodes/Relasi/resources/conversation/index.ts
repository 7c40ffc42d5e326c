import { describeResource } from '../../../shared/descriptions/describeResource';
import { get } from './get';
import { getAll } from './getAll';

export const conversation = describeResource('conversation', getAll, [get, getAll]);
