import fc from 'fast-check';

import type { Page, ReadPage } from '../../nodes/shared/pagination/page';
import { Inbox } from '../simulator/inbox/inbox';
import type { RowOrder } from '../simulator/inbox/view';

/** What happens to the list while it is read: to the row at `at` (0..1 of the list), or anew. */
export interface Change {
	kind: 'touch' | 'insert' | 'remove';
	at: number;
}

interface Scene {
	rows: number;
	perPage: number;
	order: 'activity' | RowOrder;
	/** Before the n-th page is served, these changes happen. */
	changes: Change[][];
	/**
	 * How far the clock goes on with each change and each page served. A server tells the time in
	 * whole seconds, so what happens within one is not told apart.
	 */
	stepMs: number;
	/** How far the clock that dates the rows is behind the `Date` of the answers. */
	lagMs?: number;
}

const change: fc.Arbitrary<Change> = fc.record({
	kind: fc.constantFrom('touch', 'insert', 'remove'),
	at: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

export const scenes: fc.Arbitrary<Scene> = fc.record({
	rows: fc.integer({ min: 0, max: 40 }),
	perPage: fc.integer({ min: 1, max: 7 }),
	order: fc.constantFrom('activity', 'newestFirst', 'oldestFirst', 'shuffled'),
	changes: fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 30 }),
	stepMs: fc.constantFrom(10, 100, 300, 1000, 1700),
	lagMs: fc.constantFrom(0, 2000, 9000),
});

const BEGAN_MS = Date.UTC(2026, 5, 1);

/** A list of the simulator's inbox, in memory: numbered pages of rows that move meanwhile. */
export class ModelList {
	private readonly inbox: Inbox;

	private nowMs = BEGAN_MS;

	private served = 0;

	private made = 0;

	/** Rows that were there all the time. */
	readonly constant: Set<string>;

	constructor(private readonly scene: Scene) {
		const order = scene.order === 'activity' ? 'newestFirst' : scene.order;
		const clock = () => this.nowMs - (scene.lagMs ?? 0);
		this.inbox = new Inbox(clock, { messages: order, contacts: order });
		for (let row = 0; row < scene.rows; row++)
			this.add(BEGAN_MS - 20_000 - (scene.rows - row) * 700);
		this.constant = new Set(this.rows.map(({ id }) => id));
	}

	page(page: number): Page {
		for (const one of this.scene.changes[this.served++] ?? []) this.apply(one);
		this.nowMs += this.scene.stepMs;
		const { perPage } = this.scene;
		const total = this.rows.length;
		return {
			rows: this.rows.slice((page - 1) * perPage, page * perPage).map((row) => ({ ...row })),
			size: perPage,
			total,
			lastPage: Math.max(1, Math.ceil(total / perPage)),
			hasNext: page * perPage < total,
			serverTimeMs: Math.floor(this.nowMs / 1000) * 1000,
		};
	}

	private apply({ kind, at }: Change): void {
		this.nowMs += this.scene.stepMs;
		const id = this.rows[Math.floor(at * this.rows.length)]?.id;
		if (kind === 'insert') this.add();
		else if (kind === 'touch' && id) this.touch(id);
		else if (kind === 'remove' && id) {
			this.table.remove(id);
			this.constant.delete(id);
		}
	}

	private add(created_at?: number): void {
		const row = { id: `r${++this.made}`, created_at };
		if (this.isOfActivity) this.inbox.addConversation(row);
		else this.inbox.addContact(row);
	}

	private touch(id: string): void {
		if (this.isOfActivity) this.inbox.touchConversation(id);
		else this.inbox.setContact(id, {});
	}

	/** Conversations stand in the order of their activity, contacts in another. */
	private get isOfActivity(): boolean {
		return this.scene.order === 'activity';
	}

	private get table() {
		return this.isOfActivity ? this.inbox.conversations : this.inbox.contacts;
	}

	private get rows(): Array<{ id: string }> {
		return this.table.all().map(({ row }) => row);
	}
}

/** Pages arrive at the server, and their answers here, in the order that the scheduler makes up. */
export const throughNetwork =
	(list: ModelList, scheduler: fc.Scheduler): ReadPage =>
	async (page) => {
		await scheduler.schedule(Promise.resolve(), `page ${page} goes`);
		const answer = list.page(page);
		await scheduler.schedule(Promise.resolve(), `page ${page} comes`);
		return answer;
	};
