import { opaqueId } from './random';
import type { Channel, Contact, Conversation, MediaFile, Message } from './rows';
import { Schedule } from './schedule';
import type { RowOrder } from './view';
import { Table } from './table';
import type { Moment } from './timestamps';
import { toMs, toTimestamp } from './timestamps';

type InboxEvent =
	| 'message.created'
	| 'message.updated'
	| 'conversation.created'
	| 'conversation.status_changed'
	| 'contact.created'
	| 'contact.updated';

/** A message sent through the API, with what makes a repeat of its client_request_id the same request. */
interface Sent {
	message: Message;
	fingerprint: string;
}

/** The rows of the workspace, what was sent from it, and what is still due to happen. */
export class InboxState {
	readonly channels: Table<Channel>;
	readonly contacts: Table<Contact>;
	readonly conversations = new Table<Conversation>((row) => toMs(row.updated_at), 'newestFirst');
	readonly messages: Table<Message>;
	readonly schedule: Schedule;
	/** Uploaded files by message id. */
	readonly media = new Map<string, MediaFile>();
	/** How many times a message really went out, by client_request_id. */
	readonly dispatches = new Map<string, number>();
	/** What was sent through the API, in order. */
	readonly sentMessages: Message[] = [];
	/** The first request of each client_request_id. */
	readonly sentByRequestId = new Map<string, Sent>();
	/** Hears of everything that webhooks are told. */
	onEvent: (type: InboxEvent, data: object) => void = () => {};
	private readonly sessions = new Map<string, string>();
	private readonly counters = new Map<string, number>();

	constructor(
		readonly clock: () => number,
		orders: { messages: RowOrder; contacts: RowOrder },
	) {
		const createdMs = (row: { created_at: string }) => toMs(row.created_at);
		this.channels = new Table<Channel>(createdMs, orders.contacts);
		this.contacts = new Table<Contact>(createdMs, orders.contacts);
		this.messages = new Table<Message>(createdMs, orders.messages, [
			'conversation_id',
			'message_session_id',
		]);
		this.schedule = new Schedule(clock);
	}

	/** The session new messages of a conversation belong to; a given one becomes the current one. */
	sessionOf(conversationId: string, given?: string): string {
		const session = given ?? this.sessions.get(conversationId) ?? this.nextId('ses');
		this.sessions.set(conversationId, session);
		return session;
	}

	nextId(prefix: string): string {
		const number = (this.counters.get(prefix) ?? 0) + 1;
		this.counters.set(prefix, number);
		return opaqueId(prefix, number);
	}

	protected timestamp(moment?: Moment): string {
		return toTimestamp(moment ?? this.clock());
	}

	protected withTimes<T extends { created_at: string; updated_at: string }>(
		row: T,
		given: { created_at?: Moment; updated_at?: Moment },
	): T {
		row.created_at = this.timestamp(given.created_at);
		row.updated_at = toTimestamp(given.updated_at ?? row.created_at);
		return row;
	}

	/** Adds a row, at once or late, and tells webhooks when it appears. */
	protected insert<T extends { id: string }>(
		table: Table<T>,
		row: T,
		late: { visibleAfter?: number; emits?: boolean },
		event?: InboxEvent,
		shown: () => void = () => {},
	): T {
		const show = () => {
			table.reveal(row.id);
			shown();
			if (event && late.emits !== false) this.onEvent(event, row);
		};
		table.addHidden(row);
		if (late.visibleAfter === undefined) show();
		else this.schedule.add(late.visibleAfter, show);
		return row;
	}
}
