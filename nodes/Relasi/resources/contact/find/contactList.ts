import { sleep, type IDataObject } from 'n8n-workflow';

import { contactList } from '../../../../shared/api/relasi';
import { RepeatedRead } from '../../../../shared/async';
import { cachedFetch, cachePerRun } from '../../../../shared/execution/runCache';
import { readList } from '../../../../shared/pagination/list';
import { TooManyRows } from '../../../../shared/pagination/page';
import type { OperationContext } from '../../../operations/operationContext';
import { isExact, toStoredKeys, type Match, type MatchBy } from '../identity/match';
import { fetchCandidates } from './searches';

/** In a run with fewer items, each item searches for itself. */
const MIN_ITEMS = 30;

/** A list of more rows may take more requests than it saves. */
const ROWS_PER_ITEM = 125;

/** n8n goes on with other work after indexing this many rows, some 20 ms. */
const ROWS_AT_ONCE = 500;

/** Gives the last digits of a phone, without its extension. */
const toLastDigits = (key: string): string => key.replace(/;.*/, '').slice(-6);

/** Contacts by the keys of their emails or phones, and phones also by their last digits. */
type Index = Map<string, IDataObject[]>;

/** All contacts, as one reading of the list gave them. */
export class ContactIndex {
	private readonly indexes: Record<string, Promise<Index>> = {};
	private readonly byId: Map<string, IDataObject>;
	/** Contacts that this run has changed since; undefined for one that was merged away. */
	private readonly changed = new Map<string, IDataObject | undefined>();
	private readonly taken = new Set<string>();

	constructor(private readonly rows: IDataObject[]) {
		this.byId = new Map(rows.map((row) => [String(row.id), row]));
	}

	/** Gives the contacts with this email or phone, or else those whose phone may be the same. May give others, too. */
	async matching(match: Match): Promise<IDataObject[]> {
		const rows = await this.rowsFor(match);
		if (this.changed.size === 0) return rows;
		const unchanged = rows.filter(({ id }) => !this.changed.has(String(id)));
		return [...unchanged, ...[...this.changed.values()].filter((row) => row !== undefined)];
	}

	withId(id: string): IDataObject | undefined {
		return this.byId.get(id);
	}

	/** Gives a contact to the first caller, who writes it: after that it is no longer as it was read. */
	take(id: string): IDataObject | undefined {
		if (this.taken.has(id)) return undefined;
		this.taken.add(id);
		return this.byId.get(id);
	}

	/** Applies the result of a merge. */
	applyMerge(primary: IDataObject, secondaryId: string): void {
		this.changed.set(secondaryId, undefined);
		this.changed.set(String(primary.id), primary);
	}

	private async rowsFor({ by, key, countryCode }: Match): Promise<IDataObject[]> {
		const name = `${by} ${countryCode}`;
		const index = await (this.indexes[name] ??= this.toIndex(by, countryCode));
		return index.get(key) ?? index.get(toLastDigits(key)) ?? [];
	}

	private async toIndex(by: MatchBy, countryCode?: string): Promise<Index> {
		const index: Index = new Map();
		for (const [number, row] of this.rows.entries()) {
			if (number % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await sleep(0);
			const keys = toStoredKeys(by, row[by], countryCode);
			for (const key of new Set(
				by === 'phone' ? [...keys, ...keys.map(toLastDigits)] : keys,
			)) {
				const rows = index.get(key);
				if (rows) rows.push(row);
				else index.set(key, [row]);
			}
		}
		return index;
	}
}

/**
 * Reads the list of all contacts, unless it has more than `mostRows`. `count` is its number of rows, as far as it is
 * known; Infinity if it can't be read: the searches of the items will say why.
 */
export async function readContacts(
	run: OperationContext,
	mostRows: number,
): Promise<{ index?: ContactIndex; count: number }> {
	const list = { ...contactList(), mostRows };
	try {
		const rows = await readList(run.api, list);
		return { index: new ContactIndex(rows), count: rows.length };
	} catch (error) {
		return { count: error instanceof TooManyRows ? error.count : Infinity };
	}
}

/** Most items that use one reading of the list: at the default rate the last of them acts half a second later. */
const MAX_BATCH_SIZE = 30;

type Resolve = (index?: ContactIndex) => void;

/**
 * Finds contacts for the items of a large run that change them, in batches. One reading of the whole list replaces the
 * searches of a batch, and the requests that read back what the batch before has written. It begins after all items of
 * the batch have asked, and the next one after all of them have acted, so no item acts on an old list.
 */
class ContactLoader {
	private readonly waiting: Resolve[] = [];

	private readonly readingBack: Resolve[] = [];

	private acting = 0;

	/** Number of rows of the list, as far as it is known. */
	private size: number;

	constructor(private readonly run: OperationContext) {
		this.size = run.itemCount < MIN_ITEMS ? Infinity : 0;
	}

	/** Runs `work` with the contacts as they are after the call; without them if searching takes fewer requests. */
	async load<T>(work: (index?: ContactIndex) => Promise<T>): Promise<T> {
		const index = await this.ask(this.waiting);
		try {
			return await work(index);
		} finally {
			this.leave();
		}
	}

	/** Gives an item that has acted the contacts of the next batch, which show the result. */
	async reload(): Promise<ContactIndex | undefined> {
		const answer = this.ask(this.readingBack);
		this.leave();
		return await answer;
	}

	private async ask(queue: Resolve[]): Promise<ContactIndex | undefined> {
		if (this.isTooLong) return undefined;
		return await new Promise((resolve) => {
			queue.push(resolve);
			void this.begin();
		});
	}

	private leave(): void {
		this.acting--;
		void this.begin();
	}

	private get isTooLong(): boolean {
		return this.size > MAX_BATCH_SIZE * ROWS_PER_ITEM;
	}

	private async begin(): Promise<void> {
		if (this.acting > 0) return;
		const batch = [...this.readingBack.splice(0), ...this.waiting.splice(0, MAX_BATCH_SIZE)];
		if (batch.length === 0) return;
		this.acting = batch.length;
		const mostRows = batch.length * ROWS_PER_ITEM;
		let index: ContactIndex | undefined;
		if (this.size <= mostRows) {
			({ index, count: this.size } = await readContacts(this.run, mostRows));
		}
		if (this.isTooLong) batch.push(...this.readingBack.splice(0), ...this.waiting.splice(0));
		for (const resolve of batch) resolve(index);
	}
}

/** Gives the loader that the items of a run share. */
export const getContactLoader = (run: OperationContext): ContactLoader =>
	cachePerRun(run, 'contact loader', () => new ContactLoader(run));

/** Gives the contacts that may match from `index`, or else from the API's search. */
export const fetchCandidatesIn = async (
	run: OperationContext,
	match: Match,
	index?: ContactIndex,
) => await (index ? index.matching(match) : fetchCandidates(run, match));

/** A list with more rows would fill memory for too little. */
const MAX_ROWS = 50_000;

/**
 * Gives the contacts that may match, for an item that doesn't change them. In a large run one reading of the whole list
 * replaces the searches of the items. Before a contact counts as missing, or as one of several, the list is read again.
 */
export async function lookUp(run: OperationContext, match: Match): Promise<IDataObject[]> {
	if (run.itemCount >= MIN_ITEMS) {
		const mostRows = Math.min(run.itemCount * ROWS_PER_ITEM, MAX_ROWS);
		const list = cachePerRun(
			run,
			'contact list',
			() => new RepeatedRead(async () => (await readContacts(run, mostRows)).index),
		);
		const { current } = list;
		const index = await current;
		const known = (await index?.matching(match)) ?? [];
		const exact = known.filter((row) => isExact(match, row[match.by]));
		if (new Set(exact.map(({ id }) => id)).size === 1) return known;
		const isTooLong = current !== undefined && index === undefined;
		const again = isTooLong ? undefined : await list.next();
		if (again) return await again.matching(match);
	}
	return await cachedFetch(
		run,
		`contacts by ${match.by} ${match.key}`,
		async () => await fetchCandidates(run, match),
	);
}
