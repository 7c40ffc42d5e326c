import type { IDataObject } from 'n8n-workflow';

import { closedBeforeMs, newestAfter, type Candidate, type Moment, type Observation } from './advance';
import type { Chat } from './chat';
import { markOf } from './marks';
import type { Memory } from './memory';
import { admits, type Settings } from './settings';
import { changedMs, createdMs } from './times';
import type { Walk } from './walk';

/** What the walk of a poll shows, and what of it concerns message events. */
export interface View extends Moment {
	walk: Walk;
	memory: Memory;
	settings: Settings;
}

/** A conversation whose messages have been read; `conversation` is unknown when it was not listed. */
export interface ChatOf {
	id: string;
	conversation?: IDataObject;
	chat: Chat;
}

const doneKey = (id: unknown): string => markOf(id);

/** Times of an answer; without a Date header the newest row is the only clock there is. */
export function momentOf(walk: Walk, memory?: Memory): Moment {
	const { askedMs, serverTimeMs, rows } = walk.first;
	const newest = rows.map(changedMs).reduce((latest, ms) => Math.max(latest, ms), 0);
	const serverMs = serverTimeMs ?? Math.max(newest, memory?.newest.serverMs ?? 0);
	return { serverMs, askedMs: askedMs ?? serverMs };
}

/** Every state of a conversation that the API shows is an event. */
export function changesIn({ walk, askedMs, serverMs }: View): Observation {
	const candidates = walk.rows.map((row) => ({
		mark: markOf(row.id, row.updated_at),
		atMs: changedMs(row),
		row,
		conversation: row,
	}));
	return { ...seenBy(walk), askedMs, serverMs, candidates, done: {} };
}

/** Every conversation is one event, whatever else happens to it. */
export function creationsIn({ walk, askedMs, serverMs }: View): Observation {
	const rows = latestOf(walk.rows);
	const candidates = rows.map((row) => ({
		mark: markOf(row.id),
		atMs: createdMs(row),
		row,
		conversation: row,
	}));
	// While a backlog drains, the next walk must know which of its rows it can pass over.
	const done = walk.completeBeforeMs === Infinity ? [] : rows;
	return { ...seenBy(walk), askedMs, serverMs, candidates, done: upToTheirChange(done) };
}

/** Conversations whose messages have to be read, oldest activity first, and those left out by a filter. */
export function chatsToRead({ walk, memory, settings }: View): {
	wanted: IDataObject[];
	leftOut: IDataObject[];
} {
	const open = latestOf(walk.rows).filter((row) => !(changedMs(row) <= memory.done[doneKey(row.id)]));
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
	const { walk, memory, settings, askedMs, serverMs } = view;
	const newest = newestAfter(memory.newest, { front: walk.first.rows, serverMs });
	const candidates: Candidate[] = [];
	// Later filters must not bring back what this one leaves out.
	const done = upToTheirChange(leftOut);
	for (const { id, conversation, chat } of chats) {
		if (!conversation) continue;
		const key = doneKey(id);
		for (const row of chat.rows) {
			const atMs = createdMs(row);
			if (atMs <= memory.done[key]) continue;
			candidates.push({ mark: markOf(row.id), atMs, row, conversation });
		}
		const closedMs = closedBeforeMs(newest, chat.askedMs ?? askedMs, settings.overlapSeconds);
		if (changedMs(conversation) < closedMs) done[key] = changedMs(conversation);
	}
	const seen = seenBy(walk);
	const oldestUnreadMs = unread.reduce((oldest, row) => Math.min(oldest, changedMs(row)), Infinity);
	const completeBeforeMs = Math.min(seen.completeBeforeMs, oldestUnreadMs);
	return { ...seen, askedMs, serverMs, candidates, done, completeBeforeMs };
}

const seenBy = ({ first, completeBeforeMs }: Walk) => ({ front: first.rows, completeBeforeMs });

const upToTheirChange = (rows: IDataObject[]): Record<string, number> =>
	Object.fromEntries(rows.map((row) => [doneKey(row.id), changedMs(row)]));

/** The last version of each conversation, oldest activity first. */
function latestOf(rows: IDataObject[]): IDataObject[] {
	const latest = new Map<unknown, IDataObject>();
	for (const row of [...rows].sort((a, b) => changedMs(a) - changedMs(b))) latest.set(row.id, row);
	return [...latest.values()].sort((a, b) => changedMs(a) - changedMs(b));
}
