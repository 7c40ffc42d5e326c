import type { INodeParameters } from 'n8n-workflow';

import type { StoredCredential, WorkflowFile } from '../../scripts/n8n/api';
import { chain } from '../e2e/support/workflows';

/** A node of a workflow under measurement. */
export interface Step {
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	onError?: 'continueRegularOutput';
}

const CHAT = '={{ $json.conversationId }}';

const relasi = (parameters: INodeParameters): Step => ({
	type: 'n8n-nodes-relasi.relasi',
	typeVersion: 1,
	parameters,
});

const httpRequest = (parameters: INodeParameters): Step => ({
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: 4.2,
	parameters: {
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'relasiApi',
		...parameters,
	},
});

export const splitOut = (field: string): Step => ({
	type: 'n8n-nodes-base.splitOut',
	typeVersion: 1,
	parameters: { fieldToSplitOut: field, options: {} },
});

export const ownReturnAll = (resource = 'message') => [
	relasi({ resource, operation: 'getAll', returnAll: true }),
];

/** The pagination that n8n's documentation recommends for numbered pages. */
export const httpReturnAll = (url: string, query: INodeParameters[] = []) => [
	httpRequest({
		url,
		sendQuery: true,
		queryParameters: { parameters: [{ name: 'per_page', value: '500' }, ...query] },
		options: {
			pagination: {
				pagination: {
					paginationMode: 'updateAParameterInEachRequest',
					parameters: {
						parameters: [{ type: 'qs', name: 'page', value: '={{ $pageCount + 1 }}' }],
					},
					paginationCompleteWhen: 'other',
					completeExpression: '={{ !$response.body.has_next }}',
				},
			},
		},
	}),
	splitOut('data'),
];

const textAndChat = (): INodeParameters => ({
	text: '={{ $json.text }}',
	conversationId: { __rl: true, mode: 'id', value: CHAT },
});

export const ownSends = (onError?: Step['onError']) => [
	splitOut('body.items'),
	{ ...relasi({ resource: 'message', operation: 'send', ...textAndChat() }), onError },
];

export const httpSends = (url: string, options: INodeParameters = {}) => [
	splitOut('body.items'),
	httpRequest({
		method: 'POST',
		url,
		sendBody: true,
		specifyBody: 'json',
		options,
		jsonBody:
			'={{ JSON.stringify({ client_request_id: $json.text, conversation_id: $json.conversationId, text: $json.text }) }}',
	}),
];

export const ownUpserts = () => [
	splitOut('body.items'),
	relasi({
		resource: 'contact',
		operation: 'upsert',
		matchBy: 'email',
		matchValue: '={{ $json.email }}',
		name: '={{ $json.name }}',
		additionalFields: { company: 'Measured' },
	}),
];

/** What a user builds instead of a trigger: read what changed, and drop what was seen before. */
export const httpPoll = (url: string) => [
	...httpReturnAll(url, [{ name: 'last_updated_at', value: '={{ $json.body.since }}' }]),
	{
		type: 'n8n-nodes-base.removeDuplicates',
		typeVersion: 2,
		parameters: {
			operation: 'removeItemsSeenInPreviousExecutions',
			dedupeValue: '={{ $json.id + $json.updated_at }}',
			options: { historySize: 20000 },
		},
	},
];

/** Webhook → the steps → one item that answers the call; nothing of a success is saved, so nothing but the steps is measured. */
export function measuredWorkflow(
	name: string,
	steps: Step[],
	{ id, name: label }: StoredCredential,
): WorkflowFile {
	const webhook = {
		...{ type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId: name },
		parameters: {
			...{ httpMethod: 'POST', path: name, options: {} },
			...{ responseMode: 'lastNode', responseData: 'firstEntryJson' },
		},
	};
	const limit = { type: 'n8n-nodes-base.limit', typeVersion: 1, parameters: { maxItems: 1 } };
	const credentials = { relasiApi: { id, name: label } };
	const parts = [webhook, ...steps, limit].map((step, index) => ({
		...step,
		...{ name: `Step ${index}`, credentials },
	}));
	return chain(name, parts, { saveDataSuccessExecution: 'none', executionOrder: 'v1' });
}
