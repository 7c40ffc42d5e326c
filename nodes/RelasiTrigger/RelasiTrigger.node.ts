import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { getChannels, getStatuses } from '../shared/listSearch/menus';
import { runPoll } from './poll';
import { properties } from './properties';
import { fetchTestEvent } from './testEvent';

/** Starts a workflow when something happens in Relasi: each event exactly once. */
export class RelasiTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Relasi Trigger',
		name: 'relasiTrigger',
		icon: { light: 'file:../../icons/relasi.svg', dark: 'file:../../icons/relasi.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ { conversationCreated: "Conversation Created", conversationUpdated: "Conversation Updated", messageReceived: "Message Received", messageSent: "Message Sent" }[$parameter["event"]] }}',
		description:
			'Send and receive messages on WhatsApp, Telegram, Instagram, Facebook, email, and live chat. The trigger checks for new ones every minute',
		defaults: { name: 'Relasi Trigger' },
		polling: true,
		builderHint: {
			searchHint:
				'Needs no public URL; to start instantly use relasiWebhookTrigger. For a bot choose Message Received and put relasi message: prepareReply after it. One execution can contain several conversations, and an AI Agent asks its memory for the first item only: use the transcript of prepareReply instead.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'relasiApi', required: true }],
		properties,
	};

	methods = { loadOptions: { getChannels, getStatuses } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const items =
			this.getMode() === 'manual' ? [await fetchTestEvent(this)] : await runPoll(this);
		return items && items.length > 0 ? [items.map((json) => ({ json }))] : null;
	}
}
