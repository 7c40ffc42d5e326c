import type { IDataObject } from 'n8n-workflow';

import type { Candidate, Observation } from './advance';
import type { Chat } from './chat';
import { clockAfter, closedBeforeMs } from './clock';
import { markOf } from './marks';
import { latestOf, seenBy, upToTheirChange, type View } from './observe';
import { admits } from './settings';
import { changedMs, createdMs } from './times';

/** A conversation whose messages have been read; `conversation` is unknown when it was not listed. */
export interface ChatOf {
	id: string;
	conversation?: IDataObject;
	chat: Chat;
}

/** Conversations whose messages have to be read, oldest activity first, and those left out by a filter. */
export function chatsToRead({ walk, memory, settings }: View): {
	wanted: IDataObject[];
	leftOut: IDataObject[];
} {
	// No message is newer than the last change of its conversation.
	const knownMs = ({ id }: IDataObject) =>
		Math.max(memory.floorMs - 1, memory.done[markOf(id)] ?? 0);
	const open = latestOf(walk.rows).filter((row) => changedMs(row) > knownMs(row));
	return {
		wanted: open.filter((row) => admits(settings, row)),
		leftOut: open.filter((row) => !admits(settings, row)),
	};
}

/** The messages of the conversations that were read; `unread` are those for which time was short. */
export function messagesIn(
	view: View,
	chats: ChatOf[],
	{ unread, leftOut }: { unread: IDataObject[]; leftOut: IDataObject[] },
): Observation {
	const { memory, settings, askedMs } = view;
	const seen = seenBy(view);
	const { newest } = clockAfter(memory, seen);
	const candidates: Candidate[] = [];
	// Later filters must not bring back what this one leaves out.
	const done = upToTheirChange(leftOut);
	for (const { id, conversation, chat } of chats) {
		if (!conversation) continue;
		const key = markOf(id);
		for (const row of chat.rows) {
			candidates.push({ mark: markOf(row.id), atMs: createdMs(row), row, conversation });
		}
		const closedMs = closedBeforeMs(newest, chat.askedMs ?? askedMs, settings.overlapSeconds);
		if (changedMs(conversation) < closedMs) done[key] = changedMs(conversation);
	}
	const oldestUnreadMs = unread.reduce(
		(oldest, row) => Math.min(oldest, changedMs(row)),
		Infinity,
	);
	const completeBeforeMs = Math.min(seen.completeBeforeMs, oldestUnreadMs);
	return { ...seen, candidates, unread, done, completeBeforeMs };
}
