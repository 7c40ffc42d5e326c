import type { IDataObject } from 'n8n-workflow';

import { conversationList as listAll } from '../../../shared/api/relasi';
import { RepeatedRead } from '../../../shared/async';
import { cachedFetch, cachePerRun, type ItemContext } from '../../../shared/execution/runCache';
import { pageReader, readList, toConcurrency } from '../../../shared/pagination/list';
import { SharedPageReader } from '../../../shared/pagination/sharedReader';

/** Page size for reading the beginning of the list again. */
const ROWS_AGAIN = 100;

const toList = ({ context }: ItemContext, query: IDataObject = {}) => ({
	...listAll(context.getNode()),
	query,
});

/** Gives the reader of conversations that the items of a run share. */
export const getSharedReader = (item: ItemContext, query: IDataObject = {}): SharedPageReader =>
	cachePerRun(
		item,
		`conversations ${JSON.stringify(query)}`,
		() =>
			new SharedPageReader(
				pageReader(item.api, toList(item, query)),
				toConcurrency(item.api),
			),
	);

/** Reads all conversations, once for the items of a run. */
export const fetchAllConversations = async (
	item: ItemContext,
	query: IDataObject = {},
): Promise<IDataObject[]> =>
	await cachedFetch(
		item,
		`all conversations ${JSON.stringify(query)}`,
		async () => await readList(item.api, toList(item, query)),
	);

interface Entry {
	row: IDataObject;
	/** The smaller, the newer the activity. */
	order: number;
}

/**
 * Finds conversations by ID or by contact, and reads the list, newest activity first, only as far as needed. Before a
 * conversation counts as missing, the beginning of the list is read again, which has everything new since.
 */
class ConversationIndex {
	private readonly byId = new Map<string, Entry>();

	private readonly byContact = new Map<string, Map<string, Entry>>();

	private chunksRead = 0;

	private isComplete = false;

	private firstOrder = 0;

	private step?: Promise<void>;

	private readonly beginning = new RepeatedRead(async () => await this.readBeginningAgain());

	private readonly reading: SharedPageReader;

	constructor(private readonly item: ItemContext) {
		this.reading = getSharedReader(item);
	}

	/** Finds the conversation with this ID. */
	async withId(id: string): Promise<IDataObject | undefined> {
		return await this.find(() => this.byId.get(id));
	}

	/** Finds the contact's conversation with the newest activity, on channels of one type if given. */
	async findNewest(contactId: string, channelType?: string): Promise<IDataObject | undefined> {
		return await this.find(() => {
			const entries = [...(this.byContact.get(contactId)?.values() ?? [])].filter(
				({ row: { channel } }) =>
					channelType === undefined || String(channel).toLowerCase() === channelType,
			);
			return entries.reduce<Entry | undefined>(
				(newest, entry) => (newest && newest.order < entry.order ? newest : entry),
				undefined,
			);
		});
	}

	private async find(look: () => Entry | undefined): Promise<IDataObject | undefined> {
		const isFirst = this.chunksRead === 0 && this.step === undefined;
		for (;;) {
			const found = look();
			if (found) return found.row;
			if (this.isComplete) break;
			await (this.step ??= this.readOn().finally(() => (this.step = undefined)));
		}
		// A single page shows the whole list at one moment.
		if (isFirst && this.chunksRead === 1) return undefined;
		await this.beginning.next();
		return look()?.row;
	}

	private async readOn(): Promise<void> {
		const { reading } = this;
		const rows = await reading.chunk(this.chunksRead);
		for (const row of rows ?? []) this.put(row, this.byId.size);
		this.isComplete = rows === undefined || reading.count >= reading.total;
		this.chunksRead++;
	}

	private async readBeginningAgain(): Promise<void> {
		const readPage = pageReader(this.item.api, toList(this.item));
		const news: IDataObject[] = [];
		for (let page = 1; ; page++) {
			const { rows, hasNext, total } = await readPage(page, ROWS_AGAIN);
			const newsOfPage = rows.filter((row) => this.isChanged(row));
			news.push(...newsOfPage);
			if (newsOfPage.length > 0 && hasNext) continue;
			this.putFirst(news);
			// Pages that were read side by side while rows moved can lack a row.
			if (Number.isFinite(total) && this.byId.size < total) {
				this.putFirst(await readList(this.item.api, toList(this.item)));
			}
			return;
		}
	}

	private putFirst(rows: IDataObject[]): void {
		this.firstOrder -= rows.length;
		rows.forEach((row, index) => this.put(row, this.firstOrder + index));
	}

	private isChanged({ id, customer_id: contact, updated_at: at }: IDataObject): boolean {
		const known = this.byId.get(String(id))?.row;
		return known?.updated_at !== at || known?.customer_id !== contact;
	}

	private put(row: IDataObject, order: number): void {
		// Nothing can be sent to a conversation without an ID.
		if (row.id === undefined || row.id === null) return;
		const id = String(row.id);
		const entry = { row, order };
		this.byContact.get(String(this.byId.get(id)?.row.customer_id))?.delete(id);
		this.byId.set(id, entry);
		const contactId = String(row.customer_id);
		const ofContact = this.byContact.get(contactId) ?? new Map<string, Entry>();
		this.byContact.set(contactId, ofContact.set(id, entry));
	}
}

/** Gives the index that the items of a run share. */
export const getConversationIndex = (item: ItemContext): ConversationIndex =>
	cachePerRun(item, 'conversation list', () => new ConversationIndex(item));
