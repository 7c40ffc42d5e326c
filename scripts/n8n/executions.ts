import type { IDataObject, INodeExecutionData, IRunExecutionData, ITaskData } from 'n8n-workflow';
import { parse } from 'flatted';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Session } from './session';

const POLL_MS = 100;
const PAGE_SIZE = 100;
const UNFINISHED = ['new', 'running', 'waiting', 'unknown'];

/** One line of n8n's list of executions. */
export interface ExecutionSummary {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
	startedAt: string;
	stoppedAt?: string;
}

/** An execution with all its data. */
export interface Execution extends ExecutionSummary {
	/** What made the execution stop, in n8n's words. */
	error?: { message: string; description?: string | null } & IDataObject;
	/** Name of the node that ran last. */
	lastNode?: string;
	/** Every run of every node by the node's name. */
	runs: Record<string, ITaskData[]>;
}

interface Page {
	results: ExecutionSummary[];
	/** Missing in 1.x. */
	nextCursor?: string | null;
}

/** Lists executions, newest first, of one workflow or of all; the filter's other fields go to n8n as they are. */
export async function listExecutions(
	session: Session,
	filter: { workflowId?: string; status?: string[] } & IDataObject = {},
): Promise<ExecutionSummary[]> {
	const found = new Map<string, ExecutionSummary>();
	let position: Record<string, string> | undefined = {};
	while (position) {
		const query = new URLSearchParams({
			filter: JSON.stringify(filter),
			limit: `${PAGE_SIZE}`,
			...position,
		});
		const page: Page = await session.request('GET', `/rest/executions?${query.toString()}`);
		for (const summary of page.results) found.set(summary.id, summary);
		position = nextPosition(page);
	}
	return [...found.values()];
}

function nextPosition({ results, nextCursor }: Page): Record<string, string> | undefined {
	if (nextCursor) return { cursor: nextCursor };
	// 1.x has no cursors: there the next page begins below the last id of this one.
	const last = results.at(-1);
	return nextCursor === null || !last ? undefined : { lastId: last.id };
}

/** Reads one execution with its data. */
export async function getExecution(session: Session, id: string): Promise<Execution> {
	const { data, ...summary } = await session.request<ExecutionSummary & { data: string }>(
		'GET',
		`/rest/executions/${id}`,
	);
	// n8n stores an execution before it has data: none, or an empty list.
	const { resultData } = ((data && parse(data)) || {}) as Partial<IRunExecutionData>;
	return {
		...summary,
		error: resultData?.error as Execution['error'],
		lastNode: resultData?.lastNodeExecuted,
		runs: resultData?.runData ?? {},
	};
}

/** Waits until an execution has ended, well or badly, and reads it. */
export async function waitForExecution(
	session: Session,
	id: string,
	timeoutMs: number,
): Promise<Execution> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const { status } = await session.request<ExecutionSummary>('GET', `/rest/executions/${id}`);
		if (!UNFINISHED.includes(status)) {
			const execution = await getExecution(session, id);
			// n8n stores the status before the data, and SQLite shows one without the other.
			if (status !== 'success' || execution.lastNode) return execution;
		}
		if (Date.now() > deadline) throw new Error(`Execution ${id} is still ${status}.`);
		await sleep(POLL_MS);
	}
}

/** The items a node put out, over all its runs, at one of its outputs (the first by default). */
export function itemsOf(execution: Execution, node: string, output = 0): INodeExecutionData[] {
	const runs = execution.runs[node] ?? [];
	return runs.flatMap((run) => run.data?.main[output] ?? []);
}
