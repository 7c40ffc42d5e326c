import type { IDataObject } from 'n8n-workflow';

import { readChat } from './chat';
import { markOf } from './marks';
import type { Memory } from './memory';
import type { ChatOf } from './observeMessages';
import type { Source } from './source';

/** Which conversations' messages to read. */
export interface Plan {
	/** Conversations, in the order in which they matter. */
	wanted: IDataObject[];
	/** Ids of conversations whose waiting messages are due; those not listed are read on top. */
	due: string[];
	/** No read starts after this (ms of the source's clock), but one always does. */
	deadlineMs: number;
}

/** Reads several conversations side by side; the limit of the key paces them. */
export async function readChats(
	source: Source,
	memory: Memory,
	{ wanted, due, deadlineMs }: Plan,
): Promise<{ chats: ChatOf[]; unread: IDataObject[] }> {
	const listed = new Map(wanted.map((row) => [String(row.id), row]));
	const ids = [...new Set([...due, ...listed.keys()])];
	const chats: ChatOf[] = [];
	let next = 0;
	let failed = false;
	const hasTime = () => next === 0 || source.nowMs() < deadlineMs;
	const worker = async () => {
		while (!failed && next < ids.length && hasTime()) {
			const id = ids[next++];
			const chat = await readChat(source, id, fromMs(memory, id)).catch((error: unknown) => {
				failed = true;
				throw error;
			});
			chats.push({ id, conversation: listed.get(id), chat });
		}
	};
	await Promise.all(Array.from({ length: Math.min(source.width, ids.length) }, worker));
	const unread = new Set(ids.slice(next));
	return { chats, unread: wanted.filter(({ id }) => unread.has(String(id))) };
}

/** Older messages than this are known, or none of the trigger's business. */
function fromMs({ floorMs, done, pending }: Memory, id: string): number {
	const knownMs = Math.max(floorMs, done[markOf(id)] ?? floorMs);
	return Math.min(knownMs, pending[id]?.oldestMs ?? knownMs);
}
