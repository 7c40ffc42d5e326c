import type { IDataObject } from 'n8n-workflow';

/** The API's largest page. */
export const MAX_PER_PAGE = 500;

/** One page of a list; `serverTimeMs` is when the API answered, in whole seconds. */
export interface Page {
	rows: IDataObject[];
	/** Rows in the whole list at that moment; Infinity when the server does not say. */
	total: number;
	lastPage: number;
	hasNext: boolean;
	serverTimeMs?: number;
}

/** Reads page `page` (from 1) of `perPage` rows. */
export type ReadPage = (page: number, perPage: number) => Promise<Page>;

/** A list holds more rows than the caller can take; `count` is what is known of how many. */
export class TooManyRows extends Error {
	constructor(readonly count: number) {
		super(`The list has ${count} rows or more`);
	}
}

/** A list that is still moving after this many reads will not be caught by one more. */
const MAX_PASSES = 10;

/** So many reads in a row that show nothing new make up for a proof; more, if the server counts more rows. */
const PASSES_WITHOUT_NEWS = { allCounted: 2, fewer: 7 };

/**
 * Reads a whole list, `width` pages at a time: no row twice, and none missing that was there
 * throughout, although numbered pages let rows slip from one to the next during the read.
 * Throws when the list does not hold still long enough to be sure of it.
 */
export async function readAll(
	readPage: ReadPage,
	width: number,
	mostRows = Infinity,
): Promise<IDataObject[]> {
	const found = new Map<string, IDataObject>();
	let beganAtMs: number | undefined;
	for (let pass = 1, quiet = 0; pass <= MAX_PASSES; pass++) {
		const read = await readPass(readPage, width, mostRows);
		const isSure = read.stood >= read.pages[0].total || wasStill(read);
		const rows = rowsOf(read);
		if (isSure && found.size === 0) return rows;
		beganAtMs ??= read.pages[0].serverTimeMs;
		const fresh = rows.filter((row) => !found.has(keyOf(row)));
		for (const row of rows) found.set(keyOf(row), row);
		if (isSure) return [...found.values()];
		// A row that was made since the reading began need not be there.
		quiet = fresh.some(({ created_at: at }) => !isSince(beganAtMs, at)) ? 0 : quiet + 1;
		const isFewer = read.pages[0].total < Infinity && found.size < read.pages[0].total;
		if (quiet >= PASSES_WITHOUT_NEWS[isFewer ? 'fewer' : 'allCounted'])
			return [...found.values()];
	}
	throw new Error(
		`The list kept changing while it was read ${MAX_PASSES} times. Run the node again at a quieter time, or narrow the list with a filter.`,
	);
}

/** Reads the first `limit` rows of a list, without repeating one that slips between two pages. */
export async function readSome(
	readPage: ReadPage,
	width: number,
	limit: number,
): Promise<IDataObject[]> {
	const perPage = Math.min(limit, MAX_PER_PAGE);
	const pages: Page[] = [await readPage(1, perPage)];
	const wanted = Math.min(Math.ceil(limit / perPage), pages[0].lastPage);
	await forEachPage(width, 2, wanted, async (page) => {
		pages[page - 1] = await readPage(page, perPage);
	});
	const found = new Map<string, IDataObject>();
	for (let page = 1; ; page++) {
		const { rows, hasNext, lastPage } = pages[page - 1] ?? (await readPage(page, perPage));
		const before = found.size;
		for (const row of rows) found.set(keyOf(row), row);
		const goesOn = (hasNext || page < lastPage) && found.size > before;
		if (found.size >= limit || (!goesOn && page >= pages.length)) break;
	}
	return [...found.values()].slice(0, limit);
}

/** One read of all pages. */
interface Pass {
	pages: Page[];
	/** The keys of all rows. */
	keys: Set<string>;
	/**
	 * So many distinct rows were there as the pass began. A row that changed since may have entered
	 * the list by that change, so only those count that have not, or that the first page showed.
	 */
	stood: number;
}

async function readPass(readPage: ReadPage, width: number, mostRows: number): Promise<Pass> {
	const first = await readPage(1, MAX_PER_PAGE);
	if (Number.isFinite(first.total) && first.total > mostRows) throw new TooManyRows(first.total);
	const pages = [first];
	const keys = new Set(first.rows.map(keyOf));
	let stood = keys.size;
	let end = Infinity;
	let lastPage = lastPageAfter(first, 1, true);
	// Counted page by page, while the others are on their way.
	const count = ({ rows }: Page) => {
		const before = keys.size;
		for (const row of rows) {
			const known = keys.size;
			keys.add(keyOf(row));
			const isNew = keys.size > known;
			if (keys.size > mostRows) throw new TooManyRows(keys.size);
			if (isNew && !isSince(first.serverTimeMs, row.created_at, row.updated_at)) stood++;
		}
		return keys.size > before;
	};
	await forEachPage(
		width,
		2,
		() => Math.min(lastPage, end),
		async (number) => {
			const page = await readPage(number, MAX_PER_PAGE);
			pages[number - 1] = page;
			if (page.rows.length === 0) end = Math.min(end, number - 1);
			lastPage = Math.max(lastPage, lastPageAfter(page, number, count(page)));
		},
	);
	return { pages: pages.filter(Boolean), keys, stood };
}

/** Distinct rows in the order of the pages. */
function rowsOf({ pages, keys }: Pass): IDataObject[] {
	const rows = pages.flatMap((page) => page.rows);
	if (rows.length === keys.size) return rows;
	return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

/** The last page to read, as one page tells; a server that gives the same page for ever must not be believed. */
const lastPageAfter = ({ lastPage, hasNext }: Page, number: number, bringsNew: boolean): number =>
	Math.max(lastPage, hasNext && bringsNew ? number + 1 : 0);

/** Nothing moved during the pass, so a row that `total` promises and no page shows is not to be had. */
function wasStill({ pages, keys }: Pass): boolean {
	const [{ total, serverTimeMs }, ...others] = pages;
	return (
		keys.size === pages.reduce((sum, page) => sum + page.rows.length, 0) &&
		others.every((page) => page.total === total) &&
		!others.some((page) =>
			page.rows.some((row) => isSince(serverTimeMs, row.created_at, row.updated_at)),
		)
	);
}

/** Runs `task` for the numbers from `from` to `to`, `width` at a time; `to` may move meanwhile. */
async function forEachPage(
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
	await Promise.all(
		Array.from({ length: Math.min(width, Math.max(last() - from + 1, 0)) }, worker),
	);
}

/** Whether one of the times of a row is not before `sinceMs`, by the server's clock. */
const isSince = (sinceMs: number | undefined, ...times: unknown[]): boolean =>
	sinceMs !== undefined && times.some((time) => Date.parse(String(time ?? '')) >= sinceMs);

/** A row without an id is told from others by all that it says. */
const keyOf = (row: IDataObject): string =>
	row.id === undefined || row.id === null ? JSON.stringify(row) : String(row.id);
