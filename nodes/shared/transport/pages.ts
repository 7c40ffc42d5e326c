import type { IDataObject } from 'n8n-workflow';

/** The API's largest page. */
export const LARGEST_PAGE = 500;

/** One page of a list; `serverTimeMs` is when the API answered, in whole seconds. */
export interface Page {
	rows: IDataObject[];
	/** Rows in the whole list at that moment. */
	total: number;
	lastPage: number;
	hasNext: boolean;
	serverTimeMs?: number;
}

/** Reads page `page` (from 1) of `perPage` rows. */
export type ReadPage = (page: number, perPage: number) => Promise<Page>;

/** A list that is still moving after this many reads will not be caught by one more. */
const MOST_PASSES = 10;

/**
 * Reads a whole list, `width` pages at a time: no row twice, and none missing that was there
 * throughout, although numbered pages let rows slip from one to the next during the read.
 * Throws when the list does not hold still long enough to prove it.
 */
export async function readAll(readPage: ReadPage, width: number): Promise<IDataObject[]> {
	const found = new Map<string, IDataObject>();
	for (let pass = 1; pass <= MOST_PASSES; pass++) {
		if (await new Pass(readPage, width, found).run()) return [...found.values()];
	}
	throw new Error(
		`The list kept changing while it was read ${MOST_PASSES} times. Run the node again at a quieter time, or narrow the list with a filter.`,
	);
}

/** Reads the first `limit` rows of a list, without repeating one that slips between two pages. */
export async function readSome(
	readPage: ReadPage,
	width: number,
	limit: number,
): Promise<IDataObject[]> {
	const perPage = Math.min(limit, LARGEST_PAGE);
	const pages: Page[] = [await readPage(1, perPage)];
	const wanted = Math.min(Math.ceil(limit / perPage), pages[0].lastPage);
	await sideBySide(width, 2, wanted, async (page) => {
		pages[page - 1] = await readPage(page, perPage);
	});
	const found = new Map<string, IDataObject>();
	for (let page = 1; ; page++) {
		const { rows, hasNext } = pages[page - 1] ?? (await readPage(page, perPage));
		for (const row of rows) found.set(keyOf(row), row);
		if (found.size >= limit || !hasNext || rows.length === 0) break;
	}
	return [...found.values()].slice(0, limit);
}

/** One read of all pages, which adds to what earlier ones have found. */
class Pass {
	private readonly pages: Page[] = [];

	private firstKeys = new Set<string>();

	/** Distinct rows found that certainly stood in the list when this pass began. */
	private standing = 0;

	constructor(
		private readonly readPage: ReadPage,
		private readonly width: number,
		private readonly found: Map<string, IDataObject>,
	) {}

	/** Whether the list is now known to be complete. */
	async run(): Promise<boolean> {
		const first = await this.readPage(1, LARGEST_PAGE);
		this.firstKeys = new Set(first.rows.map(keyOf));
		this.pages[0] = first;
		const early = new Map(this.found);
		for (const row of first.rows) early.set(keyOf(row), row);
		this.standing = [...early].filter(([key, row]) => this.stood(key, row)).length;
		const seen = new Set(early.keys());
		let lastPage = first.lastPage;
		await sideBySide(this.width, 2, () => (this.proven() ? 0 : lastPage), async (number) => {
			const page = await this.readPage(number, LARGEST_PAGE);
			this.pages[number - 1] = page;
			for (const row of page.rows) this.count(row, seen);
			const next = page.hasNext && page.rows.length > 0 ? number + 1 : 0;
			lastPage = Math.max(lastPage, page.lastPage, next);
		});
		for (const { rows } of this.pages.filter(Boolean)) {
			for (const row of rows) this.found.set(keyOf(row), row);
		}
		return this.proven() || this.wasStill();
	}

	private count(row: IDataObject, seen: Set<string>): void {
		const key = keyOf(row);
		if (seen.has(key)) return;
		seen.add(key);
		if (this.stood(key, row)) this.standing++;
	}

	/** The API counted `total` rows as the pass began; so many distinct ones of them are all of them. */
	private proven(): boolean {
		return this.standing >= this.pages[0].total;
	}

	/**
	 * A row that changed since the pass began may have entered the list by that change, so only
	 * those count that have not, or that the first answer showed.
	 */
	private stood(key: string, row: IDataObject): boolean {
		const beganAtMs = this.pages[0].serverTimeMs;
		if (beganAtMs === undefined || this.firstKeys.has(key)) return true;
		const changedAtMs = Math.max(timeOf(row.created_at), timeOf(row.updated_at));
		return !(changedAtMs >= beganAtMs);
	}

	/** Nothing moved during the pass, so a row that `total` promises and no page shows is not to be had. */
	private wasStill(): boolean {
		const keys = this.pages.flatMap(({ rows }) => rows.map(keyOf));
		return (
			new Set(keys).size === keys.length &&
			this.pages.every(({ total }) => total === this.pages[0].total)
		);
	}
}

/** Runs `task` for the numbers from `from` to `to`, `width` at a time; `to` may move meanwhile. */
async function sideBySide(
	width: number,
	from: number,
	to: number | (() => number),
	task: (number: number) => Promise<void>,
): Promise<void> {
	let next = from;
	let failed = false;
	const last = typeof to === 'number' ? () => to : to;
	const worker = async () => {
		while (!failed && next <= last()) {
			await task(next++).catch((error: unknown) => {
				failed = true;
				throw error;
			});
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, Math.max(last() - from + 1, 0)) }, worker));
}

const timeOf = (time: unknown): number => Date.parse(String(time ?? '')) || 0;

/** A row without an id is told from others by all that it says. */
const keyOf = (row: IDataObject): string =>
	row.id === undefined || row.id === null ? JSON.stringify(row) : String(row.id);
