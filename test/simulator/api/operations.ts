import { createContact } from './createContact';
import { getContact } from './getContact';
import { listChannels } from './listChannels';
import { listContacts } from './listContacts';
import { listConversations } from './listConversations';
import { listMessages } from './listMessages';
import { me } from './me';
import { mergeContacts } from './mergeContacts';
import type { Operation } from './operation';
import { sendMedia } from './sendMedia';
import { sendText } from './sendText';
import { updateContact } from './updateContact';

/** Every call of the API. */
export const operations: Operation[] = [
	me,
	listConversations,
	listMessages,
	sendText,
	...sendMedia,
	listContacts,
	createContact,
	getContact,
	updateContact,
	mergeContacts,
	listChannels,
];
