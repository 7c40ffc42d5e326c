import type { Resource } from '../../../shared/descriptions/describeResources';
import { getAll } from './getAll';

export const channel: Resource = { name: 'channel', preset: getAll, operations: [getAll] };
