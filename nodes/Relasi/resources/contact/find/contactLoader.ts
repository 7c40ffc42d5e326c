import { cachePerRun } from '../../../../shared/execution/runCache';
import type { OperationContext } from '../../../operations/operationContext';
import { MIN_ITEMS, readContacts, ROWS_PER_ITEM, type ContactIndex } from './contactIndex';

/** Most items that use one reading of the list: at the default rate the last of them acts half a second later. */
const MAX_BATCH_SIZE = 30;

/** In a batch with fewer items, each item searches for itself. */
const MIN_BATCH_SIZE = 8;

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
		this.acting = batch.length;
		const index = await this.read(batch.length);
		if (this.isTooLong) batch.push(...this.readingBack.splice(0), ...this.waiting.splice(0));
		for (const resolve of batch) resolve(index);
	}

	private async read(items: number): Promise<ContactIndex | undefined> {
		const mostRows = items * ROWS_PER_ITEM;
		if (items < MIN_BATCH_SIZE || this.size > mostRows) return undefined;
		const { index, count } = await readContacts(this.run, mostRows);
		this.size = count;
		return index;
	}
}

/** Gives the loader that the items of a run share. */
export const getContactLoader = (run: OperationContext): ContactLoader =>
	cachePerRun(run, 'contact loader', () => new ContactLoader(run));
