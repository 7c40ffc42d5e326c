import type { IDataObject } from 'n8n-workflow';

import { contactList } from '../../../../shared/api/relasi';
import { cachePerRun } from '../../../../shared/execution/runCache';
import { readList } from '../../../../shared/pagination/list';
import { TooManyRows } from '../../../../shared/pagination/page';
import type { OperationContext } from '../../../operations/operationContext';
import { keysOfStored, type Match } from '../find/identity';

/** So many items act on one list: at the default pace the last of them does so half a second later. */
const MOST = 30;

/** Fewer search each for itself. */
const FEWEST = 8;

/** A list of more rows may take more requests than it saves. */
const ROWS_PER_ITEM = 125;

/** The last digits of a phone, without its extension. */
const toLastDigits = (key: string): string => key.replace(/;.*/, '').slice(-6);

/** All contacts, as one reading of the list showed them. */
export class ContactIndex {
	private readonly byKey: Record<string, Map<string, IDataObject[]>> = {};

	constructor(private readonly rows: IDataObject[]) {}

	/** The contacts with this email or phone. */
	matching({ by, key, countryCode }: Match): IDataObject[] {
		const index = (this.byKey[`${by} ${countryCode}`] ??= this.indexBy((row) =>
			keysOfStored(by, row[by], countryCode),
		));
		return index.get(key) ?? (by === 'phone' ? this.similarTo(key, countryCode) : []);
	}

	/** Those whose phone ends in the same digits. */
	private similarTo(key: string, countryCode?: string): IDataObject[] {
		const index = (this.byKey[`end ${countryCode}`] ??= this.indexBy(({ phone }) =>
			keysOfStored('phone', phone, countryCode).map(toLastDigits),
		));
		return index.get(toLastDigits(key)) ?? [];
	}

	withId(id: string): IDataObject | undefined {
		return this.rows.find((row) => row.id === id);
	}

	private indexBy(keysOf: (row: IDataObject) => string[]) {
		const index = new Map<string, IDataObject[]>();
		for (const row of this.rows) {
			for (const key of new Set(keysOf(row))) {
				const rows = index.get(key);
				if (rows) rows.push(row);
				else index.set(key, [row]);
			}
		}
		return index;
	}
}

/**
 * The items of a large run find their contacts in waves: one reading of the whole list, begun after all of
 * a wave have asked, takes the place of their searches, and of reading back what the wave before has
 * written. The next is begun once all have acted on this one, so none acts on an old list.
 */
class ContactWaves {
	private readonly asking: Array<(index?: ContactIndex) => void> = [];

	private acting = 0;

	/** Rows of the list, as far as is known. */
	private size: number;

	constructor(private readonly run: OperationContext) {
		this.size = run.itemCount < MOST ? Infinity : 0;
	}

	/** Runs `work` with the contacts as they are after the call; without where searching is cheaper. */
	async join<T>(work: (index?: ContactIndex) => Promise<T>): Promise<T> {
		const index = await this.ask('push');
		try {
			return await work(index);
		} finally {
			this.leave();
		}
	}

	/** The same list for an item that has acted and looks what came of it. */
	async joinNext(): Promise<ContactIndex | undefined> {
		const answer = this.ask('unshift');
		this.leave();
		return await answer;
	}

	private async ask(place: 'push' | 'unshift'): Promise<ContactIndex | undefined> {
		if (this.isTooLong) return undefined;
		return await new Promise((resolve) => {
			this.asking[place](resolve);
			void this.begin();
		});
	}

	private leave(): void {
		this.acting--;
		void this.begin();
	}

	private get isTooLong(): boolean {
		return this.size > MOST * ROWS_PER_ITEM;
	}

	private async begin(): Promise<void> {
		if (this.acting > 0) return;
		const wave = this.asking.splice(0, MOST);
		this.acting = wave.length;
		const index = await this.read(wave.length);
		if (this.isTooLong) wave.push(...this.asking.splice(0));
		for (const go of wave) go(index);
	}

	private async read(items: number): Promise<ContactIndex | undefined> {
		const mostRows = items * ROWS_PER_ITEM;
		if (items < FEWEST || this.size > mostRows) return undefined;
		const { api, context } = this.run;
		const list = { ...contactList(context.getNode()), mostRows };
		const rows = await readList(api, list).catch((error: unknown) => {
			// Whatever else was wrong, the searches will tell for each item.
			this.size = error instanceof TooManyRows ? error.count : Infinity;
		});
		if (!rows) return undefined;
		this.size = rows.length;
		return new ContactIndex(rows);
	}
}

/** The waves of the items of a run. */
export const contactWavesOf = (run: OperationContext): ContactWaves =>
	cachePerRun(run, 'contact waves', () => new ContactWaves(run));
