import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../http/client';
import { pageReader, readList, type List } from './list';
import { MAX_PER_PAGE, readFromFront, type ReadPage } from './page';

export const ORDERS = ['newestFirst', 'oldestFirst'] as const;
type Order = (typeof ORDERS)[number];

/** Selects messages: of those that match, all or the first `limit` in this order. */
interface OrderedQuery {
	/** Undefined: the order of the API. */
	order?: Order;
	limit?: number;
	/** Undefined: all match. */
	matches?: (message: IDataObject) => boolean;
	/** Messages before this time don't match. */
	sinceMs?: number;
}

/** The first page has at least this many messages, which show whether the list has an order. */
const MIN_SAMPLE = 100;

/** Fewer messages than this can be in order by chance: a server may return smaller pages than we asked for. */
const MIN_EVIDENCE = 20;

/** After this many tries to find the end of a list that grows meanwhile, all of it is read. */
const MAX_TRIES = 3;

/**
 * Reads messages in order. The API doesn't document its order: the first page shows it, and then only the pages at
 * the wanted end are read. If the first page shows none, all messages are read and sorted.
 */
export async function readInOrder<Row extends IDataObject>(
	api: Api,
	list: List<Row>,
	wanted: OrderedQuery,
): Promise<Row[]> {
	const { order, limit, matches = isAny, sinceMs } = wanted;
	const isPart = limit !== undefined || sinceMs !== undefined;
	const end = isPart ? await readEnd(pageReader(api, list), wanted) : undefined;
	const rows = end ?? (await readList(api, list));
	const matching = (order === undefined ? rows : oldestFirst(rows)).filter(matches);
	return (order === 'newestFirst' ? matching.reverse() : matching).slice(0, limit) as Row[];
}

const isAny = () => true;

/** Reads as many pages as it takes, in the order of the API; undefined if all have to be read. */
async function readEnd(
	readPage: ReadPage,
	wanted: OrderedQuery,
): Promise<IDataObject[] | undefined> {
	const { order, limit = Infinity, matches = isAny, sinceMs } = wanted;
	// With a time to stop at, all that is newer may be needed, however small the limit is.
	const size = sinceMs === undefined ? Math.max(limit, MIN_SAMPLE) : MAX_PER_PAGE;
	const perPage = Math.min(size, MAX_PER_PAGE);
	const first = await readPage(1, perPage);
	if (!first.hasNext) return first.rows;
	const given = detectOrder(first.rows);
	if (given === undefined && (order !== undefined || limit === Infinity)) return undefined;
	const wantsNewest = (order ?? given) === 'newestFirst';
	// With a time to stop at, the newest end takes fewer pages.
	const fromNewest = wantsNewest || (sinceMs !== undefined && given !== undefined);
	const isEnough = (rows: IDataObject[]) =>
		(fromNewest === wantsNewest && rows.filter(matches).length >= limit) ||
		(fromNewest && sinceMs !== undefined && rows.some((row) => toCreatedMs(row) < sinceMs));
	if (given === undefined || fromNewest === (given === 'newestFirst')) {
		return await readFromFront(
			async (page) => (page === 1 ? first : await readPage(page, perPage)),
			isEnough,
		);
	}
	// A server that returned a smaller page than we asked for does not return the largest size either.
	const largest = first.size < perPage ? first.size : MAX_PER_PAGE;
	const endSize = fromNewest === wantsNewest ? sizeForEnd(first.total, limit, largest) : largest;
	return await readFromBack(readPage, first.total, endSize, isEnough);
}

/** Reads pages of `size` from the last one backwards; undefined if the list keeps changing, so that a row could be missed. */
async function readFromBack(
	readPage: ReadPage,
	firstTotal: number,
	size: number,
	isEnough: (rows: IDataObject[]) => boolean,
): Promise<IDataObject[] | undefined> {
	for (let tries = 1, total = firstTotal; tries <= MAX_TRIES && total < Infinity; tries++) {
		let rows: IDataObject[] = [];
		let hasMoved = false;
		for (let number = Math.ceil(total / size); number >= 1; number--) {
			const page = await readPage(number, size);
			hasMoved = page.total !== total || page.size !== size;
			total = page.total;
			rows = [...page.rows, ...rows];
			if (hasMoved || isEnough(rows)) break;
		}
		if (!hasMoved) return rows;
	}
	return undefined;
}

/** Finds a page size, at most `largest`, with which the last `limit` of `total` rows are on one page. */
function sizeForEnd(total: number, limit: number, largest: number): number {
	for (let size = largest; size >= limit; size--) {
		const onLast = total % size || size;
		if (onLast >= limit) return size;
	}
	return largest;
}

/** Detects the order of rows; undefined if they aren't in order of time, or all have the same time. */
function detectOrder(rows: IDataObject[]): Order | undefined {
	if (rows.length < MIN_EVIDENCE) return undefined;
	const steps = rows
		.slice(1)
		.map((row, index) => Math.sign(toCreatedMs(row) - toCreatedMs(rows[index])));
	if (steps.includes(1)) return steps.includes(-1) ? undefined : 'oldestFirst';
	return steps.includes(-1) ? 'newestFirst' : undefined;
}

/** Sorts by time; ties keep the API's order, reversed if the list is newest first. */
export function oldestFirst(messages: IDataObject[]): IDataObject[] {
	const times = messages.map(toCreatedMs);
	const descends = times[0] > times[times.length - 1];
	return (descends ? [...messages].reverse() : [...messages]).sort(
		(a, b) => toCreatedMs(a) - toCreatedMs(b),
	);
}

/** Gives the time of a message in ms since 1970; 0 if it has none. */
export const toCreatedMs = (message: IDataObject): number =>
	Date.parse(String(message.created_at)) || 0;
