import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { relasiWebhookApiTest } from './signingSecret';
import { properties } from './properties';
import { receive } from './receive';
import { forgetTest, passOn, responseMode } from './startOnce';

const PRODUCTION = '<b>Once you publish it</b>, it starts within a second of each event.';

/** Starts a workflow at once when Relasi delivers an event to its webhook URL. */
export class RelasiWebhookTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Relasi Webhook Trigger',
		name: 'relasiWebhookTrigger',
		icon: { light: 'file:../../icons/relasi.svg', dark: 'file:../../icons/relasi.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ [$parameter["events"]].flat().includes("*") ? "all events" : [$parameter["events"]].flat().join(", ") }}',
		description:
			'Starts the workflow instantly on any Relasi event, including contacts and delivery status. Relasi must be able to reach your n8n instance',
		defaults: { name: 'Relasi Webhook Trigger' },
		builderHint: {
			searchHint:
				'Where Relasi cannot reach n8n use relasiTrigger. For a bot that answers choose Message Received, or it starts itself, and answer with relasi to data.conversation_id.',
		},
		eventTriggerDescription: 'Waiting for Relasi to deliver an event to the Test URL',
		activationMessage: 'Relasi can now deliver events to your Production URL.',
		triggerPanel: {
			header: 'Start with an event in Relasi',
			executionsHelp: {
				inactive: `<b>While you build your workflow</b>, give Relasi the Test URL, start listening here, then let the event happen in Relasi, such as a message from a customer. ${PRODUCTION} These executions show up in the <a data-key="executions">executions list</a>.`,
				active: `<b>While you build your workflow</b>, give Relasi the Test URL, start listening here, then let the event happen in Relasi. <b>Your published workflow</b> starts within a second of each event; see the <a data-key="executions">executions list</a>.`,
			},
			activationHint: 'Once you publish the workflow, it starts by itself with each event.',
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'relasiWebhookApi', required: true, testedBy: 'relasiWebhookApiTest' },
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				...responseMode,
				// Empty, or n8n would answer with this setting instead of the node's own response.
				responseData: '',
				path: 'webhook',
			},
		],
		properties,
	};

	methods = { credentialTest: { relasiWebhookApiTest } };

	// The user sets up the webhook in Relasi. The API can't, so there is nothing to register.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				// n8n calls this whenever the editor starts to listen.
				forgetTest(this);
				return true;
			},
			create: async () => true,
			delete: async () => true,
		},
	};

	/** Responds to a request, and starts the workflow with a new event. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	/** Passes the event on in the execution that it has started. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return passOn(this);
	}
}
