import { hash32 } from './random';
import type { Entry, RowOrder } from './view';
import { View } from './view';

/** Rows by id with sorted views, kept between requests so that a page of 500 out of 100,000 rows is cheap. */
export class Table<T extends { id: string }> {
	private readonly byId = new Map<string, Entry<T>>();
	private readonly main = new View<T>();
	private readonly groups = new Map<string, View<T>>();
	private sequence = 0;

	constructor(
		private readonly sortMsOf: (row: T) => number,
		private order: RowOrder,
		private readonly groupFields: Array<keyof T & string> = [],
	) {}

	/** How many rows lists show. */
	get size(): number {
		return this.main.size;
	}

	/** The row, hidden or not. */
	get(id: string): T | undefined {
		return this.byId.get(id)?.row;
	}

	/** Adds a row that no list shows before `reveal`. */
	addHidden(row: T): void {
		if (this.byId.has(row.id)) throw new Error(`There is already a row with the id ${row.id}`);
		const sequence = this.sequence++;
		const texts = { json: null, searchText: null };
		const order = { sortMs: this.sortMsOf(row), sequence, shuffle: hash32(row.id) };
		this.byId.set(row.id, { row, ...order, hidden: true, ...texts });
	}

	/** Makes a hidden row appear in lists. */
	reveal(id: string): void {
		const entry = this.byId.get(id);
		if (!entry?.hidden) return;
		entry.hidden = false;
		for (const view of this.viewsOf(entry)) view.add(entry);
	}

	update(id: string, patch: Partial<T>): T {
		const entry = this.byId.get(id);
		if (!entry) throw new Error(`There is no row with the id ${id}`);
		Object.assign(entry.row, patch);
		entry.json = null;
		entry.searchText = null;
		const sortMs = this.sortMsOf(entry.row);
		if (sortMs === entry.sortMs) return entry.row;
		entry.sortMs = sortMs;
		if (!entry.hidden) for (const view of this.viewsOf(entry)) view.change();
		return entry.row;
	}

	remove(id: string): void {
		const entry = this.byId.get(id);
		if (!entry) return;
		this.byId.delete(id);
		for (const view of this.viewsOf(entry)) view.remove(entry);
	}

	/** All visible rows in order. */
	all(): Array<Entry<T>> {
		return this.main.inOrder(this.order);
	}

	/** The visible rows whose field has this value, in order; only for the group fields of this table. */
	group(field: keyof T & string, value: string): Array<Entry<T>> {
		return this.groups.get(`${field}=${value}`)?.inOrder(this.order) ?? [];
	}

	setOrder(order: RowOrder): void {
		this.order = order;
	}

	private viewsOf(entry: Entry<T>): Array<View<T>> {
		const views = [this.main];
		for (const field of this.groupFields) {
			const key = `${field}=${String(entry.row[field])}`;
			let view = this.groups.get(key);
			if (!view) this.groups.set(key, (view = new View()));
			views.push(view);
		}
		return views;
	}
}
