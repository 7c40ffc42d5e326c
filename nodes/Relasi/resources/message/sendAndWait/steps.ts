import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { openOperationAt } from '../../../operations/operationContext';
import { checked, told } from './check';
import { startLoop } from './subWorkflow';
import { isSettled, type Failure, type Pending } from './pending';
import { isOver, nextCheckMs, outputOf, waitingOf, type Waiting } from './waiting';

/**
 * n8n asks its database once a minute for what is due within 70 seconds and sets each a timer. What is due
 * sooner than the next time it asks is resumed then, all at once: many that wait would hold n8n up.
 */
const FIRST_CHECK_MS = 61_000;
/** n8n needs a moment to store an execution before it can go on. */
const MIN_MS = 5_000;
/** So often a check may end in the middle, mostly because n8n was killed, before the waiting is given up. */
const MAX_RESTARTS = 100;

/**
 * The steps of the sub-workflows. One execution checks, over and over; n8n takes it for crashed when it is
 * killed in the middle of a check. Therefore another one, which only waits for it, starts it anew then; and
 * a third one starts the second anew, should n8n be killed in that very moment.
 */
export const steps = { checkForReply, finishWaiting, superviseWaiting };

const supervising = { name: 'Wait for the reply', step: 'superviseWaiting' } as const;
const checking = { name: 'Check for the reply', step: 'checkForReply' } as const;

async function checkForReply(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const { nextCheckMs: atMs, parentExecutionId, askedAtMs } = waitingOf(items[0])!;
	if (atMs > Date.now()) {
		await this.putExecutionToWait(new Date(atMs));
		return [items];
	}
	const isAwaited = await awaits(this, parentExecutionId);
	const lists = await Promise.all(
		items.map(async (item, index) => {
			const { pending } = waitingOf(item)!;
			if (!isAwaited) return pending;
			const run = await openOperationAt(this, index).catch((error: Error) => error);
			if (run instanceof Error) return failed(pending, told(run));
			return await checked(run, pending, true);
		}),
	);
	const all = lists.flat();
	const { continueOnFail } = waitingOf(items[0])!;
	const over = !isAwaited || isOver(all, continueOnFail);
	const nowMs = Date.now();
	const nextMs = spread(Math.max(nextCheckMs(all, askedAtMs, nowMs), nowMs + MIN_MS), nowMs);
	return [
		items.map((item, index) => {
			const changes = { pending: lists[index], isOver: over, nextCheckMs: nextMs };
			return withWaiting(item, { ...waitingOf(item)!, ...changes });
		}),
	];
}

async function superviseWaiting(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const memory = this.getContext('node');
	const restarts = Number(memory.restarts ?? 0);
	memory.restarts = restarts + 1;
	const given = this.getInputData();
	const first = this.getWorkflowDataProxy(0).$('Start') as { all(): INodeExecutionData[] };
	const items = given.every(waitingOf) ? given : first.all();
	const nowMs = Date.now();
	const { pending, askedAtMs, supervisors } = waitingOf(items[0])!;
	try {
		if (restarts > MAX_RESTARTS)
			throw new Error('n8n ended too often in the middle of a check');
		const nextMs = spread(nextCheckMs(pending, askedAtMs, nowMs), nowMs);
		const data = await startLoop(
			this,
			items.map((item) =>
				withWaiting(item, {
					...waitingOf(item)!,
					nextCheckMs: Math.max(nextMs, spread(nowMs + FIRST_CHECK_MS, nowMs)),
					supervisors: supervisors - 1,
				}),
			),
			supervisors > 0 ? supervising : checking,
		);
		return [data[0] ?? []];
	} catch (error) {
		return [items.map((item) => withFailure(item, error as Error))];
	}
}

async function finishWaiting(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const { continueOnFail } = waitingOf(items[0])!;
	const all = items.flatMap((item) => waitingOf(item)!.pending);
	return [outputOf(this, all, continueOnFail)];
}

/** Many that were asked together are not to be checked together. */
const spread = (atMs: number, nowMs: number): number => atMs + ((atMs - nowMs) * Math.random()) / 5;

/**
 * Whether the execution that asked still waits: it may have been stopped, or answered through the page. One
 * of which n8n has stored nothing but its start is only about to wait.
 */
async function awaits(context: IExecuteFunctions, executionId: string): Promise<boolean> {
	const data = await context.getExecutionDataById(executionId);
	if (!data || data.resultData.error) return false;
	return Boolean(data.waitTill) || data.resultData.lastNodeExecuted === undefined;
}

const withWaiting = (item: INodeExecutionData, waiting: Waiting): INodeExecutionData => ({
	json: { ...item.json, relasiWaiting: waiting as unknown as Waiting & object },
});

const failed = (pending: Pending[], failure: Failure): Pending[] =>
	pending.map((each) => (isSettled(each) ? each : { ...each, failure }));

function withFailure(item: INodeExecutionData, { message }: Error): INodeExecutionData {
	const waiting = waitingOf(item)!;
	const failure = { message: `The wait for the answer could not go on: ${message}` };
	const pending = failed(waiting.pending, failure);
	return withWaiting(item, { ...waiting, pending, isOver: true });
}
