import type { INodeProperties } from 'n8n-workflow';

import { channelTypes, optionsField } from '../shared/descriptions/fields';

const step = (name: string, displayName: string): INodeProperties => ({
	displayName,
	name,
	type: 'notice',
	default: '',
});

// One notice each: n8n takes line breaks out of notices.
const setUp = [
	step(
		'noticeUrl',
		'Copy the Production URL above. Relasi cannot reach an address that begins with localhost.',
	),
	step(
		'noticeWebhook',
		'In Relasi, under Settings → Developer / API → Webhooks, add a webhook with this URL and the events chosen below. Message Received and Message Sent are message.created there.',
	),
	step(
		'noticeSecret',
		'Copy the signing secret that Relasi shows into the credential of this node.',
	),
	step(
		'noticePublish',
		'Publish this workflow. To try it first, give Relasi the Test URL while this node listens.',
	),
];

/** The events to start the workflow for; the values are Relasi's event types, and two that are made of one. */
export const events: INodeProperties = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	required: true,
	default: ['*'],
	description: 'The events that start the workflow; all others are answered and dropped',
	hint: 'For a bot that answers, choose Message Received: its own answers do not start it again',
	options: [
		{
			name: 'All Events',
			value: '*',
			description: 'Also those that Relasi adds in the future',
		},
		{ name: 'Contact Created', value: 'contact.created' },
		{ name: 'Contact Updated', value: 'contact.updated' },
		{ name: 'Conversation Created', value: 'conversation.created' },
		{
			name: 'Conversation Status Changed',
			value: 'conversation.status_changed',
			description: 'Resolved, closed, snoozed or reopened',
		},
		{
			name: 'Message Created',
			value: 'message.created',
			description: 'Sent or received, also when Relasi does not say which',
		},
		{
			name: 'Message Received',
			value: 'message.received',
			description: 'A customer wrote a message',
		},
		{
			name: 'Message Sent',
			value: 'message.sent',
			description: 'An agent, an automation or the system wrote a message',
		},
		{
			name: 'Message Updated',
			value: 'message.updated',
			description: 'Delivered or read',
		},
	],
};

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'Events of contacts, which have no channel, pass all of these filters',
	options: [
		{
			displayName: 'Channel IDs',
			name: 'channelIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. chn_01,chn_02',
			description:
				'Only messages and conversations of these channels. Separate several with commas. Events of contacts pass.',
		},
		{
			displayName: 'Channel Types',
			name: 'channelTypes',
			type: 'multiOptions',
			options: channelTypes,
			default: [],
			description:
				'Only messages and conversations of channels of these types. Events of contacts pass.',
		},
	],
};

const options: INodeProperties = optionsField([
	{
		displayName: 'Tolerance (Seconds)',
		name: 'toleranceSeconds',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 300,
		description:
			'How far the time of sending may be from the clock of your n8n server; deliveries outside are refused, so that nobody can send recorded ones again',
	},
]);

/** What comes out: an object of `nodes/schemas`. */
export const output = 'webhookEvent';

/** What the user sets in Relasi Webhook Trigger, after what to do in Relasi. */
export const properties: INodeProperties[] = [...setUp, events, filters, options];
