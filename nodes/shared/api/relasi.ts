import type { IDataObject } from 'n8n-workflow';

import { isObject } from '../guards';
import { get, type ApiRequest } from '../http/request';
import type { List } from '../pagination/list';
import type { Channel, Contact, Conversation, Message } from './types';

/**
 * The calls of the Relasi API that several operations make. The routing of its description defines the call of a
 * single operation.
 */

/** Contacts; `search` looks in name, email, phone and company, and is fuzzy or not (not documented). */
export const contactList = (search?: string): List<Contact> => ({
	path: '/contacts',
	query: search === undefined ? {} : { search },
});

/** Conversations, newest activity first. `sinceSeconds` is UNIX time, inclusive. */
export const conversationList = (sinceSeconds?: number): List<Conversation> => ({
	path: '/conversations',
	query: sinceSeconds === undefined ? {} : { last_updated_at: sinceSeconds },
});

/** The messages of a conversation; their order is not documented. */
export const messageList = (conversationId: string): List<Message> => ({
	path: '/messages',
	query: { conversation_id: conversationId },
});

export const channelList = (): List<Channel> => ({ path: '/channels' });

const contactPath = (id: string): string => `/contacts/${encodeURIComponent(id)}`;
const toNotFoundLabel = (id: string): string => `contact with the ID “${id}”`;

export const getContact = (id: string): ApiRequest => ({
	...get(contactPath(id), undefined, toNotFoundLabel(id)),
	expectId: true,
});

/** Replaces the fields of a contact. Not documented: whether it clears fields that are left out. The response may be empty. */
export const putContact = (id: string, body: Partial<Contact>): ApiRequest => ({
	method: 'PUT',
	path: contactPath(id),
	body,
	retry: 'always',
	allowEmptyBody: true,
	notFoundLabel: toNotFoundLabel(id),
});

/** The fields in which content that is an object may hold the words; none is documented. */
const WORD_FIELDS = ['text', 'body', 'caption', 'content'];

/** Takes the words of a message's content, also if it is an object or a list of parts. */
export function toContentWords(content: unknown): string {
	if (Array.isArray(content)) return content.map(toContentWords).join('\n');
	if (!isObject(content)) return String(content ?? '');
	const values = WORD_FIELDS.map((field) => content[field]);
	return toContentWords(values.find((each) => each && /^(string|object)$/.test(typeof each)));
}

/** Joins the words of messages, each on a new line. */
export const joinWords = (messages: IDataObject[]): string =>
	messages.map(({ content }) => toContentWords(content)).join('\n');
