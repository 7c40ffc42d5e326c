import type { IDataObject } from 'n8n-workflow';

/** The answer to a list. */
interface Page {
	current_page: number;
	per_page: number;
	last_page: number;
	total: number;
	has_next: boolean;
	data: IDataObject[];
}

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
	row: IDataObject;
	visibleMs: number;
	happenedMs: number;
	messages: Array<{ row: IDataObject; visibleMs: number }>;
}

export interface InboxOptions {
	/** Times without a fraction of a second. */
	wholeSeconds: boolean;
	/** The longest that a row may stay hidden. */
	overlapSeconds: number;
	messageOrder: 'newestFirst' | 'oldestFirst' | 'shuffled';
	channels: number;
	/** Whether rows of the same time stand in another order after every ninth request. */
	shufflesTies: boolean;
}

const STATUSES = ['open', 'closed'];

/** The API's lists in memory, with rows that appear late: no server, so that thousands of histories take seconds. */
export class ModelInbox {
	nowMs = START_MS;

	readonly facts = new Map<string, Fact>();

	chats: Chat[] = [];

	/** Ids of conversations and contacts that can't be read. */
	readonly broken = new Set<string>();

	private reveals: Array<{ atMs: number; run: () => void }> = [];

	/** When the last status change of each conversation happened. */
	private readonly turnedMs = new Map<string, number>();

	private count = 0;

	private requests = 0;

	constructor(
		private readonly options: InboxOptions,
		/** Told in every row; ids are those of one workspace only. */
		readonly workspace = 'workspace',
	) {}

	pass(ms: number): void {
		const untilMs = this.nowMs + ms;
		for (;;) {
			const due = this.reveals.filter(({ atMs }) => atMs <= untilMs);
			if (due.length === 0) break;
			const next = due.reduce((first, other) => (other.atMs < first.atMs ? other : first));
			this.reveals = this.reveals.filter((other) => other !== next);
			this.nowMs = Math.max(this.nowMs, next.atMs);
			next.run();
		}
		this.nowMs = untilMs;
	}

	create(late: number, futureMs: number): void {
		const id = this.idOf('c');
		const time = this.stamp(futureMs);
		const channel_id = `channel${this.count % this.options.channels}`;
		const row = {
			id,
			app_id: this.workspace,
			customer_id: `contact-${id}`,
			channel_id,
			channel: 'whatsapp',
			status: 'open',
			created_at: time,
			updated_at: time,
		};
		const visibleMs = this.visibleAt(time, late);
		this.chats.push({ row, visibleMs, happenedMs: this.nowMs, messages: [] });
		this.note('creations', id, { time, visibleMs, conversationId: id });
		this.noteVersion(row, visibleMs);
	}

	touch(index: number, late: number): void {
		const chat = this.chatAt(index);
		if (chat) this.move(chat, this.stamp(0), late);
	}

	/** Changes the status, which is activity too. */
	turn(index: number): void {
		const chat = this.chatAt(index);
		if (!chat) return;
		const status = STATUSES[chat.row.status === 'open' ? 1 : 0];
		const time = this.stamp(0);
		// Within one second, or of a conversation dated in the future, the status alone changes.
		const updated_at = msOf(time) > msOf(chat.row.updated_at) ? time : chat.row.updated_at;
		chat.row = { ...chat.row, status, updated_at };
		this.turnedMs.set(String(chat.row.id), this.nowMs);
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
		const time = this.stamp(given.futureMs);
		const conversationId = String(chat.row.id);
		const row = {
			id,
			app_id: this.workspace,
			conversation_id: conversationId,
			from_customer: received,
			content: id,
			created_at: time,
		};
		const visibleMs = this.visibleAt(time, given.late);
		chat.messages.push({ row, visibleMs });
		const shownMs = Math.max(visibleMs, chat.visibleMs);
		this.note('messages', id, { time, visibleMs: shownMs, conversationId, received });
		this.move(chat, time, given.onReveal ? visibleMs : 0, true);
	}

	break(index: number, what: 'contact' | 'messages', isBroken: boolean): void {
		const id = this.chatAt(index)?.row.id as string | undefined;
		if (id === undefined) return;
		const key = what === 'contact' ? `contact-${id}` : id;
		if (isBroken) this.broken.add(key);
		else this.broken.delete(key);
	}

	/** A conversation goes away, with all that happened in it. */
	remove(index: number): void {
		const chat = this.chatAt(index);
		this.chats = this.chats.filter((other) => other !== chat);
		for (const [key, { conversationId }] of this.facts) {
			if (conversationId === chat?.row.id) this.facts.get(key)!.visibleMs = Infinity;
		}
	}

	/** Whether this state of a conversation, or this event, still stands in the API. */
	stands(fact: Fact): boolean {
		if (fact.visibleMs > this.nowMs) return false;
		if (fact.kind !== 'changes') return true;
		const chat = this.chats.find(({ row }) => row.id === fact.conversationId);
		return chat !== undefined && fact.key === versionOf(chat.row);
	}

	changedMs(): Map<string, number> {
		return new Map(this.chats.map(({ row }) => [String(row.id), msOf(row.updated_at)]));
	}

	conversation(id: string): IDataObject | undefined {
		return this.chats.find(({ row }) => row.id === id)?.row;
	}

	conversations(page: number, perPage: number, sinceSeconds = -Infinity): Page {
		this.requests++;
		const rows = this.chats
			.filter(({ visibleMs }) => visibleMs <= this.nowMs)
			.map(({ row }) => row)
			.filter((row) => Math.floor(msOf(row.updated_at) / 1000) >= sinceSeconds)
			.reverse()
			.sort((a, b) => msOf(b.updated_at) - msOf(a.updated_at) || this.tie(a) - this.tie(b));
		return pageOf(rows, page, perPage);
	}

	messages(conversationId: string, page: number, perPage: number): Page {
		const chat = this.chats.find(({ row }) => row.id === conversationId);
		const rows = (chat?.messages ?? [])
			.filter(({ visibleMs }) => visibleMs <= this.nowMs)
			.map(({ row }) => row)
			.sort(ORDERS[this.options.messageOrder]);
		return pageOf(rows, page, perPage);
	}

	private idOf(kind: 'c' | 'm'): string {
		return `${kind}${++this.count}${this.workspace === 'workspace' ? '' : `-${this.workspace}`}`;
	}

	private tie(row: IDataObject): number {
		return this.options.shufflesTies ? hash(row, Math.floor(this.requests / 9)) : 0;
	}

	private stamp(futureMs: number): string {
		const ms = this.nowMs + futureMs;
		const exact = this.options.wholeSeconds ? Math.floor(ms / 1000) * 1000 : ms;
		return new Date(exact).toISOString();
	}

	private visibleAt(time: string, late: number): number {
		const { overlapSeconds } = this.options;
		const latestMs = Math.min(this.nowMs, msOf(time)) + overlapSeconds * 1000;
		return Math.max(this.nowMs, Math.min(this.nowMs + late * overlapSeconds * 1000, latestMs));
	}

	private chatAt(index: number): Chat | undefined {
		return this.chats[index % Math.max(1, this.chats.length)];
	}

	/** Activity moves a conversation forward, at once or when it is revealed, and never back. */
	private move(chat: Chat, time: string, late: number, isMoment = false): void {
		const happenedMs = this.nowMs;
		const run = () => {
			if (msOf(time) <= msOf(chat.row.updated_at)) return;
			chat.row = { ...chat.row, updated_at: time };
			this.noteVersion(chat.row, Math.max(this.nowMs, chat.visibleMs), happenedMs);
		};
		const atMs = isMoment ? late : this.visibleAt(time, late);
		if (atMs <= this.nowMs) run();
		else this.reveals.push({ atMs, run });
	}

	private noteVersion(row: IDataObject, visibleMs: number, happenedMs?: number): void {
		const given = {
			time: String(row.updated_at),
			visibleMs,
			conversationId: String(row.id),
			happenedMs,
		};
		this.note('changes', versionOf(row), given);
	}

	private note(
		kind: Kind,
		key: string,
		given: {
			time: string;
			visibleMs: number;
			conversationId: string;
			happenedMs?: number;
			received?: boolean;
		},
	): void {
		const { time, visibleMs, conversationId, received, happenedMs = this.nowMs } = given;
		// A state that comes back within its second is the same state.
		const known = this.facts.get(`${kind} ${key}`);
		if (known) {
			known.backMs = visibleMs;
			return;
		}
		const fact = {
			kind,
			key,
			happenedMs,
			visibleMs,
			datedMs: msOf(time),
			conversationId,
			received,
		};
		this.facts.set(`${kind} ${key}`, fact);
	}
}

export const versionOf = (row: IDataObject): string => `${row.id}@${row.updated_at}@${row.status}`;

const msOf = (time: unknown): number => Date.parse(String(time));

/** Numbers that look random, and are the same for the same row and salt. */
function hash(row: IDataObject, salt = 0): number {
	let bits = Math.imul(parseInt(String(row.id).slice(1), 10) + salt * 7919, 0x9e3779b1);
	bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
	return (bits ^ (bits >>> 13)) >>> 0;
}

const ORDERS: Record<InboxOptions['messageOrder'], (a: IDataObject, b: IDataObject) => number> = {
	newestFirst: (a, b) => msOf(b.created_at) - msOf(a.created_at),
	oldestFirst: (a, b) => msOf(a.created_at) - msOf(b.created_at),
	shuffled: (a, b) => hash(a) - hash(b),
};

function pageOf(rows: IDataObject[], page: number, perPage: number): Page {
	const end = page * perPage;
	return {
		current_page: page,
		per_page: perPage,
		last_page: Math.max(1, Math.ceil(rows.length / perPage)),
		total: rows.length,
		has_next: end < rows.length,
		data: rows.slice(end - perPage, end).map((row) => ({ ...row })),
	};
}
