import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { describeResources } from './operations/describeResources';
import {
	getChannels,
	getStatuses,
	searchContacts,
	searchConversations,
} from '../shared/listSearch/menus';
import { refuseUnknownOperations, toCustomOperations } from './operations/handler';
import { requestOptions } from './operations/requestOptions';
import { resources } from './resources';
import { sendAndWait } from './resources/message/sendAndWait/ask';
import { decideOnPage, resumeWebhooks } from './resources/message/sendAndWait/page';
import { steps } from './resources/message/sendAndWait/watchdog';

const operations = toCustomOperations(resources);

/** Contacts, conversations and messages of Relasi.U. */
export class Relasi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Relasi',
		name: 'relasi',
		icon: { light: 'file:../../icons/relasi.svg', dark: 'file:../../icons/relasi.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Send and receive messages on WhatsApp, Telegram, Instagram, Facebook, email, and live chat, and work with contacts and conversations',
		defaults: { name: 'Relasi' },
		usableAsTool: true,
		builderHint: {
			searchHint:
				'To write to a person use message: send with Send To Contact (ID, email or phone); to answer a message use Send To Conversation (its conversation_id). To ask and continue with the answer use message: sendAndWait. For a bot put message: prepareReply between trigger and AI Agent, and send after the agent. contact: upsert creates or updates without duplicates.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-relasi.relasiTrigger',
					relationHint:
						'Starts on messages and conversations, by polling; works on any n8n',
				},
				{
					nodeType: 'n8n-nodes-relasi.relasiWebhookTrigger',
					relationHint: 'Starts instantly on any event, if Relasi can reach n8n',
				},
				{
					nodeType: '@n8n/n8n-nodes-langchain.agent',
					relationHint:
						'Answers customers: takes chatInput and sessionId of prepareReply',
				},
				{
					nodeType: 'n8n-nodes-base.splitInBatches',
					relationHint: 'Batch size 1 keeps the customers of several items apart',
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		waitingNodeTooltip: "Execution will continue after the customer's response",
		webhooks: resumeWebhooks,
		credentials: [{ name: 'relasiApi', required: true }],
		// n8n treats a node with this property as declarative. Requests use the base URL of the credential instead.
		requestDefaults: { baseURL: 'https://api.relasiu.com/api/public/v1' },
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: resources.map(({ displayName, name }) => ({
					name: displayName,
					value: name,
				})),
				default: 'message',
				routing: refuseUnknownOperations(resources),
			},
			...describeResources(resources),
			requestOptions,
		],
	};

	/** Send and Wait runs all its items at once, because they wait together. */
	customOperations = {
		...operations,
		message: { ...operations.message, sendAndWait, ...steps },
	};

	webhook = decideOnPage;

	methods = {
		listSearch: { searchContacts, searchConversations },
		loadOptions: { getChannels, getStatuses },
	};
}
