import type { IDataObject } from 'n8n-workflow';

import { latestRowMs, moved } from './clock';
import { eventsOf, type Listing } from './conversations';
import { closedMs, observed, type Moment } from './checkpoints';
import { advance, since, type Event } from './cursor';
import type { Memory } from './memory';
import { readMessages } from './messages';
import { lower, type Settings } from './settings';
import type { Source, TimedPage } from './source';

/** What a poll has found, and the memory behind it. */
export interface Events {
	/** New events that the user asks for, oldest first. */
	fresh: Event[];
	memory: Memory;
	/** Ids of conversations for which time was short. */
	unread: Set<string>;
	/** Of `Moment`. */
	latestRowMs: number;
}

/** What bounds the reading of one poll. */
export interface Plan {
	listing: Listing;
	settings: Settings;
	deadlineMs: number;
	limit: number;
	/** Whether an event was there under another kind of event. */
	isKnown: (event: Event) => boolean;
}

/** Finds the new events of the conversations that were listed. */
export async function readEvents(source: Source, memory: Memory, plan: Plan): Promise<Events> {
	const { listing, settings, deadlineMs, limit, isKnown } = plan;
	const { changes, first } = listing;
	const { overlapSeconds, watch } = settings;
	const clock = moved(memory.clock, first);
	const moment = momentOf(memory, first, clock.steadyMs);
	const { cursor, newestMs } = observed(memory.cursor, changes, moment, overlapSeconds);
	const admitted = changes.filter(({ row }) => admits(settings, row));
	const { events, read, unread } =
		watch === 'messages'
			? await readMessages(source, cursor, admitted, deadlineMs)
			: { events: eventsOf(changes, watch), read: [], unread: new Set<string>() };
	const isComplete = listing.isComplete && unread.size === 0;
	const closed = closedMs(cursor, moment, overlapSeconds);
	const after = advance(cursor, { events, read, isComplete, closedMs: closed, isKnown }, limit);
	const { watermarkMs } = after.cursor;
	const passing = new Set(admitted.map(({ key }) => key));
	const leftOut = changes
		.filter(({ key }) => watch === 'messages' && !passing.has(key))
		.map(({ key, atMs }) => [key, newestMs === undefined ? atMs : Math.min(atMs, newestMs)]);
	const { cutMs } = after;
	const isDrained = isComplete && cutMs === undefined;
	const readMs = isDrained ? (newestMs ?? memory.readMs) : watermarkMs - 1;
	return {
		fresh: after.fresh.filter(
			({ row, conversation }) => passing.has(conversation.key) && isWanted(settings, row),
		),
		memory: {
			...memory,
			clock,
			cursor: after.cursor,
			leftOut: since(Object.fromEntries(leftOut) as Memory['leftOut'], watermarkMs),
			readMs: Math.max(memory.readMs, readMs),
			cutMs,
		},
		unread,
		latestRowMs: moment.latestRowMs,
	};
}

/** When a list was asked for and answered, on the trigger's own time line. */
export function momentOf({ clock }: Memory, first: TimedPage, steadyMs: number): Moment {
	return {
		askedMs: steadyMs - first.tookMs,
		answeredMs: steadyMs,
		latestRowMs: latestRowMs(clock, first),
	};
}

/** Whether a conversation passes the filters. */
export function admits(settings: Settings, conversation: IDataObject): boolean {
	const { channelTypes, channelIds, statuses } = settings;
	const { channel, channel_id, status } = conversation;
	return (
		passes(channelTypes, lower(channel)) &&
		passes(channelIds, String(channel_id)) &&
		passes(statuses, lower(status))
	);
}

/** Whether an event is of the side that the user chose. */
export const isWanted = ({ event, watch }: Settings, row: IDataObject): boolean =>
	watch !== 'messages' || (row.from_customer === true) === (event === 'messageReceived');

const passes = (allowed: string[], value: string) =>
	allowed.length === 0 || allowed.includes(value);
