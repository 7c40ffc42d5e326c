import type { IDataObject } from 'n8n-workflow';

import { passesFilter } from '../shared/input/filters';
import { isPassedOver, type AllFailing } from './attempts';
import { makeItems } from './items';
import {
	advance,
	closedBefore,
	findNew,
	isAhead,
	listFrom,
	newestKnown,
	newestNotAhead,
	secondAfter,
	toSecond,
	type ListedConversation,
	type Lookback,
	type TriggerEvent,
} from './lookback';
import { VERSION, type Memory, type Session } from './memory';
import { findStart, listChanged, readEvents } from './reading';
import { hasWantedSender, type Settings } from './settings';
import type { Source } from './source';

/**
 * Does one poll: finds what happened since the memory was made, as far as time allows. Without a memory, or with
 * one of another workspace, it is a first poll: it remembers what is there, so that none of it is ever given.
 * The items are oldest first, and the caller stores them and the new memory, or neither. Throws what a request
 * throws, and never changes the given memory.
 */
export async function catchUp(
	source: Source,
	given: Memory | undefined,
	settings: Settings,
	session: Session,
): Promise<{ items: IDataObject[]; memory: Memory }> {
	const isFirst = given === undefined;
	const { eventKind, filter } = settings;
	const memory = given ?? (await startFromNow(source, settings, session));
	// Another kind of event starts after what was read for the former one.
	const before =
		eventKind === memory.eventKind ? memory : startAt(notReadFrom(memory), memory.seen);
	const since = toSecond(listFrom(before));
	const { conversations, sample, isComplete } = await listChanged(source, since);
	if (!isFirst && !(await isOfWorkspace(source, memory, conversations))) {
		const first = await catchUp(source, undefined, settings, session);
		// The count goes on, or the older memory would count as the later one.
		return { items: [], memory: { ...first.memory, handovers: memory.handovers } };
	}
	session.newest = newestKnown(session.newest, conversations, sample, source.steadyNowMs());

	const lookback = withPassedOver(before, memory.failing);
	// A first poll also remembers what the filter leaves out, and a conversation can pass it later.
	const isRead = ({ row }: ListedConversation) =>
		isFirst || eventKind !== 'messages' || passesFilter(filter, row);
	const reading = await readEvents(
		source,
		settings,
		lookback,
		memory.failing,
		conversations.filter(isRead),
	);
	const found = findNew(lookback, reading.events);
	const readingMs = source.steadyNowMs() - sample.askedAtMs;
	const isWanted = ({ row, dateMs, conversation }: TriggerEvent) =>
		passesFilter(filter, conversation.row) &&
		hasWantedSender(settings, row) &&
		// The filter of the last poll left out what was there.
		(dateMs > memory.readMs || passesFilter(memory.filter, conversation.row)) &&
		// A future-dated event may have happened before 'Trigger On' was changed.
		(eventKind === memory.eventKind || !isAhead(dateMs - readingMs, sample));
	const { items, bursts, held, cutMs, contacts } = await makeItems(source, {
		settings,
		memory,
		session,
		sample,
		events: isFirst ? [] : found.filter(isWanted),
		unread: reading.changedUnread,
	});

	// One contact that fails may concern only itself.
	const error = reading.messages.errorOfAll() ?? contacts.errorOfAll(2);
	if (error && items.length === 0) throw error;
	const fromMs = notReadFrom(memory);
	const failing = reading.messages.countFailures(fromMs);
	const failingContacts = contacts.countFailures(fromMs);

	const isHeld = new Set(held);
	const isHeldUp = new Set(held.map(({ conversation }) => conversation));
	const after = advance(before, {
		cutMs,
		held,
		closedMs: closedBefore(session.newest, sample, settings.overlapMs),
		isListComplete: isComplete,
		unread: reading.unread.filter(({ id }) => !isPassedOver(failing, id)),
		known: [
			...found.filter((each) => !isHeld.has(each)),
			...reading.readStates.filter(({ conversation }) => !isHeldUp.has(conversation)),
		],
	});
	const hasReadAll =
		isComplete && [...reading.changedUnread].every((id) => reading.messages.failures.has(id));
	const readNowMs = Math.min(newestNotAhead(conversations, sample), cutMs - 1);
	// Messages that a first poll could not read count as old, with all of their second.
	const isUnsure = isFirst && reading.unread.length > 0;
	const next = isUnsure ? startAt(secondAfter(memory.sinceMs), after.seen) : after;
	return {
		items,
		memory: {
			...memory,
			...next,
			eventKind,
			filter,
			bursts,
			failing,
			failingContacts,
			keyId: source.keyId,
			readMs: hasReadAll ? Math.max(memory.readMs, readNowMs) : memory.readMs,
		},
	};
}

/** Makes the memory with which a first poll begins: it starts at the newest row that isn't future-dated. */
async function startFromNow(source: Source, settings: Settings, session: Session): Promise<Memory> {
	Object.assign(session, { newest: undefined, messageReadAt: {} });
	const { startMs = 0, conversations } = await findStart(source);
	return {
		version: VERSION,
		workspace: workspaceIn(conversations) ?? (await source.workspace()),
		keyId: source.keyId,
		eventKind: settings.eventKind,
		filter: settings.filter,
		...startAt(startMs),
		readMs: startMs,
		bursts: {},
		failing: {},
		failingContacts: {},
		handovers: 0,
	};
}

const startAt = (sinceMs: number, seen: Lookback['seen'] = {}): Lookback => ({
	sinceMs,
	seen,
	pendingFrom: {},
});

/** Returns the date (ms) from which the polls so far may not have read something. */
const notReadFrom = (memory: Memory): number => Math.max(listFrom(memory), memory.readMs + 1);

/** Makes conversations that were passed over pending from their first failure on. */
function withPassedOver(lookback: Lookback, failing: AllFailing): Lookback {
	const pendingFrom = { ...lookback.pendingFrom };
	for (const [id, { fromMs }] of Object.entries(failing))
		if (isPassedOver(failing, id)) pendingFrom[id] = fromMs;
	return { ...lookback, pendingFrom };
}

/**
 * Tells whether the key belongs to the workspace of a memory, by the rows that it listed. Without rows only another
 * key than the memory's has to be looked up.
 */
export async function isOfWorkspace(
	source: Source,
	memory: Memory,
	conversations: ListedConversation[] = [],
): Promise<boolean> {
	const listed = workspaceIn(conversations);
	if (listed === undefined && source.keyId === memory.keyId) return true;
	return (listed ?? (await source.workspace())) === memory.workspace;
}

const workspaceIn = (conversations: ListedConversation[]): string | undefined =>
	conversations.map(({ row }) => String(row.app_id ?? '')).find((id) => id !== '');
