import type { INodeProperties } from 'n8n-workflow';

/** The events to start the workflow for; the values are Relasi's event types. */
export const eventsField: INodeProperties = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	required: true,
	default: ['*'],
	description: 'The events that start the workflow; all others are answered and dropped',
	options: [
		{
			name: 'All Events',
			value: '*',
			description: 'Also those that Relasi adds in the future',
		},
		{
			name: 'Contact Created',
			value: 'contact.created',
		},
		{
			name: 'Contact Updated',
			value: 'contact.updated',
		},
		{
			name: 'Conversation Created',
			value: 'conversation.created',
		},
		{
			name: 'Conversation Status Changed',
			value: 'conversation.status_changed',
			description: 'Resolved, closed, snoozed or reopened',
		},
		{
			name: 'Message Created',
			value: 'message.created',
			description: 'Sent or received',
		},
		{
			name: 'Message Updated',
			value: 'message.updated',
			description: 'Delivered or read',
		},
	],
};
