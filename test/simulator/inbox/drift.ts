import type { Inbox } from './inbox';

export type ListName = 'conversations' | 'messages' | 'contacts' | 'channels';

/** What happens to the rows of a list just before one of its pages is served. */
export interface DriftOrder {
	list: ListName;
	/** The page that has to be asked for; any page when left out. */
	page?: number;
	/** How many times (1). */
	times?: number;
	/** How many of the oldest rows get new activity, which moves them to the front (conversations only). */
	touch?: number;
	/** How many new rows come in. */
	insert?: number;
	/** How many of the newest rows go away, which moves the others forward (contacts only, as a merge does). */
	remove?: number;
}

/** Moves rows between pages on order, as activity does while somebody reads. */
export class Drift {
	private orders: Array<DriftOrder & { left: number; run?: (inbox: Inbox) => void }> = [];

	constructor(private readonly inbox: () => Inbox) {}

	/** Enqueues an order; with a callback, that is run too. */
	add(order: DriftOrder, run?: (inbox: Inbox) => void): void {
		this.orders.push({ ...order, left: order.times ?? 1, run });
	}

	clear(): void {
		this.orders = [];
	}

	/** Called by every list before it reads its rows. */
	before(list: ListName, page: number): void {
		for (const order of [...this.orders]) {
			if (order.list !== list || (order.page ?? page) !== page) continue;
			order.left--;
			if (order.left <= 0) this.orders = this.orders.filter((other) => other !== order);
			order.run?.(this.inbox());
			this.move(order);
		}
	}

	private move({ list, touch = 0, insert = 0, remove = 0 }: DriftOrder): void {
		const inbox = this.inbox();
		const oldest = touch === 0 ? [] : inbox.conversations.all().slice(-touch);
		for (const { row } of oldest) inbox.touchConversation(row.id);
		for (let count = 0; count < insert; count++) addRow[list](inbox);
		const newest = remove === 0 ? [] : inbox.contacts.all().slice(0, remove);
		for (const { row } of newest) inbox.contacts.remove(row.id);
	}
}

const addRow: Record<ListName, (inbox: Inbox) => object> = {
	conversations: (inbox) => inbox.addConversation(),
	messages: (inbox) => inbox.addMessage(),
	contacts: (inbox) => inbox.addContact(),
	channels: (inbox) => inbox.addChannel(),
};
