import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import type { Watch } from './memory';

export type EventName =
	'conversationCreated' | 'conversationUpdated' | 'messageReceived' | 'messageSent';

/** What the user chose in the node. An empty list of a filter lets everything pass. */
export interface Settings {
	event: EventName;
	watch: Watch;
	channelTypes: string[];
	channelIds: string[];
	statuses: string[];
	overlapSeconds: number;
	/** Milliseconds of silence after which a customer's messages become one item; undefined: each its own. */
	quietMs?: number;
}

const WATCHES: Record<EventName, Watch> = {
	conversationCreated: 'creations',
	conversationUpdated: 'changes',
	messageReceived: 'messages',
	messageSent: 'messages',
};

const DEFAULT_OVERLAP_SECONDS = 60;
const DEFAULT_QUIET_SECONDS = 10;

/** Reads the node's parameters; throws NodeOperationError for those that make no sense. */
export function readSettings(context: IPollFunctions): Settings {
	const event = context.getNodeParameter('event') as EventName;
	const filters = context.getNodeParameter('filters', {}) as IDataObject;
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const seconds = (name: string, label: string, fallback: number): number => {
		const value = Number(options[name] ?? fallback);
		if (value >= 0 && value < Infinity) return value;
		throw new NodeOperationError(context.getNode(), `${label} is not a number of seconds`, {
			description: `Enter 0 or more. It is ${JSON.stringify(options[name])}.`,
		});
	};
	const quietMs = seconds('quietSeconds', 'Quiet Time', DEFAULT_QUIET_SECONDS) * 1000;
	return {
		event,
		watch: WATCHES[event],
		channelTypes: listOf(filters.channelTypes).map(lower),
		channelIds: listOf(filters.channelIds),
		statuses: listOf(filters.statuses).map(lower),
		overlapSeconds: seconds('overlapSeconds', 'Overlap', DEFAULT_OVERLAP_SECONDS),
		...(options.combineMessages === true && event === 'messageReceived' && { quietMs }),
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

/** Whether a message is of the side that the user chose. */
export const isWanted = ({ event }: Settings, message: IDataObject): boolean =>
	(message.from_customer === true) === (event === 'messageReceived');

const passes = (allowed: string[], value: string) =>
	allowed.length === 0 || allowed.includes(value);

const lower = (value: unknown): string => String(value ?? '').toLowerCase();

/** A list, or a text with commas: what a user types and what an expression gives. */
function listOf(value: unknown): string[] {
	const parts = Array.isArray(value) ? value : String(value ?? '').split(',');
	return parts.map((part) => String(part).trim()).filter((part) => part !== '');
}
