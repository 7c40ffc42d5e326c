import type { Inbox } from '../inbox/inbox';
import { pick, seededRandom } from '../inbox/random';
import { LEAD_STATUSES } from '../inbox/rows';

/** How many rows to make; the last of each sort is of now, the ones before it `spacingMs` (1000) apart. */
export interface Quantity {
	contacts?: number;
	conversations?: number;
	messages?: number;
	spacingMs?: number;
	seed?: number;
}

/** Adds rows in bulk, spread evenly over each other; webhooks do not hear of them. */
export function generate(inbox: Inbox, quantity: Quantity): void {
	const { contacts = 0, conversations = 0, messages = 0, spacingMs = 1000 } = quantity;
	const random = seededRandom(quantity.seed ?? 1);
	const nowMs = inbox.clock();
	const created = (index: number, count: number) => nowMs - (count - 1 - index) * spacingMs;
	for (let index = 0; index < contacts; index++) {
		const number = inbox.contacts.size;
		inbox.addContact({
			name: `Customer ${number}`,
			email: number % 7 === 0 ? null : `customer${number}@example.com`,
			phone: number % 5 === 0 ? null : `+1 555 ${String(number).padStart(7, '0')}`,
			lead_status: pick(random, LEAD_STATUSES),
			created_at: created(index, contacts),
			emits: false,
		});
	}
	const customers = inbox.contacts.all().map(({ row }) => row.id);
	const channels = inbox.channels.all().map(({ row }) => row.id);
	for (let index = 0; index < conversations; index++) {
		inbox.addConversation({
			customer_id: customers[index % customers.length],
			channel_id: channels[index % channels.length],
			created_at: created(index, conversations),
			emits: false,
		});
	}
	const chats = inbox.conversations.all().map(({ row }) => row.id);
	for (let index = 0; index < messages; index++) {
		inbox.addMessage({
			conversation_id: chats[index % chats.length],
			content: `Message ${index}`,
			from_customer: random() < 0.5,
			created_at: created(index, messages),
			emits: false,
		});
	}
}
