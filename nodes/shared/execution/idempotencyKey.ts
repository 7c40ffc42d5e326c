import { createHash, randomUUID } from 'crypto';
import type { IExecuteData, IExecutePaginationFunctions } from 'n8n-workflow';

import { executionMemory } from './executionMemory';
import { markedId, type Mark } from './messageMark';

/** The index of a node run, found once for all its items. */
const runIndexes = new WeakMap<IExecuteData, number>();

/**
 * The `client_request_id` of an item, in the form of a UUID. It stays the same when n8n retries the
 * node within an execution, and differs for every item, loop iteration, node and execution, and for
 * every message that an AI agent sends. `target` is what the item acts on, `content` what else tells
 * two calls of an agent apart. `mark` is carried by the ID itself.
 */
export function idempotencyKey(
	context: IExecutePaginationFunctions,
	target: string,
	content: unknown,
	mark: Mark = { kind: 'plain' },
): string {
	const call = toCallKey(context, [target, content]);
	const hash = createHash('sha256')
		.update(JSON.stringify([...toExecutionKey(context), target, ...call]))
		.digest('hex');
	return markedId(hash, mark);
}

function toExecutionKey(context: IExecutePaginationFunctions): string[] {
	const memory = executionMemory(context, 'relasiExecution');
	memory.scope ??= toExecutionScope(context);
	return [
		context.getInstanceId(),
		String(context.getWorkflow().id),
		memory.scope,
		context.getNode().id,
	];
}

/**
 * Tells an execution from all others, also from one of the same number in another database. n8n 2.41
 * makes a random token for the addresses that resume an execution, and stores it before the first node
 * runs, so that a retry has it even if n8n was killed. Earlier 2.x store when it was established. 1.x
 * has that time too, but it is another one on a worker that takes over a dead worker's job, so there
 * the number has to do.
 */
function toExecutionScope(context: IExecutePaginationFunctions): string {
	const id = context.getExecutionId();
	if (id === undefined) return randomUUID();
	const { $execution } = context.getWorkflowDataProxy(0);
	const token = /signature=[^&]+/.exec(String($execution?.resumeUrl));
	if (token) return token[0];
	const isVersion2 = typeof context.isNodeFeatureEnabled === 'function';
	const establishedAt = isVersion2 ? context.getExecutionContext()?.establishedAt : undefined;
	return establishedAt === undefined ? id : `${id} ${establishedAt}`;
}

/** Which call of the node within the execution this is. */
function toCallKey(context: IExecutePaginationFunctions, message: unknown[]): unknown[] {
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
