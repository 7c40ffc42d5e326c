import {
	NodeConnectionTypes,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type INodeCredentialTestResult,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { eventsField } from './eventsField';
import { receive } from './receive';
import { secretFault } from './signingSecret';

/** Starts a workflow at once when Relasi delivers an event to its webhook URL. */
export class RelasiWebhookTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Relasi Webhook Trigger',
		name: 'relasiWebhookTrigger',
		icon: { light: 'file:../../icons/relasi.svg', dark: 'file:../../icons/relasi.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["events"].includes("*") ? "all events" : $parameter["events"].join(", ") }}',
		description:
			'Within a second, needs an n8n that the internet can reach: all events of Relasi, also contacts and delivery',
		defaults: { name: 'Relasi Webhook Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'relasiWebhookApi', required: true, testedBy: 'relasiWebhookApiTest' },
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Empty, or n8n would answer with this setting instead of the node's own response.
				responseData: '',
				path: 'webhook',
			},
		],
		properties: [
			{
				displayName:
					'Set the webhook up in Relasi, under Settings → Developer / API → Webhooks:<br>1. Add a webhook with the URL above (the Production URL, once you have published this workflow).<br>2. Choose its events: the ones selected here, or *.<br>3. Copy its signing secret into the credential of this node.',
				name: 'notice',
				type: 'notice',
				default: '',
			},
			eventsField,
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'Tolerance (Seconds)',
						name: 'toleranceSeconds',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 300,
						description:
							'How far the time of sending may be from the clock of your n8n server; deliveries outside are refused, so that nobody can send recorded ones again',
					},
				],
			},
		],
	};

	methods = {
		credentialTest: {
			async relasiWebhookApiTest(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const fault = secretFault(String(credential.data?.signingSecret ?? ''));
				return fault
					? { status: 'Error', message: fault }
					: {
							status: 'OK',
							message:
								'Looks like a signing secret; deliveries will show whether it is right',
						};
			},
		},
	};

	// The user sets the webhook up in Relasi, whose API cannot: there is nothing to register.
	webhookMethods = {
		default: {
			async checkExists(): Promise<boolean> {
				return true;
			},
			async create(): Promise<boolean> {
				return true;
			},
			async delete(): Promise<boolean> {
				return true;
			},
		},
	};

	/** Answers the request and hands a new event to the workflow. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
