import { setTimeout as sleep } from 'node:timers/promises';

import type { Simulator } from '../../simulator';

/** What has happened since the traffic began, by the event's key, with the time (ms) it was shown at. */
export interface Happened {
	conversationCreated: Map<string, number>;
	/** Every state by `id@updated_at@status`; those that were overtaken may never have been listed. */
	conversationUpdated: Map<string, number>;
	messageReceived: Map<string, number>;
	messageSent: Map<string, number>;
}

export type EventName = keyof Happened;

const EVERY_MS = 180;
const CONVERSATIONS = 25;

/** Customers and agents who write, start conversations and change them, some of it shown late. */
export class Traffic {
	readonly happened: Happened = {
		conversationCreated: new Map(),
		conversationUpdated: new Map(),
		messageReceived: new Map(),
		messageSent: new Map(),
	};

	private readonly ids: string[] = [];

	private isOn = false;

	private running = Promise.resolve();

	constructor(
		private readonly simulator: Simulator,
		private readonly latestSeconds: number,
	) {}

	start(): void {
		this.isOn = true;
		this.running = this.run();
	}

	async stop(): Promise<void> {
		this.isOn = false;
		await this.running;
	}

	/** What a trigger must have given out: of a conversation's states only the last one is surely listed. */
	due(event: EventName): string[] {
		if (event !== 'conversationUpdated') return [...this.happened[event].keys()];
		return this.ids.map((id) => stateOf(this.conversation(id)));
	}

	private async run(): Promise<void> {
		while (this.isOn) {
			this.happen();
			await sleep(EVERY_MS * (0.5 + Math.random()));
		}
	}

	private happen(): void {
		const isNew = Math.random() < (this.ids.length < CONVERSATIONS ? 0.5 : 0.05);
		if (isNew || this.ids.length === 0) return this.begin();
		const id = this.ids[Math.floor(Math.random() ** 2 * this.ids.length)];
		if (Math.random() < 0.2) this.change(id);
		else this.write(id);
	}

	private begin(): void {
		const { late, shownMs } = this.lateness();
		const { id } = this.simulator.inbox.addConversation(late);
		this.ids.push(id);
		this.happened.conversationCreated.set(id, shownMs);
		this.noteState(id, shownMs);
	}

	private change(id: string): void {
		const status = pick(['open', 'closed']);
		this.simulator.inbox.setConversation(id, { status, updated_at: Date.now() });
		this.noteState(id, this.shownMs(id));
	}

	private write(id: string): void {
		const from_customer = Math.random() < 0.6;
		const { late, shownMs } = this.lateness();
		const touch = late.visibleAfter && Math.random() < 0.5 ? 'onReveal' : true;
		const given = { conversation_id: id, from_customer, touch, ...late } as const;
		const message = this.simulator.inbox.addMessage(given);
		const event = from_customer ? 'messageReceived' : 'messageSent';
		// A message of a conversation that is not listed yet cannot be found before it is.
		const foundMs = Math.max(shownMs, this.shownMs(id));
		this.happened[event].set(message.id, foundMs);
		const updated_at = message.created_at;
		this.noteState(id, touch === true ? this.shownMs(id) : foundMs, { updated_at });
	}

	private lateness(): { late: { visibleAfter?: number }; shownMs: number } {
		if (Math.random() > 0.15) return { late: {}, shownMs: Date.now() };
		const shownMs = Date.now() + Math.random() * this.latestSeconds * 1000;
		return { late: { visibleAfter: shownMs }, shownMs };
	}

	private shownMs(id: string): number {
		return Math.max(Date.now(), this.happened.conversationCreated.get(id) ?? 0);
	}

	private conversation(id: string) {
		return this.simulator.inbox.conversations.get(id);
	}

	private noteState(id: string, shownMs: number, given: { updated_at?: string } = {}): void {
		const state = stateOf({ ...this.conversation(id), ...given });
		this.happened.conversationUpdated.set(state, shownMs);
	}
}

/** The key of a conversation's state. */
export const stateOf = (
	row: { id?: unknown; updated_at?: unknown; status?: unknown } = {},
): string => [row.id, row.updated_at, row.status].join('@');

const pick = <T>(list: T[]): T => list[Math.floor(Math.random() * list.length)];
