import type { INodeProperties } from 'n8n-workflow';

import { channelTypesField, filtersField, optionsField } from '../shared/descriptions/fields';

const step = (name: string, displayName: string): INodeProperties => ({
	displayName,
	name,
	type: 'notice',
	default: '',
});

// Several notices, because n8n removes line breaks from a notice.
const setUp = [
	step(
		'noticeUrl',
		"Copy the Production URL above. Relasi can't reach a URL that starts with localhost: set WEBHOOK_URL or use Relasi Trigger instead.",
	),
	step(
		'noticeWebhook',
		"In Relasi, under Settings → Developer / API → Webhooks, add a webhook with this URL and the events chosen below. There, 'Message Received' and 'Message Sent' are both message.created.",
	),
	step('noticeSecret', "Copy the signing secret that Relasi shows into this node's credential"),
	step(
		'noticePublish',
		'Publish this workflow. To try it first, give Relasi the Test URL while this node listens for a test event.',
	),
];

/** The menu of events. Values are Relasi's event types; Message Received and Message Sent are both `message.created`. */
export const events: INodeProperties = {
	displayName: 'Trigger On',
	name: 'events',
	type: 'multiOptions',
	required: true,
	default: ['*'],
	hint: "Building a bot? Choose 'Message Received' so its own replies don't start the workflow again",
	options: [
		{
			name: 'All Events',
			value: '*',
			description: 'Including those that Relasi adds in the future',
		},
		{ name: 'Contact Created', value: 'contact.created' },
		{ name: 'Contact Updated', value: 'contact.updated' },
		{ name: 'Conversation Created', value: 'conversation.created' },
		{
			name: 'Conversation Status Changed',
			value: 'conversation.status_changed',
			description: 'Resolved, closed, snoozed, or reopened',
		},
		{
			name: 'Message Created',
			value: 'message.created',
			description: "Sent or received, even if Relasi doesn't say which",
		},
		{
			name: 'Message Received',
			value: 'message.received',
			description: 'A customer sent a message',
		},
		{
			name: 'Message Sent',
			value: 'message.sent',
			description: 'An agent, an automation, or the system sent a message',
		},
		{
			name: 'Message Updated',
			value: 'message.updated',
			description: 'Delivered or read',
		},
	],
};

const filters = filtersField(
	[
		{
			displayName: 'Channel IDs',
			name: 'channelIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. chn_01,chn_02',
			description:
				'Only messages and conversations of these channels. Separate several with commas. Contact events always pass.',
		},
		channelTypesField(
			'Only messages and conversations of channels of these types. Contact events always pass.',
		),
	],
	'Contact events have no channel, so these filters always let them pass',
);

const options: INodeProperties = optionsField([
	{
		displayName: 'Tolerance (Seconds)',
		name: 'toleranceSeconds',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 300,
		description:
			'Maximum age of a delivery. Older ones are rejected to prevent replay attacks.',
	},
]);

/** The schema of the output in `nodes/schemas`. */
export const output = 'webhookEvent';

/** The properties of Relasi Webhook Trigger: first the instructions for Relasi, then the parameters. */
export const properties: INodeProperties[] = [...setUp, events, filters, options];
