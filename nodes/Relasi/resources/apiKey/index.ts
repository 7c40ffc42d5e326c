import { describeResource } from '../../../shared/descriptions/describeResource';
import { get } from './get';

export const apiKey = describeResource('apiKey', get, [get]);
