import type { IDataObject } from 'n8n-workflow';

import { advance, type Candidate, type Observation } from './advance';
import { dueChats, joined, settled } from './combine';
import { watching, type Memory } from './memory';
import { changesIn, creationsIn, momentOf, type View } from './observe';
import { chatsToRead, messagesIn, type ChatOf } from './observeMessages';
import { readChats } from './readChats';
import { admits, isWanted, type Settings } from './settings';
import type { Source } from './source';
import { walk } from './walk';

/** What a poll gives out, oldest first, and what it remembers; the caller saves both or neither. */
export interface Outcome {
	items: IDataObject[];
	memory: Memory;
}

/** Half for the list, so that at least as much is left for the messages. */
const SHARE_OF_WALK = 0.5;

/**
 * One poll: reads what happened since the memory was made, as far as `budgetMs` allows.
 * Throws what a request throws; the memory given is never changed.
 */
export async function catchUp(
	source: Source,
	given: Memory,
	settings: Settings,
	budgetMs: number,
): Promise<Outcome> {
	const deadlineMs = source.nowMs() + budgetMs;
	const memory = watching(given, settings.watch);
	const { sinceSeconds } = memory;
	const bounds = { sinceSeconds, known: memory.drained, budgetMs: budgetMs * SHARE_OF_WALK };
	const seen = await walk(source, bounds);
	const view: View = { walk: seen, memory, settings, ...momentOf(seen, memory) };
	if (settings.watch === 'messages') return await catchUpMessages(source, view, deadlineMs);
	const observation = settings.watch === 'changes' ? changesIn(view) : creationsIn(view);
	return outcomeOf(view, observation);
}

function outcomeOf({ memory, settings }: View, observation: Observation): Outcome {
	const after = advance(memory, observation, settings.overlapSeconds);
	const wanted = after.fresh.filter(({ conversation }) => admits(settings, conversation));
	return { items: wanted.map(({ row }) => row), memory: after.memory };
}

async function catchUpMessages(source: Source, view: View, deadlineMs: number): Promise<Outcome> {
	const { memory, settings, serverMs } = view;
	const { wanted, leftOut } = chatsToRead(view);
	const due = dueChats(memory.pending, quietMsOf(view), serverMs);
	const { chats, unread } = await readChats(source, memory, { wanted, due, deadlineMs });
	const after = advance(
		memory,
		messagesIn(view, chats, { unread, leftOut }),
		settings.overlapSeconds,
	);
	const fresh = after.fresh.filter(({ row }) => isWanted(settings, row));
	return withCombined(view, { fresh, memory: after.memory }, chats);
}

/** Also gives out what waited to be combined when the user has switched that off meanwhile. */
function withCombined(
	view: View,
	{ fresh, memory }: { fresh: Candidate[]; memory: Memory },
	chats: ChatOf[],
): Outcome {
	const { settings, serverMs } = view;
	if (settings.event !== 'messageReceived') {
		return { items: fresh.map(({ row }) => row), memory: { ...memory, pending: {} } };
	}
	const quietMs = quietMsOf(view);
	const isCombining = settings.quietMs !== undefined;
	const waiting = isCombining ? joined(memory.pending, fresh, serverMs) : memory.pending;
	const { items, pending } = settled(waiting, chats, { quietMs, serverMs });
	return {
		items: isCombining ? items : [...items, ...fresh.map(({ row }) => row)],
		memory: { ...memory, pending },
	};
}

/** Without the server's clock nobody knows how long it has been quiet: then a poll's messages are combined. */
const quietMsOf = ({ settings: { quietMs = 0 }, walk: { first } }: View): number =>
	first.serverTimeMs === undefined ? 0 : quietMs;
