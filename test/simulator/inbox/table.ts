import { hash32 } from './random';

export type RowOrder = 'newestFirst' | 'oldestFirst' | 'shuffled';

/** A row with what lists need at hand: its sort key (ms), its number of arrival, its JSON once made. */
export interface Entry<T> {
	row: T;
	sortMs: number;
	sequence: number;
	shuffle: number;
	hidden: boolean;
	json: string | null;
	/** Text to search in, once made. */
	searchText: string | null;
}

interface View<T> {
	entries: Array<Entry<T>>;
	sorted: boolean;
}

/** Rows by id with sorted views, kept between requests so that a page of 500 out of 100,000 rows is cheap. */
export class Table<T extends { id: string }> {
	private readonly byId = new Map<string, Entry<T>>();
	private readonly main: View<T> = { entries: [], sorted: true };
	private readonly groups = new Map<string, View<T>>();
	private sequence = 0;
	/** Grows with every change, for caches built on this table. */
	version = 0;

	constructor(
		private readonly sortMsOf: (row: T) => number,
		private order: RowOrder,
		private readonly groupFields: Array<keyof T & string> = [],
	) {}

	get size(): number {
		return this.main.entries.length;
	}

	/** The row, hidden or not. */
	get(id: string): T | undefined {
		return this.byId.get(id)?.row;
	}

	isHidden(id: string): boolean {
		return this.byId.get(id)?.hidden ?? false;
	}

	add(row: T, hidden = false): T {
		if (this.byId.has(row.id)) throw new Error(`There is already a row with the id ${row.id}`);
		const entry: Entry<T> = {
			row,
			sortMs: this.sortMsOf(row),
			sequence: this.sequence++,
			shuffle: hash32(row.id),
			hidden,
			json: null,
			searchText: null,
		};
		this.byId.set(row.id, entry);
		if (!hidden) this.show(entry);
		return row;
	}

	/** Makes a hidden row appear in lists. */
	reveal(id: string): void {
		const entry = this.byId.get(id);
		if (!entry?.hidden) return;
		entry.hidden = false;
		this.show(entry);
	}

	update(id: string, patch: Partial<T>): T {
		const entry = this.byId.get(id);
		if (!entry) throw new Error(`There is no row with the id ${id}`);
		Object.assign(entry.row, patch);
		entry.json = null;
		entry.searchText = null;
		const sortMs = this.sortMsOf(entry.row);
		this.version++;
		if (sortMs !== entry.sortMs) {
			entry.sortMs = sortMs;
			for (const view of this.viewsOf(entry)) view.sorted = false;
		}
		return entry.row;
	}

	remove(id: string): void {
		const entry = this.byId.get(id);
		if (!entry) return;
		this.byId.delete(id);
		this.version++;
		for (const view of this.viewsOf(entry)) {
			view.entries = view.entries.filter((other) => other !== entry);
		}
	}

	/** All visible rows in order. */
	all(): Array<Entry<T>> {
		return this.inOrder(this.main);
	}

	/** The visible rows whose field has this value, in order; only for the group fields of this table. */
	group(field: keyof T & string, value: string): Array<Entry<T>> {
		const view = this.groups.get(`${field}=${value}`);
		return view ? this.inOrder(view) : [];
	}

	setOrder(order: RowOrder): void {
		if (order === this.order) return;
		this.order = order;
		this.version++;
		this.main.sorted = false;
		for (const view of this.groups.values()) view.sorted = false;
	}

	private show(entry: Entry<T>): void {
		this.version++;
		for (const view of this.viewsOf(entry)) {
			view.entries.push(entry);
			view.sorted = false;
		}
	}

	private viewsOf(entry: Entry<T>): Array<View<T>> {
		const views = [this.main];
		for (const field of this.groupFields) {
			const key = `${field}=${String(entry.row[field])}`;
			let view = this.groups.get(key);
			if (!view) this.groups.set(key, (view = { entries: [], sorted: true }));
			views.push(view);
		}
		return views;
	}

	private inOrder(view: View<T>): Array<Entry<T>> {
		if (!view.sorted) view.entries.sort(comparison[this.order]);
		view.sorted = true;
		return view.entries;
	}
}

const comparison: Record<RowOrder, (a: Entry<unknown>, b: Entry<unknown>) => number> = {
	newestFirst: (a, b) => b.sortMs - a.sortMs || b.sequence - a.sequence,
	oldestFirst: (a, b) => a.sortMs - b.sortMs || a.sequence - b.sequence,
	shuffled: (a, b) => a.shuffle - b.shuffle || a.sequence - b.sequence,
};
