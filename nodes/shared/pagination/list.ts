import { NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

import type { Api } from '../http/client';
import { get } from '../http/request';
import { isObject } from '../guards';
import { MAX_PER_PAGE, readSome, type Page, type ReadPage } from './page';
import { readAll } from './readAll';

/** A list of the API: its path, filters, and how an unreadable answer is reported. */
export interface List<Row extends IDataObject = IDataObject> {
	/** The type of its rows; never set. */
	row?: Row;
	path: string;
	query?: IDataObject;
	node: INode;
	isBackground?: boolean;
	/** Return All refuses a list of more rows before it is read to its end. */
	mostRows?: number;
}

/** What the key's limit allows in one second; more pages at once would only fill memory. */
const MAX_AT_ONCE = 60;

/** How many pages to read side by side. */
export const toConcurrency = ({ requestsPerSecond }: Api): number =>
	Math.min(Math.ceil(requestsPerSecond), MAX_AT_ONCE);

/** Reads all rows, or the first `limit` of them. */
export async function readList<Row extends IDataObject>(
	api: Api,
	list: List<Row>,
	limit?: number,
): Promise<Row[]> {
	const width = toConcurrency(api);
	const readPage = pageReader(api, list);
	const rows =
		limit === undefined
			? await readAll(readPage, width, list.mostRows)
			: await readSome(readPage, width, limit);
	return rows as Row[];
}

/** Reads single pages; `per_page` always goes along, since the API does not document its default. */
export function pageReader(api: Api, { path, query, node, isBackground }: List): ReadPage {
	return async (page, perPage) => {
		const request = get(path, { ...query, page, per_page: perPage });
		const { body, serverTimeMs } = await api.send({ ...request, isBackground });
		const rows = parseRows(body);
		if (!rows) {
			throw new NodeOperationError(node, "The response isn't a list from the Relasi API", {
				description: `Check the base URL in the Relasi credential. The response to ${path} has no list under “data”.`,
			});
		}
		return { ...parsePage(body, rows, perPage), serverTimeMs };
	};
}

/** An empty list may come as an empty one, as null, or as nothing beside a total of 0. */
function parseRows({ data, total }: IDataObject): IDataObject[] | undefined {
	if (Array.isArray(data)) return data.every(isObject) ? (data as IDataObject[]) : undefined;
	const isEmpty = data === null ? !total : data === undefined && total === 0;
	return isEmpty ? [] : undefined;
}

function parsePage(body: IDataObject, rows: IDataObject[], perPage: number): Page {
	const total = whole(body.total);
	const hasNext = body.has_next === true;
	const said = Math.min(whole(body.per_page) || perPage, perPage, MAX_PER_PAGE);
	// A page that is followed by another is full.
	const size = hasNext && rows.length > 0 ? Math.min(said, rows.length) : said;
	return {
		rows,
		size,
		hasNext,
		total: total ?? Infinity,
		// We take the larger number: an extra page costs a request, a missing one loses rows.
		lastPage: Math.max(whole(body.last_page) ?? 1, Math.ceil((total ?? 0) / size)),
	};
}

const whole = (value: unknown): number | undefined =>
	Number.isInteger(value) && (value as number) >= 0 ? (value as number) : undefined;
