import { sleep, type IDataObject } from 'n8n-workflow';

import { contactList } from '../../../../shared/api/relasi';
import { cachePerRun } from '../../../../shared/execution/runCache';
import { readList } from '../../../../shared/pagination/list';
import { TooManyRows } from '../../../../shared/pagination/page';
import type { OperationContext } from '../../../operations/operationContext';
import { keysOfStored, type Match, type MatchBy } from '../find/identity';

/** In runs of fewer items each searches for itself. */
export const MIN_ITEMS = 30;

/** A list of more rows may take more requests than it saves. */
export const ROWS_PER_ITEM = 125;

/** n8n goes on with other work after indexing this many rows, some 20 ms. */
const ROWS_AT_ONCE = 500;

/** The last digits of a phone, without its extension. */
const toLastDigits = (key: string): string => key.replace(/;.*/, '').slice(-6);

type Rows = Map<string, IDataObject[]>;

/** All contacts, as one reading of the list showed them. */
export class ContactIndex {
	private readonly indexes: Record<string, Promise<Rows>> = {};
	private readonly byId: Map<string, IDataObject>;
	/** Contacts that this run has changed since; undefined for one that is gone. */
	private readonly changed = new Map<string, IDataObject | undefined>();
	private readonly taken = new Set<string>();

	constructor(
		private readonly rows: IDataObject[],
		private readonly keysOf: typeof keysOfStored,
	) {
		this.byId = new Map(rows.map((row) => [String(row.id), row]));
	}

	/** The contacts with this email or phone, or else with a phone that may be the same, among others. */
	async matching(match: Match): Promise<IDataObject[]> {
		const rows = await this.rowsFor(match);
		if (this.changed.size === 0) return rows;
		const unchanged = rows.filter(({ id }) => !this.changed.has(String(id)));
		return [...unchanged, ...[...this.changed.values()].filter((row) => row !== undefined)];
	}

	/** How many there are. */
	get size(): number {
		return this.rows.length;
	}

	withId(id: string): IDataObject | undefined {
		return this.byId.get(id);
	}

	/** The same for the first who asks for it, to write it: then it is not as it was read any more. */
	take(id: string): IDataObject | undefined {
		if (this.taken.has(id)) return undefined;
		this.taken.add(id);
		return this.byId.get(id);
	}

	/** Takes over what came of a merge. */
	applyMerge(primary: IDataObject, secondaryId: string): void {
		this.changed.set(secondaryId, undefined);
		this.changed.set(String(primary.id), primary);
	}

	private async rowsFor({ by, key, countryCode }: Match): Promise<IDataObject[]> {
		const exact = (await this.indexOf(by, countryCode, (each) => each)).get(key);
		if (exact || by === 'email') return exact ?? [];
		return (await this.indexOf(by, countryCode, toLastDigits)).get(toLastDigits(key)) ?? [];
	}

	private async indexOf(
		by: MatchBy,
		countryCode: string | undefined,
		toKey: (key: string) => string,
	): Promise<Rows> {
		return await (this.indexes[`${by} ${countryCode} ${toKey.name}`] ??= (async () => {
			const index: Rows = new Map();
			for (const [number, row] of this.rows.entries()) {
				if (number % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await sleep(0);
				const keys = this.keysOf(by, row[by], countryCode);
				for (const key of new Set(keys.map(toKey))) {
					const rows = index.get(key);
					if (rows) rows.push(row);
					else index.set(key, [row]);
				}
			}
			return index;
		})());
	}
}

/**
 * Reads the list of all contacts. Gives the number of its rows, as far as it is known, where it has more
 * than `mostRows`, and Infinity where it can't be read: the searches will tell why, for each item.
 */
export async function readContacts(
	run: OperationContext,
	mostRows: number,
): Promise<ContactIndex | number> {
	const list = { ...contactList(run.context.getNode()), mostRows };
	try {
		return new ContactIndex(await readList(run.api, list), keysPerRun(run));
	} catch (error) {
		return error instanceof TooManyRows ? error.count : Infinity;
	}
}

/** A run reads most contacts several times, and most are then as they were. */
function keysPerRun(run: OperationContext): typeof keysOfStored {
	const known = cachePerRun(run, 'keys of contacts', () => new Map<string, string[]>());
	return (by, stored, countryCode) => {
		const name = JSON.stringify([by, stored, countryCode]);
		const keys = known.get(name) ?? keysOfStored(by, stored, countryCode);
		known.set(name, keys);
		return keys;
	};
}
