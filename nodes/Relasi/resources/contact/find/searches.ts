import type { IDataObject } from 'n8n-workflow';

import { contactList } from '../../../../shared/api/relasi';
import { digest, executionMemory } from '../../../../shared/execution/executionMemory';
import { cachedFetch, type ItemContext } from '../../../../shared/execution/runCache';
import { invalid } from '../../../../shared/input/values';
import { pageReader, readList } from '../../../../shared/pagination/list';
import { MAX_PER_PAGE } from '../../../../shared/pagination/page';
import type { ContactIndex } from '../bulk/contactIndex';
import { isExact, mayBeSame, searchesFor, separatedSearchesFor, type Match } from './identity';

/** More pages than the narrow searches have are not read of the wide one. */
const MAX_WIDE_PAGES = 6;

/** The fields that the API searches. */
const SEARCHED = ['name', 'email', 'phone', 'company'];

/** The contacts of which one may match, as a reading of the list shows them, or else the API's search. */
export const fetchCandidatesIn = async (caller: ItemContext, match: Match, index?: ContactIndex) =>
	await (index ? index.matching(match) : fetchCandidates(caller, match));

/** The contacts of which one may match. */
export async function fetchCandidates(caller: ItemContext, match: Match): Promise<IDataObject[]> {
	const lists = await Promise.all([
		...searchesFor(match).map(async (search) => await searched(caller, search)),
		...(match.by === 'phone' ? [separated(caller, match)] : []),
	]);
	const rows = lists.flat();
	if (match.by === 'phone' || rows.some((row) => isExact(match, row.email))) return rows;
	return (await ignoresCase(caller)) ? rows : await fetchAllContacts(caller);
}

/** All contacts, for what the API's search may not show, or not yet. */
export const fetchAllContacts = async (caller: ItemContext): Promise<IDataObject[]> =>
	await searched(caller, undefined);

/**
 * Whether the API's search finds a text in another case, which is not documented: one of its own contacts
 * tells. False where none does.
 */
async function ignoresCase(caller: ItemContext): Promise<boolean> {
	const known = executionMemory<Record<string, boolean>>(
		caller.context,
		'relasiSearchIgnoresCase',
	);
	const key = digest(caller.api.keyId);
	const answer = known[key] ?? (await cachedFetch(caller, key, async () => await probe(caller)));
	if (answer !== undefined) known[key] = answer;
	return answer ?? false;
}

async function probe(caller: ItemContext): Promise<boolean | undefined> {
	const { rows } = await firstPage(caller);
	// An email is had by few, so that its search shows them all.
	for (const field of ['email', 'name']) {
		const known = rows.find((row) => /[a-z]/i.test(String(row[field] ?? '')));
		if (!known) continue;
		const found = await firstPage(caller, inOtherCase(String(known[field])));
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

const firstPage = async (caller: ItemContext, search?: string) =>
	await pageReader(caller.api, toContactList(caller, search))(1, MAX_PER_PAGE);

const searched = async (caller: ItemContext, search?: string): Promise<IDataObject[]> =>
	await readList(caller.api, toContactList(caller, search));

/** The contacts whose phone may be the same with other separators. */
async function separated(caller: ItemContext, match: Match): Promise<IDataObject[]> {
	const { wide, narrow } = separatedSearchesFor(match);
	const rows = await plainlySearched(caller, wide, MAX_WIDE_PAGES);
	if (rows) return rows;
	const lists = await Promise.all(
		narrow.map(async (search) => await plainlySearched(caller, search)),
	);
	return lists.flatMap((list) => list ?? []);
}

/**
 * What a plain search shows; undefined when it has more than `maxPages`. Where a row does not have the
 * text as it stands, the search is a fuzzy one, which knows digits with or without separators.
 */
async function plainlySearched(caller: ItemContext, search: string, maxPages = Infinity) {
	const first = await firstPage(caller, search);
	if (!first.hasNext) return first.rows;
	const isPlain = first.rows.every((row) =>
		SEARCHED.some((field) => String(row[field] ?? '').includes(search)),
	);
	if (!isPlain) return first.rows;
	return first.lastPage <= maxPages ? await searched(caller, search) : undefined;
}

/** The one of them that matches exactly; throws NodeOperationError when there are several. */
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
		if (similar) throw notTold(context, match, similar);
		return undefined;
	}
	throw invalid(
		context,
		`Several contacts have the ${match.by} “${match.text}”`,
		`Their IDs are ${[...byId.keys()].join(', ')}. Merge them with the operation 'Merge', or choose the right one by its ID.`,
	);
}

/** Neither is believed: to create would make a second contact of one person, to update may change another's. */
const notTold = (context: ItemContext['context'], { text }: Match, { id, phone }: IDataObject) =>
	invalid(
		context,
		`The contact ${String(id)} has the phone “${String(phone)}”, which may or may not be “${text}”`,
		"Enter the phone with + and country code (and its extension, if it has one), or set 'Default Country Code' in the credential.",
	);

/** What the API's search shows may be older than the contact itself. */
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
