import type { IDataObject } from 'n8n-workflow';

import { hasStatus } from '../shared/errors/apiError';
import { countFailures, errorOfAll, isPassedOver, type AllFailing } from './failures';
import { include, join, settle, toOutputs, type AllWaiting, type Output } from './items';
import {
	advance,
	closedBefore,
	findNew,
	isAhead,
	newestDate,
	newestKnown,
	toSecond,
	type Conversation,
	type Lookback,
	type Moment,
	type TriggerEvent,
} from './lookback';
import { VERSION, type Memory } from './memory';
import { listChanged, listNewest, readEvents, stateKey, type Listing } from './reading';
import type { Session } from './session';
import { isWanted, passes, type Settings } from './settings';
import type { Source } from './source';

/** What a poll gives out, oldest first, and what it remembers; the caller saves both or neither. */
interface Outcome {
	items: IDataObject[];
	memory: Memory;
}

/** More events than these are given out in several polls. */
const MAX_EVENTS = 20_000;

/**
 * One poll: what happened since the memory was made, as far as time allows. Without a memory, or with that
 * of another workspace, it is the first one, which gives out nothing and starts from now. Throws what a
 * request throws; the memory given is never changed.
 */
export async function catchUp(
	source: Source,
	memory: Memory | undefined,
	settings: Settings,
	session: Session,
): Promise<Outcome> {
	if (!memory) return { items: [], memory: await begin(source, settings, session) };
	const before = adapt(memory, settings);
	const listing = await listChanged(source, toSecond(before.sinceMs));
	if (await isOtherWorkspace(source, memory, listing)) {
		// The count of polls goes on, or this memory would be taken for the older one.
		const { polls, handovers } = memory;
		return {
			items: [],
			memory: { ...(await begin(source, settings, session)), polls, handovers },
		};
	}
	const { conversations, moment } = listing;
	const newestMs = newestDate(conversations, moment, session.newest);
	session.newest = newestKnown(session.newest, newestMs, moment);
	const closedMs = closedBefore(newestMs, session.newest, moment, settings.overlapMs);

	const toRead = conversations.filter(({ row }) => passes(settings.filter, row));
	const { watch } = settings;
	const { failing, readMs } = memory;
	const conversationsToRead = watch === 'messages' ? toRead : conversations;
	const nowMs = source.steadyNowMs();
	const plan = {
		watch,
		lookback: before,
		conversations: conversationsToRead,
		readMs,
		failing,
		session,
		// Messages whose contacts find no time have to be read again.
		deadlineMs: settings.include.includes('contact')
			? (nowMs + source.deadlineMs) / 2
			: source.deadlineMs,
	};
	const reading = await readEvents(source, plan);

	const found = findNew(before, reading.events);
	// Neither what the filters of the last poll left out, nor what is dated in the future and may have been
	// given out as another kind of event.
	const isOld = ({ dateMs, conversation: { row } }: TriggerEvent) =>
		dateMs <= readMs
			? !passes(memory.filter, row)
			: watch !== memory.watch && isAhead(dateMs, moment);
	const asked = found.filter(
		(event) =>
			passes(settings.filter, event.conversation.row) &&
			isWanted(settings, event.row) &&
			!isOld(event),
	);
	const { ready, waiting } = gather(before.waiting, asked.slice(0, MAX_EVENTS), {
		...{ settings, session, moment, unread: reading.unread },
		readAtMs: source.steadyNowMs(),
	});
	const included = await include(source, ready, settings, (id) => isPassedOver(failing, id));
	const ofConversations = { kind: 'messages of conversation', ...reading } as const;
	const ofContacts = { kind: 'contact', ...included } as const;
	// A contact that fails alone shows nothing about the others.
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
	for (const { conversation } of held) session.readStates.delete(stateKey(conversation.row));
	const passedOver = [...reading.failures.keys()].filter((id) => isPassedOver(stillFailing, id));
	const lookback = advance(before, {
		closedMs,
		isListComplete: listing.isComplete,
		read: new Set([...reading.read, ...passedOver]),
		toRead: watch === 'messages' ? toRead : [],
		known: found.filter((event) => !isHeld.has(event)),
		held,
	});
	const isBehind =
		!listing.isComplete || reading.unread.some(({ id }) => !reading.failures.has(id));
	const cutMs = Math.min(asked[MAX_EVENTS]?.dateMs ?? Infinity, included.cutMs ?? Infinity);
	const readNowMs = isBehind
		? lookback.sinceMs - 1
		: Math.min(newestNow(conversations, moment), cutMs - 1);
	return {
		items: included.items,
		memory: {
			...memory,
			...lookback,
			keyId: source.keyId,
			watch,
			filter: settings.filter,
			readMs: Math.max(readMs, readNowMs),
			waiting: { ...waiting, ...stillWaiting(included.held) },
			failing: stillFailing,
		},
	};
}

/**
 * The first poll: starts from now and remembers what is there, so that none of it is given out. "Now" is
 * the newest row that is not dated in the future.
 */
async function begin(source: Source, settings: Settings, session: Session): Promise<Memory> {
	Object.assign(session, { newest: undefined, readStates: new Set(), heard: {} });
	const front = await listNewest(source, (conversations, moment) => {
		const newestMs = newestDate(conversations, moment, undefined);
		return newestMs !== undefined && conversations[0].dateMs < newestMs;
	});
	const { conversations, moment, hasMore } = front;
	const newestMs = newestDate(conversations, moment, undefined);
	const sinceMs = newestMs ?? (hasMore ? conversations[0].dateMs : 0);
	session.newest = newestKnown(undefined, newestMs, moment);
	const listing = front.isComplete ? front : await listChanged(source, toSecond(sinceMs));
	const present = listing.conversations.filter(({ dateMs }) => dateMs >= sinceMs);
	const { watch, filter } = settings;
	const lookback = startAt(sinceMs);
	const { deadlineMs } = source;
	const plan = {
		...{ watch, lookback, conversations: present, readMs: 0, failing: {}, session, deadlineMs },
	};
	const { events, unread, failures, read } = await readEvents(source, plan);
	const error = [...failures.values()].find((each) => !hasStatus(each, 404));
	if (error && read.size === 0) throw error;
	const progress = { closedMs: sinceMs, isListComplete: false, read, toRead: [], held: [] };
	const after = advance(lookback, { ...progress, known: findNew(lookback, events) });
	// What could not be read counts as there, as far as it can be told by its date.
	const readUntil = unread.map(({ id, dateMs }) => [
		id,
		dateMs + (dateMs % 1000 === 0 ? 1000 : 1),
	]);
	return {
		version: VERSION,
		workspace: workspaceIn(front.conversations) ?? (await source.workspace()),
		keyId: source.keyId,
		watch,
		filter,
		...after,
		readUntil: Object.fromEntries(readUntil) as Lookback['readUntil'],
		readMs: Math.max(sinceMs, newestNow(front.conversations, moment)),
		waiting: {},
		failing: {},
		polls: 0,
		handovers: 0,
	};
}

/**
 * Where the settings of now begin: another kind of event does behind what the former one had read. What was
 * passed over is read from where it failed first, once it can be read again.
 */
function adapt(memory: Memory, { watch }: Settings): Lookback & { waiting: AllWaiting } {
	if (watch === memory.watch) {
		const passedOver = Object.entries(memory.failing)
			.filter(([id]) => isPassedOver(memory.failing, id))
			.map(([id, { fromMs }]) => [id, fromMs] as const);
		return {
			...memory,
			readUntil: { ...memory.readUntil, ...Object.fromEntries(passedOver) },
		};
	}
	return { ...startAt(Math.max(memory.sinceMs, memory.readMs + 1)), waiting: {} };
}

/** The newest date that is not later than both clocks show. */
const newestNow = (conversations: Conversation[], moment: Moment): number =>
	conversations.reduce(
		(newest, { dateMs }) => (isAhead(dateMs, moment) ? newest : Math.max(newest, dateMs)),
		-Infinity,
	);

const startAt = (sinceMs: number): Lookback => ({ sinceMs, seen: {}, readUntil: {} });

/** Whether the key opens another workspace than the one that the memory is of. */
async function isOtherWorkspace(
	source: Source,
	{ workspace, keyId }: Memory,
	{ conversations }: Listing,
): Promise<boolean> {
	const listed = workspaceIn(conversations);
	if (listed !== undefined || source.keyId === keyId) return (listed ?? workspace) !== workspace;
	return (await source.workspace()) !== workspace;
}

const workspaceIn = (conversations: Conversation[]): string | undefined =>
	conversations.map(({ row }) => String(row.app_id ?? '')).find((id) => id !== '');

/** What can be given out now, oldest first; what waits goes out, too, when the user has switched combining off. */
function gather(
	before: AllWaiting,
	fresh: TriggerEvent[],
	given: {
		settings: Settings;
		session: Session;
		moment: Moment;
		unread: Conversation[];
		readAtMs: number;
	},
): { ready: Output[]; waiting: AllWaiting } {
	const { settings, session, moment, readAtMs } = given;
	const isCombining = settings.quietMs !== undefined;
	const all = settings.event === 'messageReceived' ? before : {};
	const joined = join(all, isCombining ? fresh : [], session, readAtMs);
	const unread = new Set(given.unread.map(({ id }) => id));
	const { ready, waiting } = settle(joined, settings, { session, moment, unread });
	const outputs = isCombining ? ready : [...ready, ...toOutputs(fresh)];
	return { ready: outputs.sort((a, b) => a.dateMs - b.dateMs), waiting };
}

const stillWaiting = (held: Output[]): AllWaiting =>
	Object.fromEntries(
		held.flatMap(({ waiting, conversation }) =>
			waiting ? [[String(conversation.id), waiting] as const] : [],
		),
	);
