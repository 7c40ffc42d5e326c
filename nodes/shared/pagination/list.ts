import { NodeOperationError, type IDataObject } from 'n8n-workflow';

import type { Api } from '../http/client';
import { get } from '../http/request';
import { isObject } from '../guards';
import { MAX_PER_PAGE, readSome, toRowKey, type Page, type ReadPage } from './page';
import { readAll } from './readAll';

/** A list of the API: its path and filters. */
export interface List<Row extends IDataObject = IDataObject> {
	/** Carries the type of the rows; never set. */
	row?: Row;
	path: string;
	query?: IDataObject;
	isBackground?: boolean;
	/** A list with more rows throws TooManyRows before it is read to its end. */
	mostRows?: number;
}

/** More pages at once would only fill memory. */
const MAX_AT_ONCE = 60;

/** Number of pages to read side by side: what the key's limit allows in one second. */
export const toConcurrency = ({ requestsPerSecond }: Api): number =>
	Math.min(Math.ceil(requestsPerSecond), MAX_AT_ONCE);

/** Reads all rows, or the first `limit` of them. Throws RelasiApiError or NodeOperationError if a page can't be read. */
export async function readList<Row extends IDataObject>(
	api: Api,
	list: List<Row>,
	limit?: number,
): Promise<Row[]> {
	const width = toConcurrency(api);
	const readPage = pageReader(api, list);
	const some = limit === undefined ? undefined : await readSome(readPage, width, limit);
	const rows = some ?? (await readAll(readPage, width, list.mostRows)).slice(0, limit);
	return rows as Row[];
}

/**
 * Makes a function that reads single pages. It always sends `per_page`, because the API doesn't document the
 * default. It reads a page once more if it has no rows although the responses so far promise some.
 */
export function pageReader(api: Api, { path, query, isBackground }: List): ReadPage {
	let lastPage = 0;
	/** Gives undefined for a page with `data: null` although the list has rows. */
	const read = async (number: number, perPage: number): Promise<Page | undefined> => {
		const request = get(path, { ...query, page: number, per_page: perPage });
		const { body, serverTimeMs } = await api.send({ ...request, isBackground });
		const rows = parseRows(body);
		if (!rows && body.data !== null) throw notAList();
		if (!rows) return undefined;
		const page = { ...parsePage(body, rows, number, perPage), serverTimeMs };
		lastPage = Math.max(lastPage, page.lastPage);
		return page;
	};
	const notAList = () =>
		new NodeOperationError(api.node, "The response isn't a list from the Relasi API", {
			description: `Check the base URL in the Relasi credential. The response to ${path} has no list under “data”.`,
		});
	/** True if the page has no rows, but should. A list without rows has one page, too. */
	const isAbsent = ({ rows, total }: Page, number: number): boolean =>
		rows.length === 0 &&
		number <= lastPage &&
		(lastPage > 1 || (total > 0 && total < Infinity));
	return async (number, perPage) => {
		const page = await read(number, perPage);
		if (page && !isAbsent(page, number)) return page;
		const again = await read(number, perPage);
		if (!again) throw notAList();
		return again;
	};
}

/**
 * Takes the rows out of a response. An empty list may be `[]`, `null`, or missing beside a total of 0. Undefined if
 * there is no list.
 */
function parseRows({ data, total }: IDataObject): IDataObject[] | undefined {
	if (Array.isArray(data)) return data.every(isObject) ? (data as IDataObject[]) : undefined;
	const count = whole(total);
	const isEmpty = data === null ? !count : data === undefined && count === 0;
	return isEmpty ? [] : undefined;
}

function parsePage(body: IDataObject, rows: IDataObject[], number: number, perPage: number): Page {
	const lastSaid = whole(body.last_page);
	const given = whole(body.total);
	const saysNoPages = body.has_next === undefined && body.last_page === undefined;
	const isFollowed =
		body.has_next === true ||
		number < (lastSaid ?? 0) ||
		(saysNoPages &&
			rows.length > 0 &&
			(body.total === undefined || (number === 1 && (given ?? 0) > rows.length)));
	const said = Math.min(whole(body.per_page) || perPage, perPage, MAX_PER_PAGE);
	// A page that is followed by another is full.
	const size = isFollowed && rows.length > 0 ? Math.min(said, rows.length) : said;
	// Some servers count the rows of the page instead of those of the list.
	const seen = (number - 1) * size + rows.length;
	const isTotal = given !== undefined && given >= rows.length && !(isFollowed && given <= seen);
	const total = isTotal ? given : Infinity;
	// The larger number counts: an extra page costs a request, a missing one loses rows.
	const lastPage = Math.max(lastSaid ?? 1, isTotal ? Math.ceil(given / size) : 1);
	return { rows, size, hasNext: isFollowed || number < lastPage, total, lastPage };
}

function whole(value: unknown): number | undefined {
	const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
	return Number.isInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}

/**
 * Reads a list once for many callers, and only as far as they ask: chunk 0 is page 1, and each further chunk is
 * twice as many pages side by side, as far as the limit allows.
 */
export class SharedPageReader {
	/** Number of distinct rows so far. */
	count = 0;

	/** Number of rows in the whole list, as the last response said. */
	total = Infinity;

	private readonly chunks: Array<Promise<IDataObject[] | undefined>> = [];

	private readonly keys = new Set<string>();

	private pagesRead = 0;

	private lastPage = 1;

	private readonly readPage: ReadPage;

	private readonly width: number;

	constructor(api: Api, list: List) {
		this.readPage = pageReader(api, list);
		this.width = toConcurrency(api);
	}

	/** Gives the new rows of a chunk, counted from 0; undefined behind the end. */
	async chunk(number: number): Promise<IDataObject[] | undefined> {
		const before = number === 0 ? Promise.resolve() : this.chunk(number - 1);
		this.chunks[number] ??= before.then(async () => await this.readOn());
		return await this.chunks[number].catch((error: unknown) => {
			delete this.chunks[number];
			throw error;
		});
	}

	private async readOn(): Promise<IDataObject[] | undefined> {
		const first = this.pagesRead + 1;
		const last = Math.min(this.lastPage, this.pagesRead + Math.min(first, this.width));
		if (first > last) return undefined;
		const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
		const pages = await Promise.all(
			numbers.map(async (page) => await this.readPage(page, MAX_PER_PAGE)),
		);
		this.pagesRead = last;
		return pages.flatMap((page, index) => this.takeNewRows(page, numbers[index]));
	}

	private takeNewRows({ rows, hasNext, lastPage, total }: Page, number: number): IDataObject[] {
		const fresh = rows.filter(
			(row) => !this.keys.has(toRowKey(row)) && this.keys.add(toRowKey(row)),
		);
		// Reading ends even if a server returns the same page for ever.
		const promised = hasNext && fresh.length > 0 ? number + 1 : 0;
		this.lastPage = Math.max(this.lastPage, lastPage, promised);
		this.count += fresh.length;
		this.total = total;
		return fresh;
	}
}
