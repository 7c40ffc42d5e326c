import { describeResource } from '../../../shared/descriptions/describeResource';
import { getAll } from './getAll';

export const channel = describeResource('channel', getAll, [getAll]);
