import type { IDataObject } from 'n8n-workflow';

import { conversationList } from '../../../shared/api/relasi';
import { RepeatedRead } from '../../../shared/async';
import { cachedFetch, cachePerRun, type ItemContext } from '../../../shared/execution/runCache';
import { pageReader, readList, SharedPageReader } from '../../../shared/pagination/list';

/** Page size for reading the beginning of the list again. */
const ROWS_AGAIN = 100;

/** Gives the reader of conversations that the items of a run share. */
export const getSharedReader = (item: ItemContext, sinceSeconds?: number): SharedPageReader =>
	cachePerRun(
		item,
		`conversations since ${sinceSeconds}`,
		() => new SharedPageReader(item.api, conversationList(sinceSeconds)),
	);

/** Reads all conversations, once for the items of a run. */
export const fetchAllConversations = async (
	item: ItemContext,
	sinceSeconds?: number,
): Promise<IDataObject[]> =>
	await cachedFetch(
		item,
		`all conversations since ${sinceSeconds}`,
		async () => await readList(item.api, conversationList(sinceSeconds)),
	);

/**
 * Finds conversations by ID or by contact, and reads the list, newest activity first, only as far as needed. Before a
 * conversation counts as missing, the beginning of the list is read again, which has everything new since.
 */
class ConversationIndex {
	/** All that was read, newest activity first. */
	private readonly byId = new Map<string, IDataObject>();

	private readonly byContact = new Map<string, IDataObject[]>();

	private chunksRead = 0;

	private isComplete = false;

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
		return await this.find(() =>
			this.byContact
				.get(contactId)
				?.find(
					({ channel }) =>
						channelType === undefined || String(channel).toLowerCase() === channelType,
				),
		);
	}

	private async find(look: () => IDataObject | undefined): Promise<IDataObject | undefined> {
		const isFirst = this.chunksRead === 0 && this.step === undefined;
		for (;;) {
			const found = look();
			if (found) return found;
			if (this.isComplete) break;
			await (this.step ??= this.readOn().finally(() => (this.step = undefined)));
		}
		// A single page shows the whole list at one moment.
		if (isFirst && this.chunksRead === 1) return undefined;
		await this.beginning.next();
		return look();
	}

	private async readOn(): Promise<void> {
		const { reading } = this;
		const rows = await reading.chunk(this.chunksRead);
		this.setRows([...this.byId.values(), ...(rows ?? [])]);
		this.isComplete = rows === undefined || reading.count >= reading.total;
		this.chunksRead++;
	}

	private async readBeginningAgain(): Promise<void> {
		const readPage = pageReader(this.item.api, conversationList());
		const news: IDataObject[] = [];
		for (let page = 1; ; page++) {
			const { rows, hasNext, total } = await readPage(page, ROWS_AGAIN);
			const newsOfPage = rows.filter((row) => this.isChanged(row));
			news.push(...newsOfPage);
			if (newsOfPage.length > 0 && hasNext) continue;
			if (news.length > 0) this.setRows([...news, ...this.byId.values()]);
			// Pages that were read side by side while rows moved can lack a row.
			if (Number.isFinite(total) && this.byId.size < total) {
				const all = await readList(this.item.api, conversationList());
				this.setRows([...all, ...this.byId.values()]);
			}
			return;
		}
	}

	private isChanged({ id, customer_id: contact, updated_at: at }: IDataObject): boolean {
		const known = this.byId.get(String(id));
		return known?.updated_at !== at || known?.customer_id !== contact;
	}

	/** Replaces all rows. Of several with one ID the first counts. */
	private setRows(rows: IDataObject[]): void {
		this.byId.clear();
		this.byContact.clear();
		for (const row of rows) {
			const [id, contactId] = [String(row.id), String(row.customer_id)];
			// Nothing can be sent to a conversation without an ID.
			if (row.id === undefined || row.id === null || this.byId.has(id)) continue;
			this.byId.set(id, row);
			const ofContact = this.byContact.get(contactId);
			if (ofContact) ofContact.push(row);
			else this.byContact.set(contactId, [row]);
		}
	}
}

/** Gives the index that the items of a run share. */
export const getConversationIndex = (item: ItemContext): ConversationIndex =>
	cachePerRun(item, 'conversation list', () => new ConversationIndex(item));
