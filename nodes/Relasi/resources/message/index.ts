import { describeResource } from '../../../shared/descriptions/describeResource';
import { getAll } from './getAll';
import { send } from './send';
import { sendAndWait } from './sendAndWait';
import { sendMedia } from './sendMedia';

export const message = describeResource('message', send, [getAll, send, sendAndWait, sendMedia]);
