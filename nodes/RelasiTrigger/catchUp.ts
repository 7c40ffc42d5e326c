import type { IDataObject } from 'n8n-workflow';

import { countFailures, errorOfAll, isPassedOver, type AllFailing } from './failing';
import { makeItems } from './items';
import {
	advance,
	closedBefore,
	findNew,
	isAhead,
	listFrom,
	newestDate,
	newestKnown,
	newestNotAhead,
	toSecond,
	type KnownEvent,
	type ListedConversation,
	type Lookback,
	type TriggerEvent,
} from './lookback';
import { VERSION, type Memory, type Session } from './memory';
import { findNewest, listChanged, readEvents, toReadKey, type Listing } from './reading';
import { hasWantedSender, passesFilter, type Settings } from './settings';
import type { Source } from './source';

/** The items of a poll, oldest first, and its memory. The caller stores both or neither. */
interface PollResult {
	items: IDataObject[];
	memory: Memory;
}

/**
 * Does one poll: finds what happened since the memory was made, as far as time allows. Without a memory, or with
 * one of another workspace, it is a first poll: it remembers what is there, so that none of it is ever given.
 * Throws what a request throws, and never changes the given memory.
 */
export async function catchUp(
	source: Source,
	given: Memory | undefined,
	settings: Settings,
	session: Session,
): Promise<PollResult> {
	const isFirst = given === undefined;
	const memory = given ?? (await startFromNow(source, settings, session));
	const before = adaptToEvent(memory, settings);
	const listing = await listChanged(source, toSecond(listFrom(before)));
	if (!isFirst && (await isOtherWorkspace(source, memory, listing))) {
		const first = await catchUp(source, undefined, settings, session);
		// The counts go on, or the older memory would count as the later one.
		const { polls, handovers, handoverId } = memory;
		return { items: [], memory: { ...first.memory, polls, handovers, handoverId } };
	}
	const { conversations, sample } = listing;
	const newestMs = newestDate(conversations, sample, session.newest);
	session.newest = newestKnown(session.newest, newestMs, source.steadyNowMs());

	const { event, eventKind, filter } = settings;
	const { failing, readMs } = memory;
	const lookback = withPassedOver(before, failing);
	// A first poll also remembers what the filter leaves out, and a conversation can pass it later.
	const isRead = ({ row }: ListedConversation) =>
		isFirst || eventKind !== 'messages' || passesFilter(filter, row);
	const nowMs = source.steadyNowMs();
	const reading = await readEvents(source, {
		eventKind,
		lookback,
		failing,
		conversations: conversations.filter(isRead),
		// Keeps time for the contacts: messages without theirs are left, and have to be read again.
		deadlineMs: settings.include.includes('contact')
			? (nowMs + source.deadlineMs) / 2
			: source.deadlineMs,
	});
	const found = findNew(lookback, reading.events);
	const readingMs = source.steadyNowMs() - sample.askedAtMs;
	const isWanted = ({ row, dateMs, conversation }: TriggerEvent) =>
		passesFilter(filter, conversation.row) &&
		hasWantedSender(settings, row) &&
		// The filter of the last poll left out what was there.
		(dateMs > readMs || passesFilter(memory.filter, conversation.row)) &&
		// A future-dated event may have happened before 'Trigger On' was changed.
		(eventKind === memory.eventKind || !isAhead(dateMs - readingMs, sample));
	const { items, bursts, held, cutMs, ...contacts } = await makeItems(source, {
		settings,
		session,
		sample,
		failing,
		events: isFirst ? [] : found.filter(isWanted),
		bursts: event === 'messageReceived' ? memory.bursts : {},
		unread: reading.changedUnread,
	});

	// One contact that fails may concern only itself.
	const error = errorOfAll(failing, reading) ?? errorOfAll(failing, contacts, 2);
	if (error && items.length === 0) throw error;
	const stillFailing = [reading, contacts].reduce<AllFailing>(
		(counted, attempts) => countFailures(source, counted, attempts, readMs),
		failing,
	);
	const isHeld = new Set(held);
	const after = advance(before, {
		cutMs,
		held,
		closedMs: closedBefore(newestMs, session.newest, sample, settings.overlapMs),
		isListComplete: listing.isComplete,
		unread: reading.unread.filter(({ id }) => !isPassedOver(stillFailing, id)),
		known: [
			...found.filter((each) => !isHeld.has(each)),
			...toReadStates(conversations, reading.read, held),
		],
	});
	const isBehind =
		!listing.isComplete || [...reading.changedUnread].some((id) => !reading.failures.has(id));
	const readNowMs = isBehind
		? listFrom(after) - 1
		: Math.min(newestNotAhead(conversations, sample), cutMs - 1);
	// Messages that a first poll could not read count as old, with all of their second.
	const isUnsure = isFirst && reading.unread.length > 0;
	const next = isUnsure ? startAt((toSecond(memory.sinceMs) + 1) * 1000, after.seen) : after;
	return {
		items,
		memory: {
			...memory,
			...next,
			eventKind,
			filter,
			bursts,
			keyId: source.keyId,
			readMs: Math.max(readMs, readNowMs),
			failing: stillFailing,
		},
	};
}

/** Makes a key for each conversation that was read in its present state, and of which nothing is left to give. */
function toReadStates(
	conversations: ListedConversation[],
	read: Set<string>,
	held: TriggerEvent[],
): KnownEvent[] {
	const isHeldUp = new Set(held.map(({ conversation }) => conversation));
	return conversations
		.filter((each) => read.has(each.id) && !isHeldUp.has(each))
		.map((each) => ({ key: toReadKey(each), dateMs: each.dateMs, conversation: each }));
}

/** Makes the memory with which a first poll begins: it starts at the newest row that isn't future-dated. */
async function startFromNow(source: Source, settings: Settings, session: Session): Promise<Memory> {
	Object.assign(session, { newest: undefined, messageReadAt: {} });
	const { newestMs = 0, conversations } = await findNewest(source);
	return {
		version: VERSION,
		workspace: workspaceIn(conversations) ?? (await source.workspace()),
		keyId: source.keyId,
		eventKind: settings.eventKind,
		filter: settings.filter,
		...startAt(newestMs),
		readMs: newestMs,
		bursts: {},
		failing: {},
		polls: 0,
		handovers: 0,
		handoverId: '',
	};
}

const startAt = (sinceMs: number, seen: Lookback['seen'] = {}): Lookback => ({
	sinceMs,
	seen,
	pendingFrom: {},
});

/** Adapts the memory to the settings: another kind of event starts after what was read for the former one. */
const adaptToEvent = (memory: Memory, { eventKind }: Settings): Lookback =>
	eventKind === memory.eventKind
		? memory
		: startAt(Math.max(listFrom(memory), memory.readMs + 1), memory.seen);

/** Makes conversations that were passed over pending from their first failure on. */
function withPassedOver(lookback: Lookback, failing: AllFailing): Lookback {
	const passedOver = Object.entries(failing)
		.filter(([id]) => isPassedOver(failing, id))
		.map(([id, { fromMs }]) => [id, fromMs] as const);
	const pendingFrom = { ...lookback.pendingFrom, ...Object.fromEntries(passedOver) };
	return { ...lookback, pendingFrom };
}

/** Tells whether the key belongs to another workspace than the memory, by the listed rows, or else by a request. */
async function isOtherWorkspace(
	source: Source,
	{ workspace, keyId }: Memory,
	{ conversations }: Listing,
): Promise<boolean> {
	const listed = workspaceIn(conversations);
	if (listed !== undefined || source.keyId === keyId) return (listed ?? workspace) !== workspace;
	return (await source.workspace()) !== workspace;
}

const workspaceIn = (conversations: ListedConversation[]): string | undefined =>
	conversations.map(({ row }) => String(row.app_id ?? '')).find((id) => id !== '');
