import type { IDataObject } from 'n8n-workflow';

import { countFailures, errorOfAll, isPassedOver, type AllFailing } from './failing';
import { makeItems } from './items';
import {
	advance,
	closedBefore,
	findNew,
	listFrom,
	newestDate,
	newestKnown,
	newestNotAhead,
	toSecond,
	type ListedConversation,
	type Lookback,
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

	const { eventKind, filter } = settings;
	const isMessages = eventKind === 'messages';
	const { failing, readMs } = memory;
	const lookback = withPassedOver(before, failing);
	const nowMs = source.steadyNowMs();
	const result = await readEvents(source, {
		...{ eventKind, lookback, failing },
		conversations:
			isMessages && !isFirst
				? conversations.filter(({ row }) => passesFilter(filter, row))
				: conversations,
		// Keeps time for the contacts: messages without theirs are left, and have to be read again.
		deadlineMs: settings.include.includes('contact')
			? (nowMs + source.deadlineMs) / 2
			: source.deadlineMs,
	});

	const found = findNew(lookback, result.events);
	const wanted = found.filter(
		({ row, dateMs, conversation }) =>
			!isFirst &&
			passesFilter(filter, conversation.row) &&
			hasWantedSender(settings, row) &&
			// The filter of the last poll left out what was there.
			(dateMs > readMs || passesFilter(memory.filter, conversation.row)),
	);
	const made = await makeItems(source, {
		...{ settings, session, sample, failing },
		events: wanted,
		bursts: settings.event === 'messageReceived' ? memory.bursts : {},
		unread: result.changedUnread,
	});

	// One contact that fails may concern only itself.
	const error = errorOfAll(failing, result) ?? errorOfAll(failing, made, 2);
	if (error && made.items.length === 0) throw error;
	const stillFailing = [result, made].reduce<AllFailing>(
		(counted, attempts) => countFailures(source, counted, attempts, readMs),
		failing,
	);

	const { items, held, cutMs, bursts } = made;
	const isHeld = new Set(held);
	const isHeldUp = new Set(held.map(({ conversation }) => conversation));
	const after = advance(before, {
		...{ cutMs, held },
		closedMs: closedBefore(newestMs, session.newest, sample, settings.overlapMs),
		isListComplete: listing.isComplete,
		unread: result.unread.filter(({ id }) => !isPassedOver(stillFailing, id)),
		known: [
			...found.filter((event) => !isHeld.has(event)),
			...conversations
				.filter((each) => result.read.has(each.id) && !isHeldUp.has(each))
				.map((conversation) => ({
					...{ key: toReadKey(conversation), conversation },
					dateMs: conversation.dateMs,
				})),
		],
	});
	const isBehind =
		!listing.isComplete || [...result.changedUnread].some((id) => !result.failures.has(id));
	const readNowMs = isBehind
		? listFrom(after) - 1
		: Math.min(newestNotAhead(conversations, sample), cutMs - 1);
	return {
		items,
		memory: {
			...memory,
			// Messages that a first poll could not read count as old, with all of their second.
			...(isFirst && result.unread.length > 0
				? startAt((toSecond(memory.sinceMs) + 1) * 1000, after.seen)
				: after),
			keyId: source.keyId,
			eventKind,
			filter,
			readMs: Math.max(readMs, readNowMs),
			bursts,
			failing: stillFailing,
		},
	};
}

/** Makes the memory with which a first poll begins: it starts at the newest row that isn't future-dated. */
async function startFromNow(source: Source, settings: Settings, session: Session): Promise<Memory> {
	Object.assign(session, { newest: undefined, burstReadAt: {} });
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

/** Reads a conversation that was passed over from its first failure on, once it can be read again. */
function withPassedOver(lookback: Lookback, failing: AllFailing): Lookback {
	const passedOver = Object.entries(failing)
		.filter(([id]) => isPassedOver(failing, id))
		.map(([id, { fromMs }]) => [id, fromMs] as const);
	const pendingFrom = { ...lookback.pendingFrom, ...Object.fromEntries(passedOver) };
	return { ...lookback, pendingFrom };
}

/** Whether the key belongs to another workspace than the memory. */
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
