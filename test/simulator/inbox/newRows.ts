import type { Channel, Contact, Conversation, Message } from './rows';
import type { Moment } from './timestamps';

interface Late {
	/** The row appears in lists only from this time on (ms). */
	visibleAfter?: number;
	/** Whether webhooks hear of it (true). */
	emits?: boolean;
}

type Given<T> = Partial<{
	[K in keyof T]: K extends 'created_at' | 'updated_at' ? Moment : T[K];
}>;

export type NewChannel = Given<Channel> & Late;
export type NewContact = Given<Contact> & Late & { comment?: string };
export type NewConversation = Given<Conversation> & Late;
export type NewMessage = Given<Message> &
	Late & {
		/** Whether the conversation's `updated_at` moves to the message's time: at once (true), never, or when it is revealed. */
		touch?: boolean | 'onReveal';
	};

export type ChangedConversation = Omit<Given<Conversation>, 'id' | 'created_at'>;
export type ChangedMessage = Omit<Given<Message>, 'id' | 'created_at'>;
export type ChangedContact = Omit<Given<Contact>, 'id' | 'created_at'> & {
	comment?: string | null;
};

const NOT_IN_ROW = new Set(['visibleAfter', 'emits', 'touch', 'comment']);

/** Lays the given fields over the defaults; a field the row does not have is refused, so that a typo is found. */
export function rowFrom<T extends object>(defaults: T, given: object, extra: string[] = []): T {
	const row = { ...defaults };
	for (const [field, value] of Object.entries(given)) {
		if (NOT_IN_ROW.has(field) || value === undefined) continue;
		if (!(field in defaults) && !extra.includes(field))
			throw new Error(`A row has no ${field}`);
		Object.assign(row, { [field]: value });
	}
	return row;
}
