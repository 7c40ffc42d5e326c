import type { Resource } from '../../operations/describeResources';
import { get } from './get';

export const apiKey: Resource = { name: 'apiKey', preset: get, operations: [get] };
