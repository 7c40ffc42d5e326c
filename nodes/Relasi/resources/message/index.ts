import type { Resource } from '../../operations/describeResources';
import { getAll } from './getAll';
import { send } from './send';
import { sendAndWait } from './sendAndWait';
import { sendMedia } from './sendMedia';

export const message: Resource = {
	name: 'message',
	displayName: 'Message',
	preset: send,
	operations: [getAll, send, sendAndWait, sendMedia],
};
