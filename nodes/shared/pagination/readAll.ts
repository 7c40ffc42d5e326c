import type { IDataObject } from 'n8n-workflow';

import { forEachPage, keyOf, MAX_PER_PAGE, TooManyRows, type Page, type ReadPage } from './page';

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
	for (let pass = 1, withoutNews = 0; pass <= MAX_PASSES; pass++) {
		const read = await readPass(readPage, width, mostRows);
		const isSure = read.unchanged >= read.pages[0].total || isAtRest(read);
		const rows = rowsOf(read);
		if (isSure && found.size === 0) return rows;
		beganAtMs ??= read.pages[0].serverTimeMs;
		const fresh = rows.filter((row) => !found.has(keyOf(row)));
		for (const row of rows) found.set(keyOf(row), row);
		if (isSure) return [...found.values()];
		// A row that was made since the reading began need not be there.
		withoutNews = fresh.some(({ created_at: at }) => !isSince(beganAtMs, at))
			? 0
			: withoutNews + 1;
		const isFewer = read.pages[0].total < Infinity && found.size < read.pages[0].total;
		if (withoutNews >= PASSES_WITHOUT_NEWS[isFewer ? 'fewer' : 'allCounted'])
			return [...found.values()];
	}
	throw new Error(
		`The list kept changing while it was read ${MAX_PASSES} times. Run the node again at a quieter time, or narrow the list with a filter.`,
	);
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
	unchanged: number;
}

async function readPass(readPage: ReadPage, width: number, mostRows: number): Promise<Pass> {
	const first = await readPage(1, MAX_PER_PAGE);
	if (Number.isFinite(first.total) && first.total > mostRows) throw new TooManyRows(first.total);
	const pages = [first];
	const keys = new Set(first.rows.map(keyOf));
	let unchanged = keys.size;
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
			if (isNew && !isSince(first.serverTimeMs, row.created_at, row.updated_at)) unchanged++;
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
	return { pages, keys, unchanged };
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
function isAtRest({ pages, keys }: Pass): boolean {
	const [{ total, serverTimeMs }, ...others] = pages;
	return (
		keys.size === pages.reduce((sum, page) => sum + page.rows.length, 0) &&
		others.every((page) => page.total === total) &&
		!others.some((page) =>
			page.rows.some((row) => isSince(serverTimeMs, row.created_at, row.updated_at)),
		)
	);
}

/** Whether one of the times of a row is not before `sinceMs`, by the server's clock. */
const isSince = (sinceMs: number | undefined, ...times: unknown[]): boolean =>
	sinceMs !== undefined && times.some((time) => Date.parse(String(time ?? '')) >= sinceMs);
