import type { IDataObject } from 'n8n-workflow';

import type { Candidate } from './advance';
import type { ChatOf } from './observeMessages';
import type { Memory, Pending } from './memory';
import { createdMs } from './times';

type AllPending = Memory['pending'];

/** Conversations whose customers have been quiet long enough, as far as is known before reading. */
export const dueChats = (pending: AllPending, quietMs: number, serverMs: number): string[] =>
	Object.keys(pending).filter((id) => isDue(pending[id], quietMs, serverMs));

const isDue = ({ lastMs }: Pending, quietMs: number, serverMs: number): boolean =>
	serverMs - lastMs >= quietMs;

/** What waits once the fresh messages (oldest first) have joined. */
export function joined(pending: AllPending, fresh: Candidate[], serverMs: number): AllPending {
	const all = { ...pending };
	for (const { row, atMs, conversation } of fresh) {
		const id = String(conversation.id);
		const waiting = all[id] ?? { ids: [], oldestMs: atMs, lastMs: 0 };
		all[id] = {
			ids: [...waiting.ids, String(row.id)],
			oldestMs: Math.min(waiting.oldestMs, atMs),
			// A message dated in the future would never see its customer quiet.
			lastMs: Math.max(waiting.lastMs, Math.min(atMs, serverMs)),
		};
	}
	return all;
}

/**
 * Turns what has waited long enough into one item a conversation, and gives back what still waits.
 * Only ids are remembered, so the messages are taken from what was just read.
 */
export function settled(
	pending: AllPending,
	chats: ChatOf[],
	{ quietMs, serverMs }: { quietMs: number; serverMs: number },
): { items: IDataObject[]; pending: AllPending } {
	const waiting = { ...pending };
	const items: IDataObject[] = [];
	for (const { id, chat } of chats) {
		if (!waiting[id] || !isDue(waiting[id], quietMs, chat.serverMs ?? serverMs)) continue;
		const ids = new Set(waiting[id].ids);
		const messages = chat.rows.filter((row) => ids.has(String(row.id)));
		if (messages.length > 0) items.push(combined(messages));
		delete waiting[id];
	}
	return { items: items.sort((a, b) => createdMs(a) - createdMs(b)), pending: waiting };
}

/** Several messages as one item: the newest, with all of them and their contents, oldest first. */
export function combined(messages: IDataObject[]): IDataObject {
	const ordered = [...messages].sort(
		(a, b) => createdMs(a) - createdMs(b) || (String(a.id) < String(b.id) ? -1 : 1),
	);
	const text = ordered.map(({ content }) => String(content ?? '')).join('\n');
	return { ...ordered[ordered.length - 1], messages: ordered, text };
}
