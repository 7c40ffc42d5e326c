import type { Resource } from '../../../shared/descriptions/describeResources';
import { get } from './get';

export const apiKey: Resource = { name: 'apiKey', preset: get, operations: [get] };
