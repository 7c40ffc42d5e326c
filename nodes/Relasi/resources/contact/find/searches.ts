import type { IDataObject } from 'n8n-workflow';

import { contactList } from '../../../../shared/api/relasi';
import { digest, executionMemory } from '../../../../shared/execution/executionMemory';
import { cachedFetch, type ItemContext } from '../../../../shared/execution/runCache';
import { pageReader, readList } from '../../../../shared/pagination/list';
import { MAX_PER_PAGE } from '../../../../shared/pagination/page';
import { isExact, toSearches, toSeparatedSearches, type Match } from '../identity/match';

/** Most pages that are read of the wide search; the six narrow ones have fewer. */
const MAX_WIDE_PAGES = 6;

/** The fields that the API searches. */
const SEARCHED = ['name', 'email', 'phone', 'company'];

/** Searches the contacts that may match. */
export async function fetchCandidates(item: ItemContext, match: Match): Promise<IDataObject[]> {
	const lists = await Promise.all([
		...toSearches(match).map(async (search) => await fetchContacts(item, search)),
		...(match.by === 'phone' ? [searchSeparated(item, match)] : []),
	]);
	const rows = lists.flat();
	if (match.by === 'phone' || rows.some((row) => isExact(match, row.email))) return rows;
	return (await fetchIgnoresCase(item)) ? rows : await fetchContacts(item);
}

/**
 * Finds out whether the API's search ignores case, which isn't documented: it searches one of its own contacts in another
 * case. False if no contact can tell.
 */
async function fetchIgnoresCase(item: ItemContext): Promise<boolean> {
	const known = executionMemory<Record<string, boolean>>(item.context, 'relasiSearchIgnoresCase');
	const key = digest(item.api.keyId);
	const answer = known[key] ?? (await cachedFetch(item, key, async () => await probeCase(item)));
	if (answer !== undefined) known[key] = answer;
	return answer ?? false;
}

async function probeCase(item: ItemContext): Promise<boolean | undefined> {
	const { rows } = await fetchFirstPage(item);
	// The email comes first: few contacts share one, so the first page of its search shows them all.
	for (const field of ['email', 'name']) {
		const known = rows.find((row) => /[a-z]/i.test(String(row[field] ?? '')));
		if (!known) continue;
		const text = String(known[field]);
		const upper = text.toUpperCase();
		const found = await fetchFirstPage(item, text === upper ? text.toLowerCase() : upper);
		return found.rows.some(({ id }) => id === known.id);
	}
	return undefined;
}

const fetchFirstPage = async ({ api }: ItemContext, search?: string) =>
	await pageReader(api, contactList(search))(1, MAX_PER_PAGE);

/** Reads the results of a search; without one all contacts, also those that the search doesn't show yet. */
export const fetchContacts = async (
	{ api }: ItemContext,
	search?: string,
): Promise<IDataObject[]> => await readList(api, contactList(search));

/** Searches the contacts whose phone may be the same with other separators. */
async function searchSeparated(item: ItemContext, match: Match): Promise<IDataObject[]> {
	const { wide, narrow } = toSeparatedSearches(match);
	const rows = await searchPlainly(item, wide, MAX_WIDE_PAGES);
	if (rows) return rows;
	const lists = await Promise.all(
		narrow.map(async (search) => await searchPlainly(item, search)),
	);
	return lists.flatMap((list) => list ?? []);
}

/**
 * Reads the results of a plain search; undefined if they have more than `maxPages`. If a result doesn't contain the
 * text, the API's search is fuzzy, ignores separators itself, and its first page is enough.
 */
async function searchPlainly(item: ItemContext, search: string, maxPages = Infinity) {
	const first = await fetchFirstPage(item, search);
	if (!first.hasNext) return first.rows;
	const isPlain = first.rows.every((row) =>
		SEARCHED.some((field) => String(row[field] ?? '').includes(search)),
	);
	if (!isPlain) return first.rows;
	return first.lastPage <= maxPages ? await fetchContacts(item, search) : undefined;
}
