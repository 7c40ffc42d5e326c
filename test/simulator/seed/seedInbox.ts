import type { Inbox } from '../inbox/inbox';
import { CHANNEL_TYPES, LEAD_STATUSES } from '../inbox/rows';

/** A small company's inbox. */
export function seedInbox(inbox: Inbox, startMs: number): void {
	const channels = CHANNEL_TYPES.map((type) =>
		inbox.addChannel({ type, created_at: startMs - 90 * 86_400_000 }),
	);
	for (let n = 0; n < 60; n++) {
		inbox.addContact({ name: `Contact ${n}`, email: `c${n}@example.com`, lead_status: LEAD_STATUSES[n % 5] ?? null, created_at: startMs - (n + 1) * 86_400_000 });
	}
	const contacts = inbox.contacts.all();
	for (let n = 0; n < 80; n++) {
		const at = startMs - (80 - n) * 3_600_000;
		const c = inbox.addConversation({ channel_id: channels[n % 6]?.id, customer_id: contacts[n % 60]?.row.id, created_at: at });
		for (let m = 0; m < 7; m++) inbox.addMessage({ conversation_id: c.id, content: `Message ${m}`, from_customer: m % 2 === 0, created_at: at + m * 61_300 });
	}
}
