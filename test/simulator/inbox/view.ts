/** A row with what lists need at hand: its sort key (ms), its number of arrival, texts made from it once. */
export interface Entry<T> {
	row: T;
	sortMs: number;
	sequence: number;
	shuffle: number;
	hidden: boolean;
	json: Buffer | null;
	searchText: string | null;
}

export type RowOrder = 'newestFirst' | 'oldestFirst' | 'shuffled';
type Comparison = (a: Entry<unknown>, b: Entry<unknown>) => number;

const COMPARISONS: Record<RowOrder, Comparison> = {
	newestFirst: (a, b) => b.sortMs - a.sortMs || b.sequence - a.sequence,
	oldestFirst: (a, b) => a.sortMs - b.sortMs || a.sequence - b.sequence,
	shuffled: (a, b) => a.shuffle - b.shuffle || a.sequence - b.sequence,
};

/** Entries in order: sorted when they are read after a change, which is quick because few are out of place. */
export class View<T> {
	private entries: Array<Entry<T>> = [];
	private added: Array<Entry<T>> = [];
	private sortedBy: RowOrder | null = null;

	get size(): number {
		return this.entries.length + this.added.length;
	}

	add(entry: Entry<T>): void {
		this.added.push(entry);
		this.sortedBy = null;
	}

	/** Says that the sort key of an entry has changed. */
	change(): void {
		this.sortedBy = null;
	}

	remove(entry: Entry<T>): void {
		this.entries = this.entries.filter((other) => other !== entry);
		this.added = this.added.filter((other) => other !== entry);
	}

	/** A list that later changes leave alone. */
	inOrder(order: RowOrder): Array<Entry<T>> {
		if (this.sortedBy === order) return this.entries;
		this.entries = [...this.entries, ...this.added].sort(COMPARISONS[order]);
		this.added = [];
		this.sortedBy = order;
		return this.entries;
	}
}
