import type { INodeProperties } from 'n8n-workflow';

import { optionsField } from '../shared/descriptions/fields';
import { channelTypes } from '../shared/descriptions/fields';

const event: INodeProperties = {
	displayName: 'Event',
	name: 'event',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Conversation Created',
			value: 'conversationCreated',
			description: 'A conversation was started',
		},
		{
			name: 'Conversation Updated',
			value: 'conversationUpdated',
			description:
				'A conversation was started, got a message or changed its status. Several changes between two polls come as one, in their last state.',
		},
		{
			name: 'Message Received',
			value: 'messageReceived',
			description: 'A customer wrote a message',
		},
		{
			name: 'Message Sent',
			value: 'messageSent',
			description: 'An agent, an automation or the system wrote a message',
		},
	],
	default: 'messageReceived',
};

const guarantee: INodeProperties = {
	displayName:
		'Starts with what happens after the first activation, and gives each event exactly once, oldest first. After an outage or a pause it goes on where it stopped. Fetching a test event changes nothing of this.',
	name: 'notice',
	type: 'notice',
	default: '',
};

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description:
		'An event that a filter leaves out counts as seen: a later change of the filter does not bring it back',
	options: [
		{
			displayName: 'Channel Names or IDs',
			name: 'channelIds',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getChannels' },
			default: [],
			description:
				'Only events of these channels. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
		{
			displayName: 'Channel Types',
			name: 'channelTypes',
			type: 'multiOptions',
			options: channelTypes,
			default: [],
			description: 'Only events of channels of these types',
		},
		{
			displayName: 'Statuses',
			name: 'statuses',
			type: 'string',
			default: '',
			placeholder: 'e.g. open,snoozed',
			description:
				'Only events of conversations that have one of these statuses when the poll reads them. Separate several with commas.',
		},
	],
};

const options: INodeProperties = optionsField([
	{
		displayName: 'Combine Messages',
		name: 'combineMessages',
		type: 'boolean',
		displayOptions: { show: { '/event': ['messageReceived'] } },
		default: false,
		description:
			'Whether to give the messages that a customer writes in quick succession as one item, so that a bot answers once. The item is the newest message, with all of them in “messages” and their contents in “text”.',
	},
	{
		displayName: 'Include',
		name: 'include',
		type: 'multiOptions',
		options: [
			{
				name: 'Contact',
				value: 'contact',
				description: 'Needs the scope customers:read; null when the contact is gone',
			},
			{ name: 'Conversation', value: 'conversation' },
		],
		default: [],
		description:
			'What to add to each item: the conversation of a message, and the contact behind it',
	},
	{
		displayName: 'Overlap',
		name: 'overlapSeconds',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 60,
		description:
			'How many seconds each poll looks back, for events that Relasi shows later than their own time says. What was seen already is not repeated.',
	},
	{
		displayName: 'Quiet Time',
		name: 'quietSeconds',
		type: 'number',
		typeOptions: { minValue: 0 },
		displayOptions: { show: { '/event': ['messageReceived'] } },
		default: 10,
		description:
			'With Combine Messages: how many seconds a customer has to be silent before the messages are given out, at the next poll',
	},
]);

/** What comes out: an object of `nodes/schemas`. */
export const output = 'message';

/** What the user sets in Relasi Trigger; n8n adds the poll times. */
export const properties: INodeProperties[] = [event, guarantee, filters, options];
