import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { Page, ReadPage } from '../../nodes/shared/pagination/page';

/** What happens to the list while it is read: to the row at `at` (0..1 of the list), or anew. */
export interface Change {
	kind: 'touch' | 'insert' | 'remove';
	at: number;
}

interface Scene {
	rows: number;
	perPage: number;
	order: 'activity' | 'newestFirst' | 'oldestFirst' | 'shuffled';
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

interface Row extends IDataObject {
	id: string;
	created_at: string;
	updated_at: string;
}

const BEGAN_MS = Date.UTC(2026, 5, 1);

/** The API's list as its documentation describes it: numbered pages of rows that move meanwhile. */
export class ModelList {
	private rows: Row[];

	private nowMs = BEGAN_MS;

	private served = 0;

	private made = 0;

	/** Rows that were there all the time. */
	readonly constant: Set<string>;

	constructor(private readonly scene: Scene) {
		this.rows = Array.from({ length: scene.rows }, (_, index) =>
			this.make(BEGAN_MS - 20_000 - (scene.rows - index) * 700),
		);
		this.constant = new Set(this.rows.map(({ id }) => id));
	}

	page(page: number): Page {
		for (const one of this.scene.changes[this.served++] ?? []) this.apply(one);
		this.nowMs += this.scene.stepMs;
		const { perPage } = this.scene;
		const rows = this.inOrder().slice((page - 1) * perPage, page * perPage);
		return {
			rows: rows.map((row) => ({ ...row })),
			total: this.rows.length,
			lastPage: Math.max(1, Math.ceil(this.rows.length / perPage)),
			hasNext: page * perPage < this.rows.length,
			serverTimeMs: Math.floor(this.nowMs / 1000) * 1000,
		};
	}

	private apply({ kind, at }: Change): void {
		this.nowMs += this.scene.stepMs;
		const row = this.rows[Math.floor(at * this.rows.length)];
		if (kind === 'insert') this.rows.push(this.make(this.rowsMs));
		else if (kind === 'touch' && row) row.updated_at = new Date(this.rowsMs).toISOString();
		else if (kind === 'remove' && row) {
			this.rows = this.rows.filter((other) => other !== row);
			this.constant.delete(row.id);
		}
	}

	private get rowsMs(): number {
		return this.nowMs - (this.scene.lagMs ?? 0);
	}

	private make(atMs: number): Row {
		const at = new Date(atMs).toISOString();
		return { id: `r${++this.made}`, created_at: at, updated_at: at };
	}

	private inOrder(): Row[] {
		const { order } = this.scene;
		const hash = ({ id }: Row) => (Number(id.slice(1)) * 7919) % 1009;
		const key = (row: Row): number =>
			order === 'activity'
				? -Date.parse(row.updated_at)
				: order === 'newestFirst'
					? -Date.parse(row.created_at)
					: order === 'oldestFirst'
						? Date.parse(row.created_at)
						: hash(row);
		return [...this.rows].sort((a, b) => key(a) - key(b) || a.id.localeCompare(b.id));
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
