import type { IDataObject } from 'n8n-workflow';

/** The API's largest page. */
export const MAX_PER_PAGE = 500;

/** One page of a list. */
export interface Page {
	rows: IDataObject[];
	/** Number of rows of a full page, as the response says and shows: it may be fewer than requested. */
	size: number;
	/** Number of rows in the whole list at that moment; Infinity if the server doesn't say. */
	total: number;
	lastPage: number;
	/** True if anything in the response promises another page. */
	hasNext: boolean;
	/** When the API responded, from its `Date` header (whole seconds). */
	serverTimeMs?: number;
}

/** Reads page `page` (from 1) of `perPage` rows. */
export type ReadPage = (page: number, perPage: number) => Promise<Page>;

/** Thrown if a list has more rows than the caller accepts; `count` is the number of rows known by then. */
export class TooManyRows extends Error {
	/** NodeOperationError takes over the description of the error that it wraps. */
	readonly description =
		'Narrow the list with a filter, or pass the node several items that each read a part of it.';

	constructor(
		readonly count: number,
		most: number,
	) {
		super(`There are ${count} results, and one item can return at most ${most}`);
	}
}

/**
 * Reads the first `limit` rows of a list, the pages side by side as far as the first one tells how many there are.
 * Undefined if fewer came than the list has.
 */
export async function readSome(
	readPage: ReadPage,
	width: number,
	limit: number,
): Promise<IDataObject[] | undefined> {
	const perPage = Math.min(limit, MAX_PER_PAGE);
	const pages: Page[] = [await readPage(1, perPage)];
	const last = Math.min(Math.ceil(limit / pages[0].size), pages[0].lastPage);
	await forEachNumber(
		width,
		2,
		() => last,
		async (page) => {
			pages[page - 1] = await readPage(page, perPage);
		},
	);
	const rows = await readFromFront(
		async (page) => pages[page - 1] ?? (await readPage(page, perPage)),
		(found) => found.length >= limit,
	);
	return rows?.slice(0, limit);
}

/**
 * Reads pages from the first one on, until the rows are enough. No row comes twice, even if it moves from one page
 * to the next meanwhile. Undefined if fewer came than the list has.
 */
export async function readFromFront(
	readPage: (page: number) => Promise<Page>,
	isEnough: (rows: IDataObject[]) => boolean,
): Promise<IDataObject[] | undefined> {
	const found = new Map<string, IDataObject>();
	const first = await readPage(1);
	for (let number = 1, page = first; ; page = await readPage(++number)) {
		const before = found.size;
		for (const row of page.rows) found.set(toRowKey(row), row);
		const rows = [...found.values()];
		// A page was cut off: all but the last have the same size.
		if (page.hasNext && page.size !== first.size) return undefined;
		if (isEnough(rows)) return rows;
		const isComplete = page.total === Infinity || found.size >= page.total;
		const isLast = !page.hasNext && number >= page.lastPage;
		if (found.size === before || isLast) return isComplete ? rows : undefined;
	}
}

/** Runs `task` for the numbers from `from` to `last()`, which may change meanwhile, `width` at a time. */
export async function forEachNumber(
	width: number,
	from: number,
	last: () => number,
	task: (number: number) => Promise<void>,
): Promise<void> {
	let next = from;
	let failed = false;
	const worker = async () => {
		while (!failed && next <= last()) {
			await task(next++).catch((error: unknown) => {
				failed = true;
				throw error;
			});
		}
	};
	await Promise.all(
		Array.from({ length: Math.min(width, Math.max(last() - from + 1, 0)) }, worker),
	);
}

/** Makes the key that identifies a row: its ID, or its whole content if it has none. */
export const toRowKey = (row: IDataObject): string =>
	row.id === undefined || row.id === null ? JSON.stringify(row) : String(row.id);
