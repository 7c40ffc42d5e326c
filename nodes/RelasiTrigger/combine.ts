import type { IDataObject } from 'n8n-workflow';

import type { Event } from './cursor';
import { readChat } from './messages';
import { createdMs } from './rows';
import type { Source } from './source';

/** Messages of one conversation that wait for its customer to be quiet. */
export interface Waiting {
	messages: IDataObject[];
	/** As it was when its last message was read; version 1.0 did not keep it. */
	conversation?: IDataObject;
	/** The date of the newest message (ms). */
	lastMs: number;
	/** When it was first seen, on the trigger's own time line (ms). */
	seenMs: number;
}

export type AllWaiting = Record<string, Waiting>;

/** Something to give out. */
export interface Given {
	atMs: number;
	item: IDataObject;
	conversation?: IDataObject;
}

/** What the clocks say, at least, of how long it has been quiet. */
export interface Quiet {
	quietMs: number;
	/** Now on the trigger's own time line. */
	steadyMs: number;
	/** The clock of the rows has come so far. */
	reachedMs: number;
}

const ROUNDING_MS = 1000;

/** What waits once the fresh messages (oldest first) have joined. */
export function joined(all: AllWaiting, fresh: Event[], steadyMs: number): AllWaiting {
	const waiting = { ...all };
	for (const { row, atMs, conversation } of fresh) {
		const id = String(conversation.row.id);
		const before = waiting[id];
		waiting[id] = {
			messages: [...(before?.messages ?? []), row],
			conversation: conversation.row,
			// A date in whole seconds may stand for any moment of its second.
			lastMs: Math.max(before?.lastMs ?? -Infinity, atMs + (atMs % 1000 === 0 ? 999 : 0)),
			seenMs: steadyMs,
		};
	}
	return waiting;
}

/** Turns what has waited long enough into one item a conversation, and gives back what still waits. */
export function settled(
	all: AllWaiting,
	isUnread: (id: string) => boolean,
	quiet: Quiet,
): { ready: Given[]; waiting: AllWaiting } {
	const waiting: AllWaiting = {};
	const ready: Given[] = [];
	for (const [id, one] of Object.entries(all)) {
		if (isUnread(id) || !isQuiet(one, quiet)) {
			waiting[id] = one;
		} else {
			const item = combined(one.messages);
			ready.push({ atMs: createdMs(item), item, conversation: one.conversation });
		}
	}
	return { ready, waiting };
}

/** Several messages as one item: the newest, with all of them and their contents, oldest first. */
export function combined(messages: IDataObject[]): IDataObject {
	const ordered = [...messages].sort(
		(a, b) => createdMs(a) - createdMs(b) || (String(a.id) < String(b.id) ? -1 : 1),
	);
	const text = ordered.map(({ content }) => String(content ?? '')).join('\n');
	return { ...ordered[ordered.length - 1], messages: ordered, text };
}

/** Reads the messages of which version 1.0 had kept the ids only. */
export async function completed(source: Source, all: AllWaiting): Promise<AllWaiting> {
	const waiting: AllWaiting = {};
	for (const [id, one] of Object.entries(all)) {
		const isWhole = one.messages.every(({ created_at: at }) => at !== undefined);
		if (isWhole) waiting[id] = one;
		else {
			const ids = new Set(one.messages.map((row) => row.id));
			const rows = await readChat(source, id, -Infinity);
			const messages = rows.filter((row) => ids.has(row.id));
			if (messages.length > 0) waiting[id] = { ...one, messages };
		}
	}
	return waiting;
}

/** Two lower bounds: since the message was seen, and since its date by the clock of the rows. */
const isQuiet = ({ lastMs, seenMs }: Waiting, { quietMs, steadyMs, reachedMs }: Quiet): boolean =>
	quietMs === 0 || Math.max(steadyMs - seenMs - ROUNDING_MS, reachedMs - lastMs) >= quietMs;
