/** A row with what lists need at hand: its sort key (ms), its number of arrival, texts made from it once. */
export interface Entry<T> {
	row: T;
	sortMs: number;
	sequence: number;
	shuffle: number;
	hidden: boolean;
	json: string | null;
	searchText: string | null;
}

export type RowOrder = 'newestFirst' | 'oldestFirst' | 'shuffled';
type Comparison = (a: Entry<unknown>, b: Entry<unknown>) => number;

const COMPARISONS: Record<RowOrder, Comparison> = {
	newestFirst: (a, b) => b.sortMs - a.sortMs || b.sequence - a.sequence,
	oldestFirst: (a, b) => a.sortMs - b.sortMs || a.sequence - b.sequence,
	shuffled: (a, b) => a.shuffle - b.shuffle || a.sequence - b.sequence,
};

// Up to so many entries are put in their places one by one; more are quicker sorted with all the others.
const FEW = 32;

/** Entries in order, kept sorted between reads. */
export class View<T> {
	private entries: Array<Entry<T>> = [];
	private added: Array<Entry<T>> = [];
	private readonly changed = new Set<Entry<T>>();
	private sortedBy: RowOrder | null = null;

	get size(): number {
		return this.entries.length + this.added.length;
	}

	add(entry: Entry<T>): void {
		this.added.push(entry);
	}

	/** Says that the sort key of an entry of this view has changed. */
	change(entry: Entry<T>): void {
		this.changed.add(entry);
	}

	remove(entry: Entry<T>): void {
		this.entries = this.entries.filter((other) => other !== entry);
		this.added = this.added.filter((other) => other !== entry);
		this.changed.delete(entry);
	}

	inOrder(order: RowOrder): Array<Entry<T>> {
		const { added, changed } = this;
		if (this.sortedBy === order && added.length + changed.size === 0) return this.entries;
		for (const entry of added) changed.delete(entry);
		if (this.sortedBy === order && added.length + changed.size <= FEW) this.placeFew(order);
		else this.sortAll(order);
		this.added = [];
		changed.clear();
		this.sortedBy = order;
		return this.entries;
	}

	private placeFew(order: RowOrder): void {
		const { entries, added, changed } = this;
		for (const entry of changed) entries.splice(entries.indexOf(entry), 1);
		for (const entry of [...changed, ...added]) {
			entries.splice(placeOf(entry, entries, COMPARISONS[order]), 0, entry);
		}
	}

	private sortAll(order: RowOrder): void {
		for (const entry of this.added) this.entries.push(entry);
		this.entries.sort(COMPARISONS[order]);
	}
}

function placeOf<T>(entry: Entry<T>, entries: Array<Entry<T>>, compare: Comparison): number {
	let low = 0;
	let high = entries.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (compare(entries[middle] as Entry<T>, entry) < 0) low = middle + 1;
		else high = middle;
	}
	return low;
}
