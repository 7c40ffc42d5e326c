import type { IDataObject } from 'n8n-workflow';

/** The API's largest page. */
export const MAX_PER_PAGE = 500;

/** One page of a list; `serverTimeMs` is when the API answered, in whole seconds. */
export interface Page {
	rows: IDataObject[];
	/** How many rows a full page holds, as the answer says and shows; it may be fewer than were asked for. Undefined: as asked. */
	size?: number;
	/** Rows in the whole list at that moment; Infinity when the server does not say. */
	total: number;
	lastPage: number;
	/** Whether any of what the answer says promises another page. */
	hasNext: boolean;
	serverTimeMs?: number;
}

/** Reads page `page` (from 1) of `perPage` rows. */
export type ReadPage = (page: number, perPage: number) => Promise<Page>;

/** Thrown when a list holds more rows than the caller accepts; `count` is the number of rows we know of. */
export class TooManyRows extends Error {
	constructor(readonly count: number) {
		super(`The list has ${count} rows or more`);
	}
}

/**
 * Reads the first `limit` rows of a list, without repeating one that slips between two pages; undefined
 * when fewer came than the list has.
 */
export async function readSome(
	readPage: ReadPage,
	width: number,
	limit: number,
): Promise<IDataObject[] | undefined> {
	const perPage = Math.min(limit, MAX_PER_PAGE);
	const pages: Page[] = [await readPage(1, perPage)];
	const wanted = Math.min(Math.ceil(limit / (pages[0].size ?? perPage)), pages[0].lastPage);
	await forEachPage(width, 2, wanted, async (page) => {
		pages[page - 1] = await readPage(page, perPage);
	});
	const found = new Map<string, IDataObject>();
	for (let page = 1; ; page++) {
		const { rows, hasNext } = pages[page - 1] ?? (await readPage(page, perPage));
		const before = found.size;
		for (const row of rows) found.set(toRowKey(row), row);
		const goesOn = hasNext && found.size > before;
		if (found.size >= limit || (!goesOn && page >= pages.length)) break;
	}
	const { total } = pages[0];
	const isShort = total < Infinity && found.size < Math.min(limit, total);
	return isShort || pages.some((page) => isUneven(page, pages[0]))
		? undefined
		: [...found.values()].slice(0, limit);
}

/** Whether one of two pages of a list was cut off: all but the last are as large. */
export const isUneven = (page: Page, first: Page): boolean =>
	page.hasNext && page.size !== first.size;

/** Runs `task` for the numbers from `from` to `to`, `width` at a time; `to` may move meanwhile. */
export async function forEachPage(
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

/** The key by which we recognise a row: its id, or its whole content if it has none. */
export const toRowKey = (row: IDataObject): string =>
	row.id === undefined || row.id === null ? JSON.stringify(row) : String(row.id);
