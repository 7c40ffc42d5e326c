import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import {
	channelsField,
	channelTypesField,
	filtersField,
	ON,
	optionsField,
	statusesField,
} from '../shared/descriptions/fields';

export const events: INodePropertyOptions[] = [
	{
		name: 'Conversation Created',
		value: 'conversationCreated',
		description: 'A conversation was created',
	},
	{
		name: 'Conversation Updated',
		value: 'conversationUpdated',
		description:
			'A conversation was created, got a message, or changed its status. Several changes between two polls arrive as one event, with the latest state.',
	},
	{
		name: 'Message Received',
		value: 'messageReceived',
		description: 'A customer sent a message',
	},
	{
		name: 'Message Sent',
		value: 'messageSent',
		description: 'An agent, an automation, or the system sent a message',
	},
];

export const includes: INodePropertyOptions[] = [
	{
		name: 'Contact',
		value: 'contact',
		description: 'Requires the scope customers:read. Null if the contact no longer exists.',
	},
	{ name: 'Conversation', value: 'conversation' },
];

const event: INodeProperties = {
	displayName: 'Trigger On',
	name: 'event',
	type: 'options',
	noDataExpression: true,
	options: events,
	default: 'messageReceived',
};

const guarantee: INodeProperties = {
	displayName:
		"Starts with events that happen after you publish the workflow. Each event arrives exactly once, oldest first, even after downtime. Fetching a test event doesn't affect this.",
	name: 'notice',
	type: 'notice',
	default: '',
};

const severalChats: INodeProperties = {
	displayName:
		'One execution can contain messages of several customers, and an AI Agent asks its memory for the first item only. For a bot, add Relasi: Prepare Reply after this node, and use its transcript instead of a memory.',
	name: 'severalChatsNotice',
	type: 'notice',
	displayOptions: { show: { event: ['messageReceived'] } },
	default: '',
};

const filters = filtersField(
	[
		channelsField('Only events of these channels'),
		channelTypesField('Only events of channels of these types'),
		statusesField(
			'Only events of conversations with one of these statuses at the time of the poll',
		),
	],
	"Events that don't match are skipped for good. Changing the filter later doesn't bring them back.",
);

/** Shows options that have an effect only with Combine Messages. */
const whenCombining = { show: { '/event': ['messageReceived'], combineMessages: ON } };

const options: INodeProperties = optionsField([
	{
		displayName: 'Combine Messages',
		name: 'combineMessages',
		type: 'boolean',
		displayOptions: { show: { '/event': ['messageReceived'] } },
		default: false,
		description:
			'Whether to combine messages sent in quick succession into one item, so a bot replies once. The item is the newest message, plus all of them as "messages" and their contents as "text".',
	},
	{
		displayName: 'Include',
		name: 'include',
		type: 'multiOptions',
		options: includes,
		default: [],
		description: 'What to add to each item: the conversation of a message, and its contact',
	},
	{
		displayName: 'Maximum Wait',
		name: 'maxWaitSeconds',
		type: 'number',
		typeOptions: { minValue: 0 },
		displayOptions: whenCombining,
		default: 300,
		description:
			'Maximum number of seconds to wait after the first message, even if the customer keeps writing. The messages so far are one item, and the rest is the next one.',
	},
	{
		displayName: 'Overlap',
		name: 'overlapSeconds',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 60,
		description:
			'How many seconds each poll looks back to catch events that show up late. Nothing is delivered twice.',
	},
	{
		displayName: 'Quiet Time',
		name: 'quietSeconds',
		type: 'number',
		typeOptions: { minValue: 0 },
		displayOptions: whenCombining,
		default: 10,
		description: 'How many seconds without a new message before the combined item is delivered',
	},
]);

/** The schema of the default event's output in `nodes/schemas`. n8n takes one for a trigger, whatever its event. */
export const output = 'polledEvent';

/** The properties of Relasi Trigger; n8n adds the poll times. */
export const properties: INodeProperties[] = [event, guarantee, severalChats, filters, options];
