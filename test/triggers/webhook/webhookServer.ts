import { ExecuteContext, ExecutionLifecycleHooks, WebhookContext } from 'n8n-core';
import {
	createRunExecutionData,
	resolveWebhookDescriptionField,
	Workflow,
	type IDataObject,
	type IN8nHttpFullResponse,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IWebhookData,
	type IWebhookResponseData,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { RelasiWebhookApi } from '../../../credentials/RelasiWebhookApi.credentials';
import { TestCredentialsHelper } from '../../support/credentials';

export interface WebhookServerOptions {
	/** The signing secret; no credential at all when it is null. */
	secret: string | null;
	previousSecret?: string;
	parameters?: INodeParameters;
	mode?: 'manual' | 'webhook';
	workflowId?: string;
	/** What the database holds at the start. */
	staticData?: IDataObject;
	/** Does what n8n does between the node and the answer; throws when the execution cannot be stored. */
	store?: () => Promise<void>;
	/** Does what other nodes of the workflow do with an execution's copy of the static data. */
	otherNodes?: (staticData: IDataObject) => Promise<void>;
	/** Plays n8n 1.x, which knows no resolvers of a webhook's description. */
	isOld?: boolean;
	/** Multipart requests reach a node without their raw body. */
	keepRawBody?: boolean;
}

/**
 * A server that hands requests to a webhook node as n8n does (copied from n8n's
 * packages/cli/src/webhooks/webhook-helpers.ts, `executeWebhook`), and starts nothing but a list.
 * It answers when the node's response mode says so: once the execution is stored (n8n 2.x), or when
 * the execution answers (1.x).
 */
export class WebhookServer {
	/** The items of every execution that was started. */
	readonly started: IDataObject[] = [];
	/** What the requests that ended in an error said. */
	readonly failures: string[] = [];
	/** What the database holds, as JSON. */
	saved: string;
	url = '';
	private readonly running: Array<Promise<void>> = [];
	private handedOver = 0;
	private onHanded = (): void => {};
	private readonly server = createServer((request, response) =>
		this.running.push(this.handle(request, response)),
	);

	constructor(
		private readonly nodeType: INodeType,
		readonly options: WebhookServerOptions,
	) {
		this.saved = JSON.stringify(options.staticData ?? {});
	}

	async listen(): Promise<this> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
		return this;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	/** Resolves once so many requests have reached the node. */
	async handed(count: number): Promise<void> {
		while (this.handedOver < count)
			await new Promise<void>((resolve) => (this.onHanded = resolve));
	}

	/** Resolves once no request is under way any more, nor what it has started. */
	async settled(): Promise<void> {
		await Promise.all(this.running);
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const rawBody = this.options.keepRawBody === false ? undefined : Buffer.concat(chunks);
		const workflow = this.workflow();
		try {
			this.handedOver++;
			this.onHanded();
			const httpRequest = Object.assign(request, { rawBody });
			const result = await this.runNode(workflow, httpRequest, response);
			if (!result.noWebhookResponse) await this.start(workflow, result, response);
			else await this.save(workflow);
		} catch (error) {
			this.failures.push((error as Error).message);
			if (!response.writableEnded) answer(response, 500, {});
		}
	}

	private async runNode(
		workflow: Workflow,
		httpRequest: IncomingMessage,
		response: ServerResponse,
	): Promise<IWebhookResponseData> {
		const [node] = Object.values(workflow.nodes);
		const { secret, previousSecret, mode = 'webhook' } = this.options;
		const type = new RelasiWebhookApi();
		const data = { signingSecret: secret ?? '', previousSigningSecret: previousSecret ?? '' };
		const httpResponse = Object.assign(response, {
			status: (code: number) => Object.assign(response, { statusCode: code }),
			json: (body: IDataObject) => answer(response, response.statusCode, body),
		});
		const additionalData = {
			credentialsHelper: new TestCredentialsHelper(
				secret === null ? {} : { relasiWebhookApi: { type, data } },
			),
			hooks: new ExecutionLifecycleHooks(mode, '1', {} as never),
			httpRequest,
			httpResponse,
		} as unknown as IWorkflowExecuteAdditionalData;
		const webhook = { webhookDescription: { name: 'default' } } as IWebhookData;
		const context = new WebhookContext(workflow, node, additionalData, mode, webhook, [], null);
		return await this.nodeType.webhook!.call(context);
	}

	private async start(
		workflow: Workflow,
		result: IWebhookResponseData,
		response: ServerResponse,
	) {
		await this.options.store?.();
		// n8n 2.x makes a second workflow of the same static data here, which resets the mark.
		(workflow.staticData as { __dataChanged: boolean }).__dataChanged = false;
		const execution = this.workflow();
		const isAnswered = this.responseModeOf(workflow) === 'onReceived';
		if (isAnswered) {
			const body = result.webhookResponse as IDataObject;
			await this.save(workflow);
			answer(response, 200, body);
		}
		const items = await this.execute(execution, result, async ({ statusCode, body }) => {
			// n8n has no promise to resolve then (`resolveResponsePromise` in its active-executions.ts).
			if (isAnswered) return;
			response.writeHead(statusCode).end(body as Buffer);
			await this.save(workflow);
		});
		this.started.push(...items.map(({ json }) => json));
		await this.options.otherNodes?.(execution.staticData);
		await this.save(execution);
	}

	/** As `evaluateResponseOptions` reads it. */
	private responseModeOf(workflow: Workflow): unknown {
		const [node] = Object.values(workflow.nodes);
		const [webhook] = this.nodeType.description.webhooks!;
		const { isOld, mode = 'webhook' } = this.options;
		const native = resolveWebhookDescriptionField(node, webhook, 'responseMode');
		if (native.resolved && !isOld) return native.value;
		return workflow.expression.getSimpleParameterValue(node, webhook.responseMode, mode, {});
	}

	private async execute(
		execution: Workflow,
		{ workflowData }: IWebhookResponseData,
		respond: (response: IN8nHttpFullResponse) => Promise<void>,
	) {
		const [node] = Object.values(execution.nodes);
		const { mode = 'webhook' } = this.options;
		const hooks = new ExecutionLifecycleHooks(mode, '1', {} as never);
		hooks.addHandler('sendResponse', async (sent) => respond(sent as IN8nHttpFullResponse));
		const context = new ExecuteContext(
			execution,
			node,
			{ hooks } as IWorkflowExecuteAdditionalData,
			mode,
			createRunExecutionData({}),
			0,
			workflowData![0],
			{ main: workflowData! },
			{ node, data: { main: workflowData! }, source: null },
			[],
		);
		const output = await this.nodeType.execute!.call(context);
		return (output as INodeExecutionData[][])[0];
	}

	private async save({ staticData }: Workflow): Promise<void> {
		if (!(staticData as { __dataChanged: boolean }).__dataChanged) return;
		await new Promise((resolve) => setImmediate(resolve));
		this.saved = JSON.stringify(staticData);
	}

	private workflow(): Workflow {
		const { parameters = {}, secret, workflowId = 'workflow-1' } = this.options;
		const credential = { relasiWebhookApi: { id: '1', name: 'Relasi webhook' } };
		const node: INode = {
			id: 'node-1',
			name: 'Relasi Webhook Trigger',
			type: 'test.relasiWebhookTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters,
			credentials: secret === null ? {} : credential,
		};
		const typeOf = () => this.nodeType;
		const nodeTypes: INodeTypes = {
			getByName: typeOf,
			getByNameAndVersion: typeOf,
			getKnownTypes: () => ({}),
		};
		const staticData = JSON.parse(this.saved) as IDataObject;
		return new Workflow({
			id: workflowId,
			nodes: [node],
			connections: {},
			active: true,
			nodeTypes,
			staticData,
		});
	}
}

function answer(response: ServerResponse, status: number, body: IDataObject): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
