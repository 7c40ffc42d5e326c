import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { channelTypes } from '../shared/descriptions/fields';
import { readEventFilter, type ConversationFilter } from '../shared/input/filters';
import {
	invalidValue,
	readChoice,
	readCollection,
	readSwitch,
	readTextList,
	toNumber,
} from '../shared/input/values';
import { events, includes } from './properties';

type EventName = 'conversationCreated' | 'conversationUpdated' | 'messageReceived' | 'messageSent';

/** The kinds of events: what was seen of one kind says nothing about another. */
export type EventKind = 'changes' | 'creations' | 'messages';

/** Parts that the trigger adds to each item. */
type Include = 'contact' | 'conversation';

/** The node's parameters. */
export interface Settings {
	event: EventName;
	eventKind: EventKind;
	filter: ConversationFilter;
	overlapMs: number;
	/** Milliseconds of silence after which a customer's messages become one item; undefined if each is its own item. */
	quietMs?: number;
	/** Milliseconds after the first of them when the item is made in any case. */
	maxWaitMs: number;
	include: Include[];
}

const EVENT_KINDS: Record<EventName, EventKind> = {
	conversationCreated: 'creations',
	conversationUpdated: 'changes',
	messageReceived: 'messages',
	messageSent: 'messages',
};

const OPTION_LABELS = {
	overlapSeconds: 'Overlap',
	quietSeconds: 'Quiet Time',
	maxWaitSeconds: 'Maximum Wait',
};

/** Reads the node's parameters; throws NodeOperationError if one of them isn't valid. */
export function readSettings(context: IPollFunctions): Settings {
	const options = readCollection(context);
	const readMs = (name: keyof typeof OPTION_LABELS, preset: number) => {
		const given = options[name] ?? '';
		const seconds = given === '' ? preset : toNumber(given);
		if (seconds >= 0 && seconds < Infinity) return seconds * 1000;
		const label = `'${OPTION_LABELS[name]}'`;
		throw invalidValue(context, label, given, "isn't a number of seconds", 'Enter 0 or more.');
	};
	const chosen = context.getNodeParameter('event');
	const event = readChoice<EventName>(context, chosen, "'Trigger On'", events);
	const isCombining =
		readSwitch(context, options.combineMessages, "'Combine Messages'") &&
		event === 'messageReceived';
	return {
		event,
		eventKind: EVENT_KINDS[event],
		filter: readEventFilter(context, channelTypes),
		overlapMs: readMs('overlapSeconds', 60),
		...(isCombining && { quietMs: readMs('quietSeconds', 10) }),
		maxWaitMs: readMs('maxWaitSeconds', 300),
		include: readTextList(context, options.include, 'Include').map((part) =>
			readChoice<Include>(context, part, "'Include'", includes),
		),
	};
}

/** Tells whether a message comes from the side that the user chose; true for other events. */
export const hasWantedSender = ({ event, eventKind }: Settings, row: IDataObject): boolean =>
	eventKind !== 'messages' || (row.from_customer === true) === (event === 'messageReceived');
