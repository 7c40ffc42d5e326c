import { randomBytes } from 'crypto';
import type {
	IExecuteFunctions,
	IExecutePaginationFunctions,
	INode,
	INodeExecutionData,
	IWorkflowBase,
} from 'n8n-workflow';

/**
 * Tells whether this n8n resumes an execution when its sub-execution has ended, and not before, as it does since 2.41.
 * Older versions suspend with WAIT_INDEFINITELY, which any other event ends. Only the source of the context's own
 * function shows it.
 */
export function canSuspend(context: object): boolean {
	const { executeWorkflow } = context as Partial<IExecuteFunctions>;
	return Boolean(executeWorkflow) && !String(executeWorkflow).includes('WAIT_INDEFINITELY');
}

/** Tells whether an AI agent calls the node as a tool, other than the one that asks before another tool runs. */
export const isPlainTool = (context: Pick<IExecutePaginationFunctions, 'getNode'>): boolean =>
	/(?<!Hitl)Tool$/.test(context.getNode().type);

/** Tells whether n8n can store the wait of this execution. */
export const canStoreWait = (context: IExecutePaginationFunctions | IExecuteFunctions): boolean =>
	canSuspend(context) && !isPlainTool(context);

/** The steps of the sub-workflows, each an operation of this node that no menu offers. */
type Step = 'pauseWait' | 'pollWait' | 'watchWait' | 'finishWait';

/**
 * Two steps that run in turns. The first output of the second step is the result; its second output leads back to the
 * first step.
 */
export interface Loop {
	name: string;
	steps: [Step, Step];
}

type Execute = IExecuteFunctions['executeWorkflow'];
/** The options that n8n's workflow-execute-additional-data takes; not all are declared for nodes. */
type ExecuteOptions = NonNullable<Parameters<Execute>[3]> & { loadedRunData: unknown };

/**
 * Runs a loop as a sub-workflow and returns its result. While it waits, n8n keeps it and this execution in its database.
 * It begins at its first step and needs no trigger, because an admin may have excluded n8n's own nodes.
 */
export async function startLoop(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	loop: Loop,
): Promise<INodeExecutionData[]> {
	const parentExecution = {
		executionId: context.getExecutionId(),
		workflowId: String(context.getWorkflow().id),
		shouldResume: true,
	};
	const workflowData = toWorkflow(context, loop);
	const options: ExecuteOptions = {
		parentExecution,
		loadedRunData: {
			executionMode: 'integrated',
			workflowData,
			// As `createRunExecutionData` of n8n-workflow makes it, which older copies of that package don't have.
			executionData: {
				version: 1,
				startData: {},
				resultData: { runData: {} },
				executionData: {
					contextData: {},
					nodeExecutionStack: [
						{
							node: workflowData.nodes[0],
							data: { main: [items] },
							metadata: { parentExecution },
							source: null,
						},
					],
					metadata: {},
					waitingExecution: {},
					waitingExecutionSource: {},
				},
				parentExecution,
				resumeToken: randomBytes(32).toString('hex'),
			},
		},
	};
	const { data } = await context.executeWorkflow(
		{ code: workflowData },
		items,
		undefined,
		options,
	);
	return data[0] ?? [];
}

function toWorkflow(context: IExecuteFunctions, { name, steps }: Loop): IWorkflowBase {
	const [first, second] = steps;
	const to = (node: Step) => [{ node, type: 'main' as const, index: 0 }];
	return {
		// n8n gives it the id of the workflow that calls it, without which it would not be stored.
		id: '',
		name,
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: steps.map((step) => toNode(context, step)),
		connections: {
			[first]: { main: [to(second)] },
			[second]: { main: [[], to(first)] },
		},
		// It is stored whatever n8n's defaults are, because n8n resumes the calling execution from it.
		settings: {
			executionOrder: 'v1',
			callerPolicy: 'any',
			executionTimeout: -1,
			saveDataSuccessExecution: 'all',
			saveDataErrorExecution: 'all',
		},
	};
}

/** Makes a step from this node and its credential. */
function toNode(context: IExecuteFunctions, step: Step): INode {
	const { type, typeVersion, credentials } = context.getNode();
	return {
		position: [0, 0],
		id: step,
		name: step,
		type: type.replace(/(Hitl)?Tool$/, ''),
		typeVersion,
		credentials,
		parameters: {
			resource: 'message',
			operation: step,
			requestOptions: context.getNodeParameter('requestOptions', 0, {}) as object,
		} as INode['parameters'],
		...(step === 'watchWait' && { onError: 'continueRegularOutput' as const }),
	};
}
