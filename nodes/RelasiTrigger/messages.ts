import type { Change, Cursor, Event } from './cursor';
import { readChat } from './readChat';
import { createdMs, keyOf } from './rows';
import type { Source } from './source';

/** The messages of the conversations that were read before time ran out. */
export interface Messages {
	events: Event[];
	read: Change[];
	/** Ids of those for which time was short. */
	unread: Set<string>;
}

/**
 * Reads the messages of changed conversations side by side, oldest activity first; the limit of the
 * key paces them. No read starts after the deadline (ms of the source's clock), but one always does.
 */
export async function readMessages(
	source: Source,
	cursor: Cursor,
	changes: Change[],
	deadlineMs: number,
): Promise<Messages> {
	const lineOf = ({ key }: Change) =>
		Math.max(cursor.watermarkMs, (cursor.readUpTo[key] ?? -Infinity) + 1);
	// No message is newer than the last change of its conversation.
	const open = changes.filter((change) => change.atMs >= lineOf(change));
	const events: Event[] = [];
	const read: Change[] = [];
	let next = 0;
	let failed = false;
	const hasTime = () => next === 0 || source.nowMs() < deadlineMs;
	const worker = async () => {
		while (!failed && next < open.length && hasTime()) {
			const conversation = open[next++];
			const id = String(conversation.row.id);
			const rows = await readChat(source, id, lineOf(conversation)).catch(
				(error: unknown) => {
					failed = true;
					throw error;
				},
			);
			read.push(conversation);
			for (const row of rows) {
				events.push({ key: keyOf(row.id), atMs: createdMs(row), row, conversation });
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(source.width, open.length) }, worker));
	return { events, read, unread: new Set(open.slice(next).map(({ row }) => String(row.id))) };
}
