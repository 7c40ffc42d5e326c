import { WebhookContext } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type INode,
	type INodeTypes,
	type IWebhookFunctions,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { decideOnPage, isPublic } from '../../nodes/Relasi/resources/message/sendAndWait/page';
import { listed } from '../support/listed';

const OPEN = { nonce: 'newest', text: 'Shall we <b>send</b> it?', yes: 'Yes!', no: 'Never' };

/** What the page of a node does with a request, in n8n's own context. */
async function open(method: string, question: string, body = {}, stored: unknown = OPEN) {
	const node: INode = {
		...{ id: '1', name: 'It\'s "Ask"', type: 'test.relasi', typeVersion: 1 },
		...{ position: [0, 0], parameters: { message: '={{ $json.none.at.all }}' } },
	};
	const nodeType = new Relasi();
	const nodeTypes = {
		getByName: () => nodeType,
		getByNameAndVersion: () => nodeType,
		getKnownTypes: () => ({}),
	} as INodeTypes;
	const workflow = new Workflow({
		id: 'w',
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes,
	});
	const sent = { status: 200, text: '' };
	const httpResponse = {
		setHeader: () => {},
		set statusCode(status: number) {
			sent.status = status;
		},
		end: (text: string) => (sent.text = text),
	};
	const additionalData = {
		httpRequest: { method, query: { question }, body },
		httpResponse,
		variables: {},
		...{ executionId: '1', webhookWaitingBaseUrl: 'https://n8n.example.com/webhook-waiting' },
		formWaitingBaseUrl: 'https://n8n.example.com/form-waiting',
	} as unknown as IWorkflowExecuteAdditionalData;
	const run = createRunExecutionData({
		executionData: {
			contextData: {
				[`node:${node.name}`]: {
					relasiPage: { question: JSON.stringify(stored) },
				},
			},
			nodeExecutionStack: [],
		},
	});
	const context = new WebhookContext(
		workflow,
		node,
		additionalData,
		'webhook',
		{ webhookDescription: { name: 'default' } } as never,
		[],
		run,
	);
	const result = await workflow.expression.withIsolate(
		async () => await decideOnPage.call(context as unknown as IWebhookFunctions),
	);
	return { ...sent, result };
}

describe('the page of an approval', () => {
	test('shows what was sent, also when the expression of the message fails by now', async () => {
		const { status, text, result } = await open('GET', 'newest');
		expect(status).toBe(200);
		expect(text).toContain('Shall we &#60;b&#62;send&#60;/b&#62; it?');
		expect(text).toMatch(/value="yes">Yes!<[^]*value="no" class="no">Never</);
		expect(result).toEqual({ noWebhookResponse: true });
	});

	test.each([
		['yes', true],
		['no', false],
	])('decides by its button %s', async (decision, approved) => {
		const { result } = await open('POST', 'newest', { decision });
		expect(result.workflowData).toEqual([
			[{ json: { data: { approved } }, pairedItem: { item: 0 } }],
		]);
	});

	test.each([
		['an older question', 'older'],
		['no question', ''],
	])('refuses the link of %s', async (_, question) => {
		for (const method of ['GET', 'POST']) {
			const { status, text, result } = await open(method, question, { decision: 'yes' });
			expect([status, result]).toEqual([410, { noWebhookResponse: true }]);
			expect(text).toContain('no longer open');
		}
	});

	test('says so when it does not know what was sent', async () => {
		const { status, text } = await open('POST', 'newest', { decision: 'yes' }, null);
		expect(status).toBe(410);
		expect(text).toContain('answer in the chat');
	});

	test('decides nothing without a button', async () => {
		const { result } = await open('POST', 'newest', { decision: 'maybe' });
		expect(result).toEqual({ noWebhookResponse: true });
	});
});

describe('a link goes out only to an address that others can reach', () => {
	test.each([
		...listed(`
			n8n.example.com | N8N.Shop.co.id | n8n.shop.id. | 8.8.8.8 | 172.32.0.1 | 100.128.0.1
			192.169.0.1 | 11.0.0.1 | [2606:4700::1111] | local.shop.id | 10.shop.id
			xn--bcher-kva.de
		`),
	])('%s is public', (hostname) => {
		expect(isPublic(hostname)).toBe(true);
	});

	test.each([
		...listed(`
			localhost | LOCALHOST. | n8n.localhost | n8n | server | n8n.local | n8n.internal
			host.docker.internal | n8n.lan | nas.home.arpa | 127.0.0.1 | 127.9.9.9 | 0.0.0.0
			10.0.0.5 | 172.16.0.1 | 172.31.255.1 | 192.168.1.2 | 169.254.1.1 | 100.64.0.1
			224.0.0.1 | 255.255.255.255 | [::1] | [::] | [fe80::1] | [fd12::1] | [fc00::1]
			[::ffff:c0a8:102] | [ff02::1]
		`),
		'',
	])('%s is not', (hostname) => {
		expect(isPublic(hostname)).toBe(false);
	});
});
