import type { IDataObject } from 'n8n-workflow';

import { listPage } from '../../../simulator/http/listPage';
import { Inbox } from '../../../simulator/inbox/inbox';
import { hash32 } from '../../../simulator/inbox/random';
import type { Conversation } from '../../../simulator/inbox/rows';
import { toMs } from '../../../simulator/inbox/timestamps';
import type { Entry, RowOrder } from '../../../simulator/inbox/view';

export const START_MS = Date.parse('2026-06-01T12:00:00.400Z');

export type Kind = 'changes' | 'creations' | 'messages';

/** Something that happened, as an observer who sees everything knows it. */
export interface Fact {
	kind: Kind;
	key: string;
	happenedMs: number;
	/** When the API first shows it. */
	visibleMs: number;
	/** When a state of a conversation came back last, in the same second. */
	backMs?: number;
	/** What the API says when it happened. */
	datedMs: number;
	conversationId: string;
	received?: boolean;
}

interface Chat {
	row: Conversation;
	visibleMs: number;
}

export interface InboxOptions {
	/** Times without a fraction of a second. */
	wholeSeconds: boolean;
	/** The longest that a row may stay hidden. */
	overlapSeconds: number;
	messageOrder: RowOrder;
	channels: number;
	/** Whether rows of the same time stand in another order after every ninth request. */
	shufflesTies: boolean;
}

const STATUSES = ['open', 'closed'];

/** The simulator's inbox in memory, with rows that appear late: no server, so that thousands of histories take seconds. */
export class ModelInbox {
	nowMs = START_MS;

	readonly facts = new Map<string, Fact>();

	/** Shown, or still to be. */
	chats: Chat[] = [];

	/** Paths of the API that can't be read. */
	readonly broken = new Set<string>();

	private readonly inbox: Inbox;

	/** When the last status change of each conversation happened. */
	private readonly turnedMs = new Map<string, number>();

	private count = 0;

	private requests = 0;

	constructor(
		private readonly options: InboxOptions,
		/** Told in every row; ids are those of one workspace only. */
		readonly workspace = 'workspace',
	) {
		const orders = { messages: options.messageOrder, contacts: options.messageOrder };
		this.inbox = new Inbox(() => this.nowMs, orders);
	}

	pass(ms: number): void {
		const untilMs = this.nowMs + ms;
		const { schedule } = this.inbox;
		for (; schedule.nextMs <= untilMs; schedule.advance())
			this.nowMs = Math.max(this.nowMs, schedule.nextMs);
		this.nowMs = untilMs;
	}

	/** Nothing happens any more. */
	end(): void {
		this.inbox.schedule.clear();
	}

	create(late: number, futureMs: number): void {
		const id = this.idOf('c');
		const datedMs = this.stamp(futureMs);
		const visibleMs = this.visibleAt(datedMs, late);
		const row = this.inbox.addConversation({
			// A contact may have the id of a conversation.
			...{
				id,
				app_id: this.workspace,
				customer_id: this.chats[this.count % 3]?.row.id ?? id,
			},
			channel_id: `channel${this.count % this.options.channels}`,
			created_at: datedMs,
			...this.lateness(visibleMs),
		});
		this.chats.push({ row, visibleMs });
		this.note('creations', id, { datedMs, visibleMs, conversationId: id });
		this.noteVersion(row, visibleMs);
	}

	touch(index: number, late: number): void {
		const chat = this.chatAt(index);
		const datedMs = this.stamp(0);
		if (chat) this.move(chat, datedMs, this.visibleAt(datedMs, late));
	}

	/** Changes the status, which is activity too. */
	turn(index: number): void {
		const chat = this.chatAt(index);
		if (!chat) return;
		const { id, status, updated_at } = chat.row;
		this.inbox.setConversation(id, {
			status: STATUSES[status === 'open' ? 1 : 0],
			// Within one second, or of a conversation dated in the future, the status alone changes.
			updated_at: Math.max(this.stamp(0), toMs(updated_at)),
		});
		this.turnedMs.set(id, this.nowMs);
		this.noteVersion(chat.row, Math.max(this.nowMs, chat.visibleMs));
	}

	/** Since when a conversation has been open; Infinity when it is not. */
	openSinceMs(id: string): number {
		const row = this.conversation(id);
		return row?.status === 'open' ? (this.turnedMs.get(id) ?? -Infinity) : Infinity;
	}

	message(
		index: number,
		received: boolean,
		given: { late: number; futureMs: number; onReveal: boolean },
	): void {
		const chat = this.chatAt(index);
		if (!chat) return;
		const id = this.idOf('m');
		const datedMs = this.stamp(given.futureMs);
		const conversationId = chat.row.id;
		const visibleMs = this.visibleAt(datedMs, given.late);
		this.inbox.addMessage({
			...{ id, conversation_id: conversationId, from_customer: received, content: id },
			...{ created_at: datedMs, touch: false, ...this.lateness(visibleMs) },
		});
		const shownMs = Math.max(visibleMs, chat.visibleMs);
		this.note('messages', id, { datedMs, visibleMs: shownMs, conversationId, received });
		this.move(chat, datedMs, given.onReveal ? visibleMs : 0);
	}

	break(index: number, what: 'contact' | 'messages', isBroken: boolean): void {
		const row = this.chatAt(index)?.row;
		if (!row) return;
		const path = what === 'contact' ? `/contacts/${row.customer_id}` : `/messages/${row.id}`;
		if (isBroken) this.broken.add(path);
		else this.broken.delete(path);
	}

	/** A conversation goes away, with all that happened in it. */
	remove(index: number): void {
		const chat = this.chatAt(index);
		if (!chat) return;
		const { id } = chat.row;
		this.chats = this.chats.filter((other) => other !== chat);
		this.inbox.conversations.remove(id);
		for (const fact of this.facts.values())
			if (fact.conversationId === id) fact.visibleMs = Infinity;
	}

	/** Whether this state of a conversation, or this event, still stands in the API. */
	stands(fact: Fact): boolean {
		if (fact.visibleMs > this.nowMs) return false;
		if (fact.kind !== 'changes') return true;
		const row = this.conversation(fact.conversationId);
		return row !== undefined && fact.key === versionOf(row);
	}

	changedMs(): Map<string, number> {
		return new Map(this.chats.map(({ row }) => [row.id, toMs(row.updated_at)]));
	}

	conversation(id: string): Conversation | undefined {
		return this.inbox.conversations.get(id);
	}

	/** One page of the API's list, newest activity first. */
	conversations(page: number, perPage: number, sinceSeconds = -Infinity): IDataObject {
		const round = Math.floor(++this.requests / 9);
		const entries = this.inbox.conversations
			.all()
			.filter(({ sortMs }) => Math.floor(sortMs / 1000) >= sinceSeconds);
		const tie = ({ row }: Entry<Conversation>) => hash32(`${row.id} ${round}`);
		if (this.options.shufflesTies)
			entries.sort((a, b) => b.sortMs - a.sortMs || tie(a) - tie(b));
		return JSON.parse(listPage(entries, page, perPage).toString()) as IDataObject;
	}

	messages(id: string, page: number, perPage: number): IDataObject {
		const isThere = this.conversation(id) !== undefined;
		const entries = isThere ? this.inbox.messages.group('conversation_id', id) : [];
		return JSON.parse(listPage(entries, page, perPage).toString()) as IDataObject;
	}

	private idOf(kind: 'c' | 'm'): string {
		return `${kind}${++this.count}${this.workspace === 'workspace' ? '' : `-${this.workspace}`}`;
	}

	private stamp(futureMs: number): number {
		const stepMs = this.options.wholeSeconds ? 1000 : 1;
		return Math.floor((this.nowMs + futureMs) / stepMs) * stepMs;
	}

	private visibleAt(datedMs: number, late: number): number {
		const overlapMs = this.options.overlapSeconds * 1000;
		const latestMs = Math.min(this.nowMs, datedMs) + overlapMs;
		return Math.max(this.nowMs, Math.min(this.nowMs + late * overlapMs, latestMs));
	}

	private lateness(visibleMs: number): { visibleAfter?: number } {
		return visibleMs > this.nowMs ? { visibleAfter: visibleMs } : {};
	}

	private chatAt(index: number): Chat | undefined {
		return this.chats[index % Math.max(1, this.chats.length)];
	}

	/** Activity moves a conversation forward, at once or when it is revealed, and never back. */
	private move({ row, visibleMs }: Chat, datedMs: number, atMs: number): void {
		const happenedMs = this.nowMs;
		const run = () => {
			if (datedMs <= toMs(row.updated_at) || !this.conversation(row.id)) return;
			this.inbox.touchConversation(row.id, datedMs);
			this.noteVersion(row, Math.max(this.nowMs, visibleMs), happenedMs);
		};
		if (atMs <= this.nowMs) run();
		else this.inbox.schedule.add(atMs, run);
	}

	private noteVersion(row: Conversation, visibleMs: number, happenedMs = this.nowMs): void {
		const datedMs = toMs(row.updated_at);
		const given = { datedMs, visibleMs, conversationId: row.id, happenedMs };
		this.note('changes', versionOf(row), given);
	}

	private note(
		kind: Kind,
		key: string,
		given: Omit<Fact, 'kind' | 'key' | 'happenedMs'> & { happenedMs?: number },
	): void {
		// A state that comes back within its second is the same state.
		const known = this.facts.get(`${kind} ${key}`);
		if (known) known.backMs = given.visibleMs;
		else this.facts.set(`${kind} ${key}`, { kind, key, happenedMs: this.nowMs, ...given });
	}
}

export const versionOf = ({ id, updated_at, status }: IDataObject | Conversation): string =>
	`${String(id)}@${String(updated_at)}@${String(status)}`;
