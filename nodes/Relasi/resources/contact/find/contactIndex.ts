import type { IDataObject } from 'n8n-workflow';

import { sleep } from '../../../../shared/async';
import { contactList } from '../../../../shared/api/relasi';
import { cachePerRun } from '../../../../shared/execution/runCache';
import { readList } from '../../../../shared/pagination/list';
import { TooManyRows } from '../../../../shared/pagination/page';
import type { OperationContext } from '../../../operations/operationContext';
import { toStoredKeys, type Match, type MatchBy } from '../identity/match';

/** In a run with fewer items, each item searches for itself. */
export const MIN_ITEMS = 30;

/** A list of more rows may take more requests than it saves. */
export const ROWS_PER_ITEM = 125;

/** n8n goes on with other work after indexing this many rows, some 20 ms. */
const ROWS_AT_ONCE = 500;

/** Gives the last digits of a phone, without its extension. */
const toLastDigits = (key: string): string => key.replace(/;.*/, '').slice(-6);

type Rows = Map<string, IDataObject[]>;

/** Contacts by the keys of their emails or phones, and phones also by their last digits. */
interface Index {
	byKey: Rows;
	byLastDigits: Rows;
}

function add(rows: Rows, key: string, row: IDataObject): void {
	const ofKey = rows.get(key);
	if (!ofKey) rows.set(key, [row]);
	// Several numbers of one contact can have the same key.
	else if (ofKey[ofKey.length - 1] !== row) ofKey.push(row);
}

/** All contacts, as one reading of the list gave them. */
export class ContactIndex {
	private readonly indexes: Record<string, Promise<Index>> = {};
	private readonly byId: Map<string, IDataObject>;
	/** Contacts that this run has changed since; undefined for one that was merged away. */
	private readonly changed = new Map<string, IDataObject | undefined>();
	private readonly taken = new Set<string>();

	constructor(
		private readonly rows: IDataObject[],
		private readonly toKeys: typeof toStoredKeys,
	) {
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
		const { byKey, byLastDigits } = await (this.indexes[name] ??= this.toIndex(
			by,
			countryCode,
		));
		return byKey.get(key) ?? byLastDigits.get(toLastDigits(key)) ?? [];
	}

	private async toIndex(by: MatchBy, countryCode?: string): Promise<Index> {
		const index: Index = { byKey: new Map(), byLastDigits: new Map() };
		for (const [number, row] of this.rows.entries()) {
			if (number % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await sleep(0);
			for (const key of this.toKeys(by, row[by], countryCode)) {
				add(index.byKey, key, row);
				if (by === 'phone') add(index.byLastDigits, toLastDigits(key), row);
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
	const list = { ...contactList(run.context.getNode()), mostRows };
	try {
		const rows = await readList(run.api, list);
		return { index: new ContactIndex(rows, keysPerRun(run)), count: rows.length };
	} catch (error) {
		return { count: error instanceof TooManyRows ? error.count : Infinity };
	}
}

/** Caches the keys of contacts: a run reads most contacts several times, and few change meanwhile. */
function keysPerRun(run: OperationContext): typeof toStoredKeys {
	const known = cachePerRun(run, 'keys of contacts', () => new Map<string, string[]>());
	return (by, stored, countryCode) => {
		const name = JSON.stringify([by, stored, countryCode]);
		const keys = known.get(name) ?? toStoredKeys(by, stored, countryCode);
		known.set(name, keys);
		return keys;
	};
}
