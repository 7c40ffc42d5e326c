import type { IDataObject } from 'n8n-workflow';

import type { Choice } from './history';
import type { Fact, Kind, ModelInbox } from './inbox';
import { versionOf } from './inbox';

const KINDS: Record<Choice['event'], Kind> = {
	conversationCreated: 'creations',
	conversationUpdated: 'changes',
	messageReceived: 'messages',
	messageSent: 'messages',
};

/** Watches what is given out, and knows from the inbox alone what had to be. */
export class Witness {
	readonly given = new Map<string, number>();

	private readonly choices: Array<{
		choice: Choice;
		fromMs: number;
		/** How far each conversation had come by its own dates. */
		changedMs: Map<string, number>;
	}>;

	private activation?: { startMs: number; endMs: number };

	private startMs = 0;

	constructor(
		private readonly inbox: ModelInbox,
		choice: Choice,
		/** How far both clocks are ahead: that much the wait of combined messages may be too short. */
		private readonly bothAheadMs: () => number,
	) {
		this.choices = [{ choice, fromMs: -Infinity, changedMs: new Map() }];
	}

	choose(choice: Choice): void {
		this.choices.push({ choice, fromMs: this.inbox.nowMs, changedMs: this.inbox.changedMs() });
	}

	/** Whether a first poll has ended. */
	get isActive(): boolean {
		return this.activation !== undefined;
	}

	pollStarts(): void {
		this.startMs = this.inbox.nowMs;
	}

	pollEnds(): void {
		this.activation ??= { startMs: this.startMs, endMs: this.inbox.nowMs };
	}

	/** n8n lost the memory of the first poll with its process, so the next one is the first. */
	forgetActivation(): void {
		this.activation = undefined;
	}

	emitted(items: IDataObject[]): void {
		this.checkOrder(items);
		for (const item of items) {
			if (item.messages) this.checkCombined(item);
			if (item.contact === null) throw new Error('No contact, although there is one');
			for (const row of (item.messages as IDataObject[]) ?? [item]) this.count(row);
		}
	}

	private count(row: IDataObject): void {
		const { choice } = this.choices[this.choices.length - 1];
		const kind = KINDS[choice.event];
		const key = `${kind} ${kind === 'changes' ? versionOf(row) : row.id}`;
		const fact = this.inbox.facts.get(key);
		const times = (this.given.get(key) ?? 0) + 1;
		this.given.set(key, times);
		if (!fact) throw new Error(`Made up: ${key}`);
		if (times > 1) throw new Error(`Given out twice: ${key}`);
		const { visibleMs, backMs = visibleMs } = fact;
		if (Math.max(visibleMs, backMs) < (this.activation?.startMs ?? Infinity)) {
			throw new Error(`Given out although it was there at the first activation: ${key}`);
		}
		if (!this.choices.some((one) => this.matches(fact, one.choice, false))) {
			throw new Error(`Given out although no choice asks for it: ${key}`);
		}
	}

	/** Every event that certainly happened after the activation, and that every choice since asks for. */
	conclude(): void {
		for (const [key, fact] of this.inbox.facts) {
			if (!this.inbox.stands(fact) || fact.happenedMs <= (this.activation?.endMs ?? Infinity))
				continue;
			if (this.isDue(fact) && !this.given.has(key)) throw new Error(`Lost: ${key}`);
		}
	}

	private isDue(fact: Fact): boolean {
		const since = this.choices.filter(({ fromMs }) => fromMs <= fact.happenedMs).length - 1;
		const { fromMs, changedMs } = this.choices[since];
		// What shares its second with the change of the event may belong to either side of it.
		const lineMs = Math.max(fromMs, changedMs.get(fact.conversationId) ?? fromMs);
		if (since > 0 && Math.floor(fact.datedMs / 1000) <= Math.floor(lineMs / 1000)) return false;
		const ofNow = this.choices.slice(since);
		// A conversation that was closed for a while may have been left out in between.
		const openMs = this.inbox.openSinceMs(fact.conversationId);
		const fromOpenMs = ofNow.length > 1 ? fact.happenedMs : fact.visibleMs;
		return ofNow.every(
			({ choice }) =>
				this.matches(fact, choice, true) && (!choice.isOpenOnly || openMs < fromOpenMs),
		);
	}

	private matches(fact: Fact, { event, channels }: Choice, surely: boolean): boolean {
		if (KINDS[event] !== fact.kind) return false;
		if (fact.kind === 'messages' && fact.received !== (event === 'messageReceived'))
			return false;
		const conversation = this.inbox.conversation(fact.conversationId);
		if (!conversation) return !surely;
		const channel = Number(String(conversation.channel_id).slice('channel'.length));
		return channels.length === 0 || channels.includes(channel);
	}

	private checkOrder(items: IDataObject[]): void {
		const { event } = this.choices[this.choices.length - 1].choice;
		const field = event === 'conversationUpdated' ? 'updated_at' : 'created_at';
		const times = items.map((item) => Date.parse(String(item[field])));
		if (times.some((ms, index) => index > 0 && ms < times[index - 1])) {
			throw new Error(`Not oldest first: ${times.join(', ')}`);
		}
	}

	private checkCombined({ messages, text, ...newest }: IDataObject): void {
		const rows = messages as IDataObject[];
		const times = rows.map(({ created_at }) => Date.parse(String(created_at)));
		const isOrdered = times.every((time, index) => index === 0 || time >= times[index - 1]);
		const isOneChat = new Set(rows.map((row) => row.conversation_id)).size === 1;
		const isNewest = newest.id === rows[rows.length - 1].id;
		const isText = text === rows.map(({ content }) => content).join('\n');
		if (!isOrdered || !isOneChat || !isNewest || !isText) {
			throw new Error(`Not one customer's messages, oldest first: ${JSON.stringify(rows)}`);
		}
		const { quietSeconds = 0 } = this.choices[this.choices.length - 1].choice;
		const lastMs = Math.max(
			...rows.map(({ id }) => this.inbox.facts.get(`messages ${String(id)}`)!.happenedMs),
		);
		if (this.inbox.nowMs + this.bothAheadMs() - lastMs < quietSeconds * 1000) {
			throw new Error(`Given out before the customer was quiet: ${String(newest.id)}`);
		}
	}
}
