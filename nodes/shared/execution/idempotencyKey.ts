import { createHash, randomUUID } from 'crypto';
import type { IExecuteData, IExecutePaginationFunctions } from 'n8n-workflow';

import { executionMemory } from './executionMemory';
import { markedId, type Mark } from './messageMark';

/** The index of each node run, found once for all its items. */
const runIndexes = new WeakMap<IExecuteData, number>();

/**
 * Makes the `client_request_id` of an item, a UUID. It stays the same when n8n retries the node within an
 * execution. It differs for every item, loop iteration, node and execution, and for every message that an AI
 * agent sends. `target` is what the item acts on; `content` tells two calls of an agent apart. The ID contains
 * `mark`.
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
 * Identifies an execution, also among executions of the same number in other databases. n8n 2.41 makes a random
 * token for the URLs that resume an execution, and stores it before the first node runs: a retry finds it even
 * if n8n was killed. Earlier 2.x store the time at which the execution was established. On 1.x a worker that
 * takes over a dead worker's job has another time, so the number alone counts there.
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

/** Identifies a call of the node within its execution. */
function toCallKey(context: IExecutePaginationFunctions, message: unknown[]): unknown[] {
	const run = context.getExecuteData();
	const itemIndex = context.getItemIndex();
	if (run.node.name === context.getNode().name) {
		const runIndex = runIndexes.get(run) ?? context.getWorkflowDataProxy(itemIndex).$runIndex;
		runIndexes.set(run, runIndex);
		return [runIndex, itemIndex];
	}
	// The run is that of an agent which runs its tools itself (version 2, or one within another). It gives a
	// retry a new index, and two calls side by side the same one (makeHandleToolInvocation in n8n-core), so only
	// the message tells them apart.
	return [run.node.id, run.runIndex ?? run.source?.main?.[0]?.previousNodeRun ?? 0, message];
}
