import {
	DirectoryLoader,
	ExecuteContext,
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	PollContext,
	RoutingNode,
	WorkflowExecute,
} from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	NodeHelpers,
	Workflow,
	type IConnections,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeCredentials,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeParameters,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IRunExecutionData,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	type WorkflowActivateMode,
} from 'n8n-workflow';

import { TestCredentialsHelper, type TestCredentials } from './credentials';

export interface EngineOptions {
	parameters?: INodeParameters;
	credentials?: TestCredentials;
	items?: INodeExecutionData[];
	/** Settings of the node itself: onError, retryOnFail, executeOnce, name, … */
	node?: Partial<INode>;
	staticData?: IDataObject;
	/** Settings of the workflow. */
	settings?: IWorkflowSettings;
	executionId?: string;
	/** The token that n8n makes for an execution and stores with it; a new one. */
	resumeToken?: string;
	/** Runs the node as an AI Agent of version 2 does, by n8n's RoutingNode. */
	routingNode?: boolean;
	/** Nodes of the same type that come after it, one behind the other. */
	after?: Array<Partial<INode> & { name: string; parameters: INodeParameters }>;
	/** How often the node runs within the execution, as in a loop; once. */
	runs?: number;
	/** What n8n stored of a failed execution that its user retries. */
	retryOf?: IRunExecutionData;
}

const startNode: INodeType = {
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

/** n8n gives every execution an id of its own. */
let executions = 0;

function nodeOf(nodeType: INodeType, options: EngineOptions): INode {
	const credentials: INodeCredentials = {};
	for (const name of Object.keys(options.credentials ?? {}))
		credentials[name] = { id: '1', name };
	const node: INode = {
		id: 'node-1',
		name: 'Node',
		type: `test.${nodeType.description.name}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: options.parameters ?? {},
		credentials,
		...options.node,
	};
	// The editor fills in the defaults of what the user leaves alone.
	node.parameters =
		NodeHelpers.getNodeParameters(
			nodeType.description.properties,
			node.parameters,
			true,
			false,
			node,
			nodeType.description,
		) ?? {};
	return node;
}

/** The `execute` that n8n puts on a declarative node when a workflow asks for it (its node-types.ts). */
const routed = (nodeType: INodeType) =>
	async function (this: IExecuteFunctions) {
		const routing = new RoutingNode(this as unknown as ExecuteContext, nodeType);
		return (await routing.runNode()) ?? [];
	};

function setUp(nodeType: INodeType, options: EngineOptions) {
	// What n8n's loader adds to a declarative node: batching, timeout, proxy, …
	DirectoryLoader.applyDeclarativeNodeOptionParameters(nodeType);
	if (nodeType.description.requestDefaults) nodeType.execute ??= routed(nodeType);
	const node = nodeOf(nodeType, options);
	const start: INode = {
		...node,
		id: 'start',
		name: 'Start',
		type: 'test.start',
		parameters: {},
	};
	const typeOf = (type: string) => (type === 'test.start' ? startNode : nodeType);
	const nodeTypes: INodeTypes = {
		getByName: typeOf,
		getByNameAndVersion: typeOf,
		getKnownTypes: () => ({}),
	};
	const toNode = { node: node.name, type: NodeConnectionTypes.Main, index: 0 };
	// The engine runs a node once for each connection by which items reach it.
	const connections: IConnections = {
		Start: { main: [Array.from({ length: options.runs ?? 1 }, () => toNode)] },
	};
	const after = (options.after ?? []).map((more) =>
		nodeOf(nodeType, {
			...options,
			parameters: more.parameters,
			node: { id: more.name, ...more },
		}),
	);
	for (const [index, { name }] of after.entries()) {
		const before = after[index - 1] ?? node;
		const to = { node: name, type: NodeConnectionTypes.Main, index: 0 };
		connections[before.name] = { main: [[to]] };
	}
	const nodes = [start, node, ...after];
	const workflow = new Workflow({
		id: 'workflow-1',
		nodes,
		connections,
		active: false,
		nodeTypes,
		staticData: options.staticData,
		settings: options.settings,
	});
	const workflowData: IWorkflowBase = {
		id: 'workflow-1',
		name: 'Test',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes,
		connections,
	};
	const credentialsHelper = new TestCredentialsHelper(options.credentials ?? {});
	const additionalData = {
		credentialsHelper,
		hooks: new ExecutionLifecycleHooks('manual', '1', workflowData),
		executionId: options.executionId ?? String(++executions),
		currentNodeExecutionIndex: 0,
		variables: {},
		restApiUrl: '',
		instanceBaseUrl: 'http://localhost:5678/',
		webhookWaitingBaseUrl: 'http://localhost:5678/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost:5678/form-waiting',
	} as unknown as IWorkflowExecuteAdditionalData;
	const items = options.items ?? [{ json: {} }];
	return { node, start, workflow, additionalData, items, credentialsHelper };
}

/** Runs a node alone, as its workflow would: its items, or the error that n8n would show. */
export async function runNode(
	nodeType: INodeType,
	options: EngineOptions,
	signal?: AbortSignal,
): Promise<INodeExecutionData[]> {
	const { node, workflow, additionalData, items } = setUp(nodeType, options);
	const inputData = { main: [items] };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'manual',
		createRunExecutionData(),
		0,
		items,
		inputData,
		{ node, data: inputData, source: null },
		[],
		signal,
	);
	// n8n looks for the operation's own function first; an AI Agent of version 2 knows only the routing.
	const { resource, operation } = node.parameters as Record<string, string>;
	const custom = options.routingNode
		? undefined
		: nodeType.customOperations?.[resource]?.[operation];
	const output = await workflow.expression.withIsolate(async () =>
		custom
			? await custom.call(context as never)
			: await new RoutingNode(context, nodeType).runNode(),
	);
	return (output as INodeExecutionData[][])[0];
}

/** As n8n's execution.service.ts (packages/cli/src/executions) begins a retry. */
function toRetried(failed: IRunExecutionData): IRunExecutionData {
	const data = structuredClone(failed);
	const { resultData } = data;
	const failedNode = String(resultData.lastNodeExecuted);
	delete resultData.error;
	resultData.runData[failedNode]?.pop();
	return data;
}

/** Runs Start → node through n8n's whole engine: error outputs, Retry On Fail, item linking. */
export function runWorkflow(nodeType: INodeType, options: EngineOptions) {
	const { node, start, workflow, additionalData, items, credentialsHelper } = setUp(
		nodeType,
		options,
	);
	const execution = new WorkflowExecute(
		additionalData,
		'manual',
		options.retryOf
			? toRetried(options.retryOf)
			: createRunExecutionData({
					resumeToken: options.resumeToken,
					executionData: {
						nodeExecutionStack: [
							{ node: start, data: { main: [items] }, source: null },
						],
					},
				}),
	).processRunExecutionData(workflow);
	return {
		/** Stops the execution as the user's Stop button does. */
		cancel: () => execution.cancel(),
		credentialsHelper,
		run: execution as Promise<IRun>,
		/** The node's outputs, one list of items each; throws what the execution failed with. */
		outputs: async () => {
			const { data } = await execution;
			if (data.resultData.error) throw data.resultData.error;
			return data.resultData.runData[node.name][0].data!.main;
		},
	};
}

/** A trigger node's poll in its own context; the static data is the caller's to keep. */
export function pollOf(
	nodeType: INodeType,
	options: EngineOptions & {
		mode?: 'manual' | 'trigger';
		activation?: WorkflowActivateMode;
		/** Set by n8n's durable scheduler. */
		budgetMs?: number;
	},
) {
	const { node, workflow, additionalData } = setUp(nodeType, options);
	const { mode = 'trigger', activation = 'activate', budgetMs } = options;
	const context = new PollContext(
		workflow,
		node,
		additionalData,
		mode,
		mode === 'manual' ? 'manual' : activation,
		undefined,
		undefined,
		undefined,
		undefined,
		undefined,
		budgetMs === undefined ? undefined : () => budgetMs,
	);
	return {
		poll: async () =>
			await workflow.expression.withIsolate(async () => await nodeType.poll!.call(context)),
		staticData: () => workflow.getStaticData('node', node),
		/** Of all nodes, and the workflow's own: what n8n saves. */
		allStaticData: () => workflow.staticData,
		/** n8n's log. */
		logger: context.logger,
	};
}

/** What the editor shows in a resource locator's list. */
export async function searchList(
	nodeType: INodeType,
	method: string,
	options: EngineOptions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const { node, workflow, additionalData } = setUp(nodeType, options);
	const context = new LoadOptionsContext(workflow, node, additionalData, 'parameters');
	return await nodeType.methods!.listSearch![method].call(context, filter, paginationToken);
}

/** What the editor shows in a menu that is loaded from the API. */
export async function loadOptions(
	nodeType: INodeType,
	method: string,
	options: EngineOptions,
): Promise<INodePropertyOptions[]> {
	const { node, workflow, additionalData } = setUp(nodeType, options);
	const context = new LoadOptionsContext(workflow, node, additionalData, 'parameters');
	return await nodeType.methods!.loadOptions![method].call(context);
}
