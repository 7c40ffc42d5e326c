import {
	WAIT_FOR_SUB_EXECUTION,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type IWorkflowBase,
} from 'n8n-workflow';

/** Whether this n8n resumes an execution when its sub-execution has ended, and not before: since 2.41. */
export const canPark = (): boolean => WAIT_FOR_SUB_EXECUTION !== undefined;

/** The steps of the sub-workflows, each an operation of this node that no menu offers. */
export type Step = 'checkForReply' | 'finishWaiting' | 'superviseWaiting';

const START = 'Start';
const DECIDE = 'Is the waiting over?';

/**
 * Starts a sub-workflow that runs a step again and again until it says that the waiting is over, and
 * then, if given, a last one. n8n keeps it in its database while it waits, and this execution as well.
 */
export async function startLoop(
	context: IExecuteFunctions,
	items: INodeExecutionData[],
	loop: { name: string; step: Step; lastStep?: Step },
): Promise<Array<INodeExecutionData[] | null>> {
	const { id: workflowId } = context.getWorkflow();
	const { data } = await context.executeWorkflow(
		{ code: workflowOf(context, loop) },
		items,
		undefined,
		{
			parentExecution: {
				executionId: context.getExecutionId(),
				workflowId: String(workflowId),
				shouldResume: true,
			},
		},
	);
	return data;
}

function workflowOf(
	context: IExecuteFunctions,
	{ name, step, lastStep }: { name: string; step: Step; lastStep?: Step },
): IWorkflowBase {
	const nodes = [
		start,
		stepNode(context, step),
		decide,
		...(lastStep ? [stepNode(context, lastStep)] : []),
	];
	const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
	return {
		// n8n gives it the id of the workflow that calls it, without which it would not be stored.
		id: '',
		name,
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes,
		connections: {
			[START]: { main: [to(step)] },
			[step]: { main: [to(DECIDE)] },
			[DECIDE]: { main: [lastStep ? to(lastStep) : [], to(step)] },
		},
		settings: SETTINGS,
	};
}

/** n8n resumes the calling execution from what is stored of this one, so it is stored whatever n8n's defaults are. */
const SETTINGS: IWorkflowBase['settings'] = {
	executionOrder: 'v1',
	callerPolicy: 'any',
	executionTimeout: -1,
	saveDataSuccessExecution: 'all',
	saveDataErrorExecution: 'all',
};

const common = { position: [0, 0] as [number, number], parameters: {} };

const start: INode = {
	...common,
	id: 'start',
	name: START,
	type: 'n8n-nodes-base.executeWorkflowTrigger',
	typeVersion: 1,
};

const decide: INode = {
	...common,
	id: 'decide',
	name: DECIDE,
	type: 'n8n-nodes-base.if',
	typeVersion: 1,
	parameters: {
		conditions: {
			boolean: [{ value1: '={{ $json.relasiWaiting?.isOver === true }}', value2: true }],
		},
	},
};

/** This node, on its own credential, as one step. */
function stepNode(context: IExecuteFunctions, step: Step): INode {
	const { type, typeVersion, credentials } = context.getNode();
	return {
		...common,
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
		...(step === 'superviseWaiting' && { onError: 'continueRegularOutput' as const }),
	};
}
