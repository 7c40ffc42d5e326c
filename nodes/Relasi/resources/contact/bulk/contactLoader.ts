import { cachePerRun } from '../../../../shared/execution/runCache';
import type { OperationContext } from '../../../operations/operationContext';
import { MIN_ITEMS, readContacts, ROWS_PER_ITEM, type ContactIndex } from './contactIndex';

/** So many items act on one list: at the default pace the last of them does so half a second later. */
const MAX_BATCH_SIZE = 30;

/** Fewer search each for itself. */
const MIN_BATCH_SIZE = 8;

type Resolve = (index?: ContactIndex) => void;

/**
 * Finds contacts for the items of a large run that change them, in batches: one reading of the whole list,
 * begun after all of a batch have asked, takes the place of their searches, and of reading back what the
 * batch before has written. The next is begun once all have acted on this one, so none acts on an old list.
 */
class ContactLoader {
	private readonly waiting: Resolve[] = [];

	private readonly readingBack: Resolve[] = [];

	private acting = 0;

	/** Rows of the list, as far as is known. */
	private size: number;

	constructor(private readonly run: OperationContext) {
		this.size = run.itemCount < MIN_ITEMS ? Infinity : 0;
	}

	/** Runs `work` with the contacts as they are after the call; without where searching is cheaper. */
	async load<T>(work: (index?: ContactIndex) => Promise<T>): Promise<T> {
		const index = await this.ask(this.waiting);
		try {
			return await work(index);
		} finally {
			this.leave();
		}
	}

	/** The list of the next batch, for an item that has acted and looks what came of it. */
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
		const contacts = await readContacts(this.run, mostRows);
		const isRead = typeof contacts !== 'number';
		this.size = isRead ? contacts.size : contacts;
		return isRead ? contacts : undefined;
	}
}

/** The loader that the items of a run share. */
export const getContactLoader = (run: OperationContext): ContactLoader =>
	cachePerRun(run, 'contact loader', () => new ContactLoader(run));
