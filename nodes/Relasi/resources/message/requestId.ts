import { createHash, randomUUID } from 'crypto';
import type { IExecuteData, IExecutePaginationFunctions } from 'n8n-workflow';

/** What all items of a node run have in common, found once. */
const scopes = new WeakMap<IExecuteData, string>();

/**
 * The `client_request_id` of an item. It stays the same when n8n retries the node within an execution, and differs for every item, loop
 * iteration, node and execution. In the form of a UUID.
 */
export function ownRequestId(context: IExecutePaginationFunctions): string {
	const run = context.getExecuteData();
	const scope = scopes.get(run) ?? scopeOf(context);
	scopes.set(run, scope);
	const hash = createHash('sha256').update(`${scope} ${context.getItemIndex()}`).digest('hex');
	// Version 8 is the UUID of one's own making (RFC 9562, 5.8).
	return hash.replace(
		/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
		(_, a: string, b: string, c: string, d: string, e: string) => `${a}-${b}-8${c}-8${d}-${e}`,
	);
}

function scopeOf(context: IExecutePaginationFunctions): string {
	// n8n keeps the node's context with the execution, so also a retry finds it.
	const memory = context.getContext('node');
	memory.relasiScope ??= context.getExecutionId() ?? randomUUID();
	const { $runIndex } = context.getWorkflowDataProxy(context.getItemIndex());
	return JSON.stringify([
		context.getInstanceId(),
		context.getWorkflow().id,
		memory.relasiScope,
		context.getNode().id,
		$runIndex,
	]);
}
