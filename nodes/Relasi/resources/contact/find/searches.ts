import type { IDataObject } from 'n8n-workflow';

import { contactList } from '../../../../shared/api/relasi';
import { invalid } from '../../../../shared/input/values';
import { pageReader, readList } from '../../../../shared/pagination/list';
import { MAX_PER_PAGE } from '../../../../shared/pagination/page';
import type { OperationContext } from '../../../operations/operationContext';
import { isExact, mayBeSame, searchesFor, separatedSearchesFor, type Match } from './identity';

/** More pages than the narrow searches have are not read of the wide one. */
const MAX_WIDE_PAGES = 6;

/** The fields that the API searches. */
const SEARCHED = ['name', 'email', 'phone', 'company'];

type Caller = Pick<OperationContext, 'api' | 'context'>;

/** The one contact with exactly this email or phone; undefined when there is none, an error when there are several. */
export async function findContact(caller: Caller, match: Match): Promise<IDataObject | undefined> {
	return pickExact(caller, match, await candidatesFor(caller, match));
}

/** The contacts of which one may match. */
export async function candidatesFor(caller: Caller, match: Match): Promise<IDataObject[]> {
	const lists = await Promise.all([
		...searchesFor(match).map(async (search) => await searched(caller, search)),
		...(match.by === 'phone' ? [separated(caller, match)] : []),
	]);
	return lists.flat();
}

/** The same from the whole list, for what the API's search may not show yet. */
export async function findInList(caller: Caller, match: Match): Promise<IDataObject | undefined> {
	return pickExact(caller, match, await searched(caller, undefined));
}

const toContactList = ({ context }: Caller, search?: string) =>
	contactList(context.getNode(), search);

const searched = async (caller: Caller, search?: string): Promise<IDataObject[]> =>
	await readList(caller.api, toContactList(caller, search));

/** The contacts whose phone may be the same with other separators. */
async function separated(caller: Caller, match: Match): Promise<IDataObject[]> {
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
async function plainlySearched(caller: Caller, search: string, maxPages = Infinity) {
	const first = await pageReader(caller.api, toContactList(caller, search))(1, MAX_PER_PAGE);
	if (!first.hasNext && first.lastPage <= 1) return first.rows;
	const isPlain = first.rows.every((row) =>
		SEARCHED.some((field) => String(row[field] ?? '').includes(search)),
	);
	if (!isPlain) return first.rows;
	return first.lastPage <= maxPages ? await searched(caller, search) : undefined;
}

/** The one of them that matches exactly; throws NodeOperationError when there are several. */
export function pickExact(
	{ context }: Caller,
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
		`They are ${[...byId.keys()].join(', ')}. Merge them with the operation Merge, or choose the right one by its ID.`,
	);
}

/** Neither is believed: to create would make a second contact of one person, to update may change another's. */
const notTold = (context: Caller['context'], { text }: Match, { id, phone }: IDataObject) =>
	invalid(
		context,
		`The contact ${String(id)} has the phone “${String(phone)}”, which may or may not be “${text}”`,
		"Give the phone with + and country code (and its extension, if it has one), or set 'Default Country Code' in the credential.",
	);

/** What the API's search shows may be older than the contact itself. */
export function checkStillExact({ context }: Caller, match: Match, present: IDataObject): void {
	if (isExact(match, present[match.by])) return;
	throw invalid(
		context,
		`The contact that was found by the ${match.by} “${match.text}” has another one by now`,
		'It was changed a moment ago, and nothing was written. Run the node again.',
	);
}
