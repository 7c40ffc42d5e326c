import type { Resource } from '../../operations/describeResources';
import { getAll } from './getAll';

export const channel: Resource = { name: 'channel', preset: getAll, operations: [getAll] };
