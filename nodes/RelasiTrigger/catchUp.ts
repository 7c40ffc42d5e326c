import type { IDataObject } from 'n8n-workflow';

import { hasStatus } from '../shared/errors/apiError';
import { addParts, addToBursts, closeBursts, toOutputs, type Output } from './items';
import {
	advance,
	closedBefore,
	findNew,
	isAhead,
	newestDate,
	newestKnown,
	toSecond,
	type ClockSample,
	type ListedConversation,
	type Lookback,
	type TriggerEvent,
} from './lookback';
import { VERSION, type AllFailing, type Bursts, type Memory, type Session } from './memory';
import {
	countFailures,
	errorOfAll,
	isPassedOver,
	listChanged,
	listNewest,
	readEvents,
	toStateKey,
	type Listing,
} from './reading';
import { hasWantedSender, passesFilter, type Settings } from './settings';
import type { Source } from './source';

/** The items of a poll, oldest first, and its memory. The caller stores both or neither. */
interface PollResult {
	items: IDataObject[];
	memory: Memory;
}

/** Further events are left for the next poll. */
const MAX_EVENTS = 20_000;

/**
 * Does one poll: finds what happened since the memory was made, as far as time allows. Without a memory, or with
 * one of another workspace, it is a first poll, which gives nothing and starts from now. Throws what a request
 * throws, and never changes the given memory.
 */
export async function catchUp(
	source: Source,
	memory: Memory | undefined,
	settings: Settings,
	session: Session,
): Promise<PollResult> {
	if (!memory) return { items: [], memory: await startFromNow(source, settings, session) };
	const before = adaptToSettings(memory, settings);
	const listing = await listChanged(source, toSecond(before.sinceMs));
	if (await isOtherWorkspace(source, memory, listing)) {
		// The counts go on, or the older memory would count as the later one.
		const { polls, handovers, handoverId } = memory;
		return {
			items: [],
			memory: {
				...(await startFromNow(source, settings, session)),
				...{ polls, handovers, handoverId },
			},
		};
	}
	const { conversations, sample } = listing;
	const newestMs = newestDate(conversations, sample, session.newest);
	session.newest = newestKnown(session.newest, newestMs, sample);
	const closedMs = closedBefore(newestMs, session.newest, sample, settings.overlapMs);

	const toRead = conversations.filter(({ row }) => passesFilter(settings.filter, row));
	const { eventKind } = settings;
	const { failing, readMs } = memory;
	const conversationsToRead = eventKind === 'messages' ? toRead : conversations;
	const nowMs = source.steadyNowMs();
	const plan = {
		eventKind,
		lookback: before,
		conversations: conversationsToRead,
		readMs,
		failing,
		session,
		// Keeps time for the contacts: messages without theirs are held back, and have to be read again.
		deadlineMs: settings.include.includes('contact')
			? (nowMs + source.deadlineMs) / 2
			: source.deadlineMs,
	};
	const result = await readEvents(source, plan);

	const found = findNew(before, result.events);
	// Left out by the filter of the last poll, or future-dated and possibly given as another kind of event.
	const isOld = ({ dateMs, conversation: { row } }: TriggerEvent) =>
		dateMs <= readMs
			? !passesFilter(memory.filter, row)
			: eventKind !== memory.eventKind && isAhead(dateMs, sample);
	const asked = found.filter(
		(event) =>
			passesFilter(settings.filter, event.conversation.row) &&
			hasWantedSender(settings, event.row) &&
			!isOld(event),
	);
	const { ready, open } = collectOutputs(before.bursts, asked.slice(0, MAX_EVENTS), {
		...{ settings, session, sample, unread: result.unread },
		readAtMs: source.steadyNowMs(),
	});
	const included = await addParts(source, ready, settings, (id) => isPassedOver(failing, id));
	const ofConversations = { kind: 'messages of conversation', ...result } as const;
	const ofContacts = { kind: 'contact', ...included } as const;
	// One contact that fails may concern only itself.
	const error = errorOfAll(failing, ofConversations) ?? errorOfAll(failing, ofContacts, 2);
	if (error && included.items.length === 0) throw error;
	const stillFailing = [ofConversations, ofContacts].reduce<AllFailing>(
		(counted, tried) => countFailures(source, counted, tried, readMs),
		failing,
	);

	const held = [
		...asked.slice(MAX_EVENTS),
		...included.held.flatMap(({ event }) => (event ? [event] : [])),
	];
	const isHeld = new Set(held);
	for (const { conversation } of held) session.readStates.delete(toStateKey(conversation.row));
	const passedOver = [...result.failures.keys()].filter((id) => isPassedOver(stillFailing, id));
	const lookback = advance(before, {
		closedMs,
		isListComplete: listing.isComplete,
		read: new Set([...result.read, ...passedOver]),
		toRead: eventKind === 'messages' ? toRead : [],
		known: found.filter((event) => !isHeld.has(event)),
		held,
	});
	const isBehind =
		!listing.isComplete || result.unread.some(({ id }) => !result.failures.has(id));
	const cutMs = Math.min(asked[MAX_EVENTS]?.dateMs ?? Infinity, included.cutMs ?? Infinity);
	const readNowMs = isBehind
		? lookback.sinceMs - 1
		: Math.min(newestNotAhead(conversations, sample), cutMs - 1);
	return {
		items: included.items,
		memory: {
			...memory,
			...lookback,
			keyId: source.keyId,
			eventKind,
			filter: settings.filter,
			readMs: Math.max(readMs, readNowMs),
			bursts: { ...open, ...toBursts(included.held) },
			failing: stillFailing,
		},
	};
}

/**
 * Does a first poll: remembers what is there, so that none of it is ever given. The memory starts at the newest
 * row that isn't future-dated.
 */
async function startFromNow(source: Source, settings: Settings, session: Session): Promise<Memory> {
	Object.assign(session, { newest: undefined, readStates: new Set(), burstReadAt: {} });
	const front = await listNewest(source, (conversations, sample) => {
		const newestMs = newestDate(conversations, sample, undefined);
		return newestMs !== undefined && conversations[0].dateMs < newestMs;
	});
	const { conversations, sample, hasMore } = front;
	const newestMs = newestDate(conversations, sample, undefined);
	const sinceMs = newestMs ?? (hasMore ? conversations[0].dateMs : 0);
	session.newest = newestKnown(undefined, newestMs, sample);
	const listing = front.isComplete ? front : await listChanged(source, toSecond(sinceMs));
	const present = listing.conversations.filter(({ dateMs }) => dateMs >= sinceMs);
	const { eventKind, filter } = settings;
	const lookback = startAt(sinceMs);
	const { deadlineMs } = source;
	const plan = {
		...{
			eventKind,
			lookback,
			conversations: present,
			readMs: 0,
			failing: {},
			session,
			deadlineMs,
		},
	};
	const { events, unread, failures, read } = await readEvents(source, plan);
	const error = [...failures.values()].find((each) => !hasStatus(each, 404));
	if (error && read.size === 0) throw error;
	const progress = { closedMs: sinceMs, isListComplete: false, read, toRead: [], held: [] };
	const after = advance(lookback, { ...progress, known: findNew(lookback, events) });
	// Messages of conversations that could not be read count as old up to the date of the conversation.
	const readUntil = unread.map(({ id, dateMs }) => [
		id,
		dateMs + (dateMs % 1000 === 0 ? 1000 : 1),
	]);
	return {
		version: VERSION,
		workspace: workspaceIn(front.conversations) ?? (await source.workspace()),
		keyId: source.keyId,
		eventKind,
		filter,
		...after,
		readUntil: Object.fromEntries(readUntil) as Lookback['readUntil'],
		readMs: Math.max(sinceMs, newestNotAhead(front.conversations, sample)),
		bursts: {},
		failing: {},
		polls: 0,
		handovers: 0,
		handoverId: '',
	};
}

/**
 * Adapts the memory to changed settings: another kind of event starts after what was read for the former one. A
 * conversation that was passed over is read from its first failure on, once it can be read again.
 */
function adaptToSettings(memory: Memory, { eventKind }: Settings): Lookback & { bursts: Bursts } {
	if (eventKind === memory.eventKind) {
		const passedOver = Object.entries(memory.failing)
			.filter(([id]) => isPassedOver(memory.failing, id))
			.map(([id, { fromMs }]) => [id, fromMs] as const);
		return {
			...memory,
			readUntil: { ...memory.readUntil, ...Object.fromEntries(passedOver) },
		};
	}
	return { ...startAt(Math.max(memory.sinceMs, memory.readMs + 1)), bursts: {} };
}

/** The newest date that isn't later than both clocks. */
const newestNotAhead = (conversations: ListedConversation[], sample: ClockSample): number =>
	conversations.reduce(
		(newest, { dateMs }) => (isAhead(dateMs, sample) ? newest : Math.max(newest, dateMs)),
		-Infinity,
	);

const startAt = (sinceMs: number): Lookback => ({ sinceMs, seen: {}, readUntil: {} });

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

/** Collects what can be given now, oldest first. After the user switches combining off, open bursts are given too. */
function collectOutputs(
	before: Bursts,
	fresh: TriggerEvent[],
	given: {
		settings: Settings;
		session: Session;
		sample: ClockSample;
		unread: ListedConversation[];
		readAtMs: number;
	},
): { ready: Output[]; open: Bursts } {
	const { settings, session, sample, readAtMs } = given;
	const isCombining = settings.quietMs !== undefined;
	const earlier = settings.event === 'messageReceived' ? before : {};
	const bursts = addToBursts(earlier, isCombining ? fresh : [], session, readAtMs);
	const unread = new Set(given.unread.map(({ id }) => id));
	const { ready, open } = closeBursts(bursts, settings, { session, sample, unread });
	const outputs = isCombining ? ready : [...ready, ...toOutputs(fresh)];
	return { ready: outputs.sort((a, b) => a.dateMs - b.dateMs), open };
}

/** The bursts among outputs that were held back. */
const toBursts = (held: Output[]): Bursts =>
	Object.fromEntries(
		held.flatMap(({ burst, conversation }) =>
			burst ? [[String(conversation.id), burst] as const] : [],
		),
	);
