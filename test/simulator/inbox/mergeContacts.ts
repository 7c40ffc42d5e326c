import type { Inbox } from './inbox';

/** Moves all that belongs to the secondary contact to the primary and removes the secondary. */
export function mergeContacts(inbox: Inbox, primaryId: string, secondaryId: string): void {
	for (const { row } of [...inbox.conversations.all()]) {
		if (row.customer_id === secondaryId) {
			inbox.conversations.update(row.id, { customer_id: primaryId });
		}
	}
	inbox.contacts.remove(secondaryId);
	inbox.setContact(primaryId, {});
}
