import type { Resource } from '../../operations/describeResources';
import { getAll } from './getAll';
import { handOver } from './handOver';
import { prepareReply } from './prepareReply';
import { send } from './send';
import { sendAndWait } from './sendAndWait';
import { sendMedia } from './sendMedia';

export const message: Resource = {
	name: 'message',
	displayName: 'Message',
	preset: send,
	operations: [getAll, handOver, prepareReply, send, sendAndWait, sendMedia],
};
