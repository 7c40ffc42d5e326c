import { createHash, randomUUID } from 'crypto';
import type { IExecuteData, IExecutePaginationFunctions } from 'n8n-workflow';

/** The index of a node run, found once for all its items. */
const runIndexes = new WeakMap<IExecuteData, number>();

/**
 * The `client_request_id` of an item, in the form of a UUID. It stays the same when n8n retries the
 * node within an execution, and differs for every item, loop iteration, node and execution, and for
 * every message that an AI agent sends.
 */
export function ownRequestId(context: IExecutePaginationFunctions, message: unknown): string {
	const hash = createHash('sha256')
		.update(JSON.stringify([...executionOf(context), ...callOf(context, message)]))
		.digest('hex');
	// Version 8 is the UUID of one's own making (RFC 9562, 5.8).
	return hash.replace(
		/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
		(_, a: string, b: string, c: string, d: string, e: string) => `${a}-${b}-8${c}-8${d}-${e}`,
	);
}

function executionOf(context: IExecutePaginationFunctions): string[] {
	// n8n keeps the node's context with the execution, so also a retry finds it.
	const memory = context.getContext('node');
	memory.relasiScope ??= context.getExecutionId() ?? randomUUID();
	return [
		context.getInstanceId(),
		String(context.getWorkflow().id),
		String(memory.relasiScope),
		context.getNode().id,
	];
}

/** Which call of the node within the execution this is. */
function callOf(context: IExecutePaginationFunctions, message: unknown): unknown[] {
	const run = context.getExecuteData();
	const itemIndex = context.getItemIndex();
	if (run.node.name === context.getNode().name) {
		const runIndex = runIndexes.get(run) ?? context.getWorkflowDataProxy(itemIndex).$runIndex;
		runIndexes.set(run, runIndex);
		return [runIndex, itemIndex];
	}
	// An agent that runs its tools itself (version 2, or one within another) gives a retry an index of
	// its own and two calls side by side the same one (makeHandleToolInvocation in n8n-core), so only
	// what is sent tells them apart. The run is the agent's then.
	return [run.node.id, run.runIndex ?? run.source?.main?.[0]?.previousNodeRun ?? 0, message];
}
