import type {
	IDataObject,
	INodeParameters,
	INodePropertyOptions,
	IPollFunctions,
} from 'n8n-workflow';

import { channelTypes } from '../shared/descriptions/fields';
import { invalid, invalidValue, isOn, readChoice, toList, toNumber } from '../shared/input/values';
import { events, includes } from './properties';

type EventName = 'conversationCreated' | 'conversationUpdated' | 'messageReceived' | 'messageSent';

/** The kinds of events: what was seen of one kind says nothing about another. */
export type EventKind = 'changes' | 'creations' | 'messages';

/** Parts that the trigger adds to each item. */
type Include = 'contact' | 'conversation';

/** A conversation passes if its values are among those listed. Without a list, every value is. */
export interface Filter {
	channelTypes?: string[];
	channelIds?: string[];
	statuses?: string[];
}

/** The node's parameters. */
export interface Settings {
	event: EventName;
	eventKind: EventKind;
	filter: Filter;
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

const LABELS = {
	channelIds: 'Channel IDs',
	channelTypes: 'Channel Types',
	statuses: 'Statuses',
	overlapSeconds: 'Overlap',
	quietSeconds: 'Quiet Time',
	maxWaitSeconds: 'Maximum Wait',
};

/** Reads the node's parameters; throws NodeOperationError if one of them isn't valid. */
export function readSettings(context: IPollFunctions): Settings {
	const choose = <T extends string>(
		given: unknown,
		menu: INodePropertyOptions[],
		label: string,
	): T =>
		readChoice(
			context,
			given,
			label,
			menu.map(({ value }) => value as T),
			menu,
		);
	const options = (context.getNodeParameter('options', {}) ?? {}) as IDataObject;
	const milliseconds = (
		name: 'maxWaitSeconds' | 'overlapSeconds' | 'quietSeconds',
		preset: number,
	) => {
		const given = options[name] ?? '';
		const seconds = given === '' ? preset : toNumber(given);
		if (seconds >= 0 && seconds < Infinity) return seconds * 1000;
		const label = `'${LABELS[name]}'`;
		throw invalidValue(context, label, given, "isn't a number of seconds", 'Enter 0 or more.');
	};
	const event = choose<EventName>(context.getNodeParameter('event'), events, "'Trigger On'");
	const isCombining =
		readSwitch(context, options.combineMessages, "'Combine Messages'") &&
		event === 'messageReceived';
	const filter = readFilter(context);
	const types = filter.channelTypes?.map((type) =>
		choose<string>(type, channelTypes, "The filter 'Channel Types'"),
	);
	return {
		event,
		eventKind: EVENT_KINDS[event],
		filter: { ...filter, ...(types && { channelTypes: types }) },
		overlapMs: milliseconds('overlapSeconds', 60),
		...(isCombining && { quietMs: milliseconds('quietSeconds', 10) }),
		maxWaitMs: milliseconds('maxWaitSeconds', 300),
		include: toList(options.include).map((part) =>
			choose<Include>(part, includes, "'Include'"),
		),
	};
}

/** Whether a conversation passes the filter. */
export function passesFilter(
	filter: Filter,
	{ channel, channel_id: channelId, status }: IDataObject,
): boolean {
	const isAmong = (allowed: string[] | undefined, value: string) =>
		allowed?.includes(value) ?? true;
	return (
		isAmong(filter.channelTypes, lower(channel)) &&
		isAmong(filter.channelIds, String(channelId)) &&
		isAmong(filter.statuses, lower(status))
	);
}

/** Whether a message comes from the side that the user chose; true for other events. */
export const hasWantedSender = ({ event, eventKind }: Settings, row: IDataObject): boolean =>
	eventKind !== 'messages' || (row.from_customer === true) === (event === 'messageReceived');

/**
 * The filters that hold something. One that was added and left as it is, is none; one whose expression gives
 * nothing would quietly mean everything, so it is refused.
 */
function readFilter(context: IPollFunctions): Filter {
	const given = (context.getNodeParameter('filters', {}) ?? {}) as IDataObject;
	const written = (context.getNode().parameters?.filters ?? {}) as INodeParameters;
	const filter: Filter = {};
	for (const name of ['channelIds', 'channelTypes', 'statuses'] as const) {
		if (!Object.hasOwn(given, name)) continue;
		const list = toList(given[name]);
		const values = name === 'statuses' ? list.map(lower) : list;
		if (list.length > 0) filter[name] = [...new Set(values)].sort();
		else if (!isEmpty(given[name]) || !isEmpty(written[name])) {
			throw invalid(
				context,
				`The filter '${LABELS[name]}' is empty`,
				'Its expression returns nothing, which would let everything pass. Correct the expression, or remove the filter.',
			);
		}
	}
	return filter;
}

const isEmpty = (value: unknown): boolean =>
	value === '' || (Array.isArray(value) && value.length === 0);

function readSwitch(context: IPollFunctions, given: unknown, label: string): boolean {
	if (isOn(given)) return true;
	if (['', '0', 'false'].includes(lower(given).trim())) return false;
	throw invalidValue(context, label, given, 'is neither true nor false', 'Turn it on or off.');
}

/** The API and the user may write the same name in different cases. */
const lower = (value: unknown): string => String(value ?? '').toLowerCase();
