import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { listOf } from '../shared/input/values';
import type { Watch } from './conversations';
import { keyOf } from './rows';

export type EventName =
	'conversationCreated' | 'conversationUpdated' | 'messageReceived' | 'messageSent';

/** What goes along with each item. */
export type Include = 'contact' | 'conversation';

/** What the user chose in the node. An empty list of a filter lets everything pass. */
export interface Settings {
	event: EventName;
	watch: Watch;
	channelTypes: string[];
	channelIds: string[];
	statuses: string[];
	/** Stands for the filters: another one after they were changed. */
	filter: string;
	overlapSeconds: number;
	/** Milliseconds of silence after which a customer's messages become one item; undefined: each its own. */
	quietMs?: number;
	include: Include[];
}

const WATCHES: Record<EventName, Watch> = {
	conversationCreated: 'creations',
	conversationUpdated: 'changes',
	messageReceived: 'messages',
	messageSent: 'messages',
};

const INCLUDES = ['contact', 'conversation'];
const DEFAULT_OVERLAP_SECONDS = 60;
const DEFAULT_QUIET_SECONDS = 10;

/** Reads the node's parameters; throws NodeOperationError for those that make no sense. */
export function readSettings(context: IPollFunctions): Settings {
	const refuse = (message: string, description: string): never => {
		throw new NodeOperationError(context.getNode(), message, { description });
	};
	const event = context.getNodeParameter('event') as EventName;
	if (!Object.hasOwn(WATCHES, String(event))) {
		refuse(
			`Relasi Trigger does not know the event “${String(event)}”`,
			'Choose one of its events. A workflow that was made with a later version of n8n-nodes-relasi needs that version.',
		);
	}
	const filters = (context.getNodeParameter('filters', {}) ?? {}) as IDataObject;
	const options = (context.getNodeParameter('options', {}) ?? {}) as IDataObject;
	const seconds = (name: string, label: string, fallback: number): number => {
		const given = options[name];
		const value = isBlank(given) ? fallback : Number(given);
		if (value >= 0 && value < Infinity) return value;
		return refuse(
			`${label} is not a number of seconds`,
			`Enter 0 or more. It is ${JSON.stringify(given)}.`,
		);
	};
	const isOn = (name: string, label: string): boolean => {
		const text = lower(options[name]).trim();
		if (['', 'false', 'true'].includes(text)) return text === 'true';
		return refuse(
			`${label} is neither true nor false`,
			`Switch it on or off. It is ${JSON.stringify(options[name])}.`,
		);
	};
	for (const [name, value] of Object.entries(filters)) {
		if ((value ?? undefined) === undefined)
			refuse(
				`The filter ${name} has no value`,
				'Its expression gives nothing, which must not mean everything. Correct it, or remove the filter.',
			);
	}
	const include = listOf(options.include);
	const unknown = include.find((name) => !INCLUDES.includes(name));
	if (unknown !== undefined) {
		refuse(`Include does not know “${unknown}”`, `Choose from: ${INCLUDES.join(', ')}.`);
	}
	const quietMs = seconds('quietSeconds', 'Quiet Time', DEFAULT_QUIET_SECONDS) * 1000;
	const isCombining = isOn('combineMessages', 'Combine Messages') && event === 'messageReceived';
	const lists = {
		channelTypes: listOf(filters.channelTypes).map(lower),
		channelIds: listOf(filters.channelIds),
		statuses: listOf(filters.statuses).map(lower),
	};
	return {
		event,
		watch: WATCHES[event],
		...lists,
		filter: keyOf(...Object.values(lists).map((list) => [...list].sort())),
		overlapSeconds: seconds('overlapSeconds', 'Overlap', DEFAULT_OVERLAP_SECONDS),
		...(isCombining && { quietMs }),
		include: include as Include[],
	};
}

/** Names in the API and in settings differ in case only. */
export const lower = (value: unknown): string => String(value ?? '').toLowerCase();

const isBlank = (value: unknown): boolean => String(value ?? '').trim() === '';
