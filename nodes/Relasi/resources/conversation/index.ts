import { describeResource } from '../../../shared/descriptions/describeResource';
import { getAll } from './getAll';

export const conversation = describeResource('conversation', getAll, [getAll]);
