import type { IDataObject } from 'n8n-workflow';

import {
	forEachNumber,
	toRowKey,
	MAX_PER_PAGE,
	TooManyRows,
	type Page,
	type ReadPage,
} from './page';

/** Reading ends after this many passes: a list that still changes won't hold still for another one. */
const MAX_PASSES = 10;

/**
 * Passes without a new row after which the list counts as complete although no pass proved it: more while
 * rows move and we have fewer than `total`.
 */
const PASSES_WITHOUT_NEWS = { atRest: 2, moving: 7 };

/** The clock that dates the rows may be this far behind the `Date` header. */
const CLOCK_LAG_MS = 10_000;

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
	const { rows, isComplete } = await readUntilProved(readPage, width, isProvedByDate, mostRows);
	if (isComplete) return rows;
	// NodeOperationError takes over the description of the error that it wraps.
	throw Object.assign(new Error(`The list kept changing while it was read ${MAX_PASSES} times`), {
		description: 'Run the node again at a quieter time, or narrow the list with a filter.',
	});
}

/**
 * Reads a whole list again and again, until `isProved` accepts one pass or several bring nothing new. Gives each
 * row once, in its newest state. `isComplete` is false if the list does not hold still long enough.
 */
export async function readUntilProved(
	readPage: ReadPage,
	width: number,
	isProved: (pass: Pass) => boolean,
	mostRows = Infinity,
): Promise<{ rows: IDataObject[]; isComplete: boolean }> {
	const found = new Map<string, IDataObject>();
	let beganAtMs: number | undefined;
	for (let pass = 1, withoutNews = 0; pass <= MAX_PASSES; pass++) {
		const read = await readPass(readPage, width, mostRows);
		const { rows } = read;
		const isSure = isProved(read);
		if (isSure && found.size === 0) return { rows, isComplete: true };
		beganAtMs ??= read.beganAtMs;
		const fresh = rows.filter((row) => !found.has(toRowKey(row)));
		for (const row of rows) keepNewer(found, row);
		// A row created since the reading began need not be in the result.
		const beganMs = beganAtMs ?? Infinity;
		const hasNews = fresh.some(({ created_at: at }) => toMs(at) < beganMs);
		withoutNews = hasNews || hasGap(read) ? 0 : withoutNews + 1;
		const { total } = read.pages[0];
		const isFewer = total < Infinity && found.size < total;
		const enough = PASSES_WITHOUT_NEWS[isFewer && hasMoved(read) ? 'moving' : 'atRest'];
		if (isSure || withoutNews >= enough) return { rows: [...found.values()], isComplete: true };
	}
	return { rows: [...found.values()], isComplete: false };
}

/** One read of all pages. */
export interface Pass {
	pages: Page[];
	/** Distinct rows, in the order of the pages. */
	rows: IDataObject[];
	/** The newest date of a row behind the first page, in ms; -Infinity without one. */
	newestMs: number;
	/**
	 * When the pass began, in ms by the servers' clock: the earliest that any answer's `Date` allows, since
	 * one of several servers may have another clock. Undefined when an answer has no `Date`.
	 */
	beganAtMs?: number;
}

async function readPass(readPage: ReadPage, width: number, mostRows: number): Promise<Pass> {
	const startedAtMs = performance.now();
	let beganAtMs: number | undefined = Infinity;
	const read: ReadPage = async (number, perPage) => {
		const page = await readPage(number, perPage);
		const elapsedMs = performance.now() - startedAtMs;
		beganAtMs =
			beganAtMs === undefined || page.serverTimeMs === undefined
				? undefined
				: Math.min(beganAtMs, page.serverTimeMs - elapsedMs);
		return page;
	};
	let newestMs = -Infinity;
	const first = await read(1, MAX_PER_PAGE);
	if (Number.isFinite(first.total) && first.total > mostRows)
		throw new TooManyRows(first.total, mostRows);
	const pages = [first];
	const keys = new Set(first.rows.map(toRowKey));
	const counted = first.total < Infinity ? Math.ceil(first.total / first.size) : 0;
	let end = Infinity;
	let lastPage = lastPageAfter(first, 1, true);
	await forEachNumber(
		width,
		2,
		() => Math.min(lastPage, end),
		async (number) => {
			const page = await read(number, MAX_PER_PAGE);
			pages[number - 1] = page;
			const before = keys.size;
			for (const row of page.rows) {
				keys.add(toRowKey(row));
				// Here, since the process has time while it waits for the other pages.
				newestMs = Math.max(newestMs, toNewestMs(row));
			}
			if (keys.size > mostRows) throw new TooManyRows(keys.size, mostRows);
			// Behind an empty page we read on only as far as `total` promises rows.
			if (page.rows.length === 0 && number > counted) end = Math.min(end, number - 1);
			lastPage = Math.max(lastPage, lastPageAfter(page, number, keys.size > before));
		},
	);
	const all = pages.flatMap(({ rows }) => rows);
	const rows = all.length === keys.size ? all : toDistinct(all);
	return { pages, rows, newestMs, beganAtMs };
}

function toDistinct(all: IDataObject[]): IDataObject[] {
	const found = new Map<string, IDataObject>();
	for (const row of all) keepNewer(found, row);
	return [...found.values()];
}

/** Pages are read side by side, so the state of a row that was read later may be the older one. */
function keepNewer(found: Map<string, IDataObject>, row: IDataObject): void {
	const key = toRowKey(row);
	const known = found.get(key);
	if (!known || toNewestMs(row) >= toNewestMs(known)) found.set(key, row);
}

/** Gives the last page to read, as far as one page tells. Reading ends even if a server returns the same page for ever. */
const lastPageAfter = ({ lastPage, hasNext }: Page, number: number, bringsNew: boolean): number =>
	Math.max(lastPage, hasNext && bringsNew ? number + 1 : 0);

/**
 * True if a pass has read all rows that were in the list when it began: as many distinct ones as `total` said then.
 * Only rows on the first page, and rows unchanged since, are sure to have been there. Any other may have entered
 * meanwhile, in the place of one that moved to a page that had been read already.
 */
function isProvedByDate({ pages: [first, ...others], rows, newestMs, beganAtMs }: Pass): boolean {
	if (others.length === 0) return true;
	if (beganAtMs === undefined || rows.length < first.total) return false;
	const sinceMs = beganAtMs - CLOCK_LAG_MS;
	if (newestMs < sinceMs) return true;
	const onFirst = new Set(first.rows.map(toRowKey));
	const proved = rows.filter((row) => onFirst.has(toRowKey(row)) || toNewestMs(row) < sinceMs);
	return proved.length >= first.total;
}

/** True if rows visibly moved from one page to another during a pass. */
const hasMoved = ({ pages: [first, ...others], rows }: Pass): boolean =>
	others.some(({ total }) => total !== first.total) ||
	rows.length < others.reduce((sum, page) => sum + page.rows.length, first.rows.length);

/** True if a page without rows comes before one with rows. */
const hasGap = ({ pages }: Pass): boolean =>
	pages.some(({ rows }, index) => rows.length === 0 && pages[index + 1]?.rows.length > 0);

/** Gives the last change of a row in ms by the server's clock; -Infinity if the row doesn't say. */
const toNewestMs = ({ created_at: made, updated_at: changed }: IDataObject): number =>
	Math.max(toMs(made), toMs(changed));

const toMs = (time: unknown): number => {
	const ms = Date.parse(String(time ?? ''));
	return Number.isNaN(ms) ? -Infinity : ms;
};
