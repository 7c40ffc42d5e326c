import type {
	ChangedContact,
	ChangedConversation,
	ChangedMessage,
	NewChannel,
	NewContact,
	NewConversation,
	NewMessage,
} from './newRows';
import { rowFrom } from './newRows';
import type { Channel, Contact, Conversation, Message } from './rows';
import { APP_ID, KEY_CREATOR_ID } from './rows';
import { InboxState } from './state';
import type { Moment } from './timestamps';
import { toMs, toTimestamp } from './timestamps';

/** The workspace behind the API, as a test or the API itself changes it. */
export class Inbox extends InboxState {
	addChannel(given: NewChannel = {}): Channel {
		const id = given.id ?? this.nextId('chn');
		const blank = { id, app_id: APP_ID, type: 'whatsapp', external_id: `ext-${id}`, name: id };
		const reach = { username: null, phone_number: null, email: null, is_active: true };
		const row: Channel = rowFrom({ ...blank, ...reach, created_at: '' }, given);
		row.created_at = this.timestamp(given.created_at);
		return this.insert(this.channels, row, given);
	}

	addContact(given: NewContact = {}): Contact {
		const id = given.id ?? this.nextId('cnt');
		const blank: Contact = {
			id,
			app_id: APP_ID,
			name: id,
			phone: null,
			email: null,
			company: null,
			job_title: null,
			lead_status: null,
			lead_source: null,
			address: null,
			city: null,
			country: null,
			created_at: '',
			updated_at: '',
		};
		const row = this.withTimes(rowFrom(blank, given), given);
		return this.insert(this.contacts, row, given, 'contact.created');
	}

	addConversation(given: NewConversation = {}): Conversation {
		const id = given.id ?? this.nextId('cnv');
		const channelId =
			given.channel_id ?? this.channels.all()[0]?.row.id ?? this.addChannel().id;
		const customerId =
			given.customer_id ?? this.contacts.all()[0]?.row.id ?? this.addContact().id;
		const channel = this.channels.get(channelId)?.type ?? 'whatsapp';
		const where = { channel, channel_id: channelId, external_id: `chat-${id}` };
		const who = { customer_id: customerId, status: 'open' };
		const blank = { id, app_id: APP_ID, ...where, ...who, created_at: '', updated_at: '' };
		const row: Conversation = this.withTimes(rowFrom(blank, given), given);
		return this.insert(this.conversations, row, given, 'conversation.created');
	}

	addMessage(given: NewMessage = {}): Message {
		const id = given.id ?? this.nextId('msg');
		const conversationId =
			given.conversation_id ??
			this.conversations.all()[0]?.row.id ??
			this.addConversation().id;
		const conversation = this.conversations.get(conversationId);
		if (!conversation)
			throw new Error(`There is no conversation with the id ${conversationId}`);
		const { app_id, channel, channel_id } = conversation;
		const fromCustomer = given.from_customer ?? true;
		const blank: Message = {
			id,
			app_id,
			conversation_id: conversationId,
			message_session_id: this.sessionOf(conversationId, given.message_session_id),
			channel_id,
			channel,
			from_user_id: fromCustomer ? null : KEY_CREATOR_ID,
			from_customer: fromCustomer,
			client_request_id: null,
			content: 'Hello',
			message_type: 'text',
			send_state: 'delivered',
			created_at: '',
			updated_at: '',
		};
		const row = this.withTimes(rowFrom(blank, given, ['error']), given);
		const { touch = true } = given;
		if (touch === true) this.touchAtLeast(conversationId, row.created_at);
		return this.insert(this.messages, row, given, 'message.created', () => {
			if (touch === 'onReveal') this.touchAtLeast(conversationId, row.created_at);
		});
	}

	/** Sets a conversation's `updated_at` (now). */
	touchConversation(id: string, at?: Moment): void {
		this.setConversation(id, { updated_at: at ?? this.clock() });
	}

	/** Changes fields of a conversation; `updated_at` moves only when given. */
	setConversation(id: string, given: ChangedConversation): void {
		const { updated_at: updatedAt, ...fields } = given;
		const times = updatedAt === undefined ? {} : { updated_at: toTimestamp(updatedAt) };
		const before = this.conversations.get(id)?.status;
		const row = this.conversations.update(id, { ...fields, ...times });
		if (row.status !== before) this.onEvent('conversation.status_changed', row);
	}

	/** Changes fields of a message (its `send_state`, say); `updated_at` moves to now unless given. */
	setMessage(id: string, given: ChangedMessage): Message {
		const updated_at = this.timestamp(given.updated_at);
		const row = this.messages.update(id, { ...given, updated_at });
		this.onEvent('message.updated', row);
		return row;
	}

	/** Changes fields of a contact, of which nobody can read a comment; `updated_at` moves to now unless given. */
	setContact(id: string, given: ChangedContact): Contact {
		const fields = { ...given, updated_at: this.timestamp(given.updated_at) };
		delete fields.comment;
		const row = this.contacts.update(id, fields);
		this.onEvent('contact.updated', row);
		return row;
	}

	/** Moves a conversation's `updated_at` forward to a time, never back. */
	touchAtLeast(id: string, timestamp: string): void {
		const row = this.conversations.get(id);
		if (row && toMs(row.updated_at) < toMs(timestamp)) {
			this.conversations.update(id, { updated_at: timestamp });
		}
	}
}
