import type { Resource } from '../operations/describeResources';
import { get as getApiKey } from './apiKey/get';
import { getAll as getChannels } from './channel/getAll';
import { create } from './contact/create';
import { get as getContact } from './contact/get';
import { getAll as getContacts } from './contact/getAll';
import { merge } from './contact/merge';
import { update } from './contact/update';
import { upsert } from './contact/upsert';
import { get as getConversation } from './conversation/get';
import { getAll as getConversations } from './conversation/getAll';
import { getAll as getMessages } from './message/getAll';
import { handOver } from './message/handOver';
import { prepareReply } from './message/prepareReply';
import { send } from './message/send';
import { sendAndWait } from './message/sendAndWait';
import { sendMedia } from './message/sendMedia';

/** The resources in the order in which users come for them, which the editor keeps. */
export const resources: Resource[] = [
	{
		name: 'message',
		displayName: 'Message',
		preset: send,
		operations: [getMessages, handOver, prepareReply, send, sendAndWait, sendMedia],
	},
	{
		name: 'conversation',
		displayName: 'Conversation',
		preset: getConversations,
		operations: [getConversation, getConversations],
	},
	{
		name: 'contact',
		displayName: 'Contact',
		preset: getContacts,
		operations: [create, upsert, getContact, getContacts, merge, update],
	},
	{
		name: 'channel',
		displayName: 'Channel',
		preset: getChannels,
		operations: [getChannels],
	},
	{ name: 'apiKey', displayName: 'API Key', preset: getApiKey, operations: [getApiKey] },
];
