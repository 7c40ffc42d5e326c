import type { IDataObject } from 'n8n-workflow';

import { contactList } from '../../../../shared/api/relasi';
import { digest, executionMemory } from '../../../../shared/execution/executionMemory';
import { cachedFetch, type ItemContext } from '../../../../shared/execution/runCache';
import { invalid } from '../../../../shared/input/values';
import { pageReader, readList } from '../../../../shared/pagination/list';
import { MAX_PER_PAGE } from '../../../../shared/pagination/page';
import type { ContactIndex } from '../bulk/contactIndex';
import { isExact, mayBeSame, toSearches, toSeparatedSearches, type Match } from './identity';

/** Most pages that are read of the wide search; the six narrow ones have fewer. */
const MAX_WIDE_PAGES = 6;

/** The fields that the API searches. */
const SEARCHED = ['name', 'email', 'phone', 'company'];

/** Gives the contacts that may match from `index`, or else from the API's search. */
export const fetchCandidatesIn = async (caller: ItemContext, match: Match, index?: ContactIndex) =>
	await (index ? index.matching(match) : fetchCandidates(caller, match));

/** Searches the contacts that may match. */
export async function fetchCandidates(caller: ItemContext, match: Match): Promise<IDataObject[]> {
	const lists = await Promise.all([
		...toSearches(match).map(async (search) => await fetchResults(caller, search)),
		...(match.by === 'phone' ? [searchSeparated(caller, match)] : []),
	]);
	const rows = lists.flat();
	if (match.by === 'phone' || rows.some((row) => isExact(match, row.email))) return rows;
	return (await fetchIgnoresCase(caller)) ? rows : await fetchAllContacts(caller);
}

/** Reads all contacts, for those that the API's search may not show, or not yet. */
export const fetchAllContacts = async (caller: ItemContext): Promise<IDataObject[]> =>
	await fetchResults(caller);

/**
 * Finds out whether the API's search ignores case, which isn't documented: it searches one of its own contacts in another
 * case. False if no contact can tell.
 */
async function fetchIgnoresCase(caller: ItemContext): Promise<boolean> {
	const known = executionMemory<Record<string, boolean>>(
		caller.context,
		'relasiSearchIgnoresCase',
	);
	const key = digest(caller.api.keyId);
	const answer =
		known[key] ?? (await cachedFetch(caller, key, async () => await probeCase(caller)));
	if (answer !== undefined) known[key] = answer;
	return answer ?? false;
}

async function probeCase(caller: ItemContext): Promise<boolean | undefined> {
	const { rows } = await fetchFirstPage(caller);
	// An email is had by few, so that its search shows them all.
	for (const field of ['email', 'name']) {
		const known = rows.find((row) => /[a-z]/i.test(String(row[field] ?? '')));
		if (!known) continue;
		const found = await fetchFirstPage(caller, inOtherCase(String(known[field])));
		return found.rows.some(({ id }) => id === known.id);
	}
	return undefined;
}

const inOtherCase = (text: string): string =>
	text.replace(/[a-z]/gi, (letter) =>
		letter < 'a' ? letter.toLowerCase() : letter.toUpperCase(),
	);

const toContactList = ({ context }: ItemContext, search?: string) =>
	contactList(context.getNode(), search);

const fetchFirstPage = async (caller: ItemContext, search?: string) =>
	await pageReader(caller.api, toContactList(caller, search))(1, MAX_PER_PAGE);

const fetchResults = async (caller: ItemContext, search?: string): Promise<IDataObject[]> =>
	await readList(caller.api, toContactList(caller, search));

/** Searches the contacts whose phone may be the same with other separators. */
async function searchSeparated(caller: ItemContext, match: Match): Promise<IDataObject[]> {
	const { wide, narrow } = toSeparatedSearches(match);
	const rows = await searchPlainly(caller, wide, MAX_WIDE_PAGES);
	if (rows) return rows;
	const lists = await Promise.all(
		narrow.map(async (search) => await searchPlainly(caller, search)),
	);
	return lists.flatMap((list) => list ?? []);
}

/**
 * Reads the results of a plain search; undefined if they have more than `maxPages`. If a result doesn't contain the
 * text, the API's search is fuzzy, ignores separators itself, and its first page is enough.
 */
async function searchPlainly(caller: ItemContext, search: string, maxPages = Infinity) {
	const first = await fetchFirstPage(caller, search);
	if (!first.hasNext) return first.rows;
	const isPlain = first.rows.every((row) =>
		SEARCHED.some((field) => String(row[field] ?? '').includes(search)),
	);
	if (!isPlain) return first.rows;
	return first.lastPage <= maxPages ? await fetchResults(caller, search) : undefined;
}

/** Picks the contact that matches exactly. Throws NodeOperationError if several do, or if one only may. */
export function pickExact(
	{ context }: ItemContext,
	match: Match,
	rows: IDataObject[],
): IDataObject | undefined {
	const exact = rows.filter((row) => isExact(match, row[match.by]));
	const byId = new Map(exact.map((row) => [String(row.id), row]));
	if (byId.size === 1) return exact[0];
	if (byId.size === 0) {
		const similar = rows.find((row) => mayBeSame(match, row[match.by]));
		if (similar) throw toUndecidedError(context, match, similar);
		return undefined;
	}
	throw invalid(
		context,
		`Several contacts have the ${match.by} “${match.text}”`,
		`Their IDs are ${[...byId.keys()].join(', ')}. Merge them with the operation 'Merge', or choose the right one by its ID.`,
	);
}

/** Makes the error for a phone that may be the same: creating could duplicate the contact, and updating could change another one. */
const toUndecidedError = (
	context: ItemContext['context'],
	{ text }: Match,
	{ id, phone }: IDataObject,
) =>
	invalid(
		context,
		`The contact ${String(id)} has the phone “${String(phone)}”, which may or may not be “${text}”`,
		"Enter the phone with + and country code (and its extension, if it has one), or set 'Default Country Code' in the credential.",
	);

/** Throws NodeOperationError if the contact no longer matches: the API's search may show an older state. */
export function checkStillExact(
	{ context }: ItemContext,
	match: Match,
	present: IDataObject,
): void {
	if (isExact(match, present[match.by])) return;
	throw invalid(
		context,
		`The contact found by ${match.by} “${match.text}” now has a different one`,
		'Someone changed it a moment ago, so nothing was written. Run the node again.',
	);
}
