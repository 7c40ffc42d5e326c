import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { executionMemory } from '../../../../shared/execution/executionMemory';
import { openOperationAt } from '../../../operations/operationContext';
import { poll, toReadFailure } from './poll';
import { nextStoredPollMs } from './schedule';
import {
	hasStoredWait,
	isOver,
	toOutput,
	toStoredWait,
	withFailure,
	withStoredWait,
	type StoredWait,
} from './wait';
import { startLoop, type Loop } from './workflow';

/** The loop for which the asking execution waits. */
export const WATCHING: Loop = {
	name: 'Wait for the reply',
	steps: ['watchWait', 'finishWait'],
};
const POLLING: Loop = { name: 'Check for the reply', steps: ['pauseWait', 'pollWait'] };

/** The steps of both loops; ARCHITECTURE.md shows how they follow each other. */
export const steps = { pauseWait, pollWait, watchWait, finishWait };

/**
 * n8n asks its database once a minute which executions are due within 70 seconds, and sets a timer for each. It resumes
 * all that were due earlier at that same moment, so many short waits would block n8n.
 */
const FIRST_POLL_MS = 61_000;
/** n8n needs a moment to store an execution before it can go on. */
const MIN_MS = 5_000;
/** The wait is given up after so many polls that ended in the middle, mostly because n8n was killed. */
const MAX_RESTARTS = 100;

/** Waits in n8n's database until the next poll; n8n then passes the input on. */
async function pauseWait(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	await this.putExecutionToWait(new Date(toStoredWait(items[0]).nextPollMs));
	return [items];
}

/** Looks at all conversations. Returns the result once the wait is over, else leads back to the pause. */
async function pollWait(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const { askedAtMs, continueOnFail } = toStoredWait(items[0]);
	const isAwaited = await awaits(this, toStoredWait(items[0]));
	const waits = await Promise.all(
		items.map(async (item, index) => {
			const { wait } = toStoredWait(item);
			if (!isAwaited) return wait;
			const run = await openOperationAt(this, index).catch((error: Error) => error);
			if (run instanceof Error) return withFailure(wait, toReadFailure(run));
			return await poll(run, wait, true);
		}),
	);
	const over = !isAwaited || isOver(waits, continueOnFail);
	const change = {
		isOver: over,
		nextPollMs: nextStoredPollMs(waits, askedAtMs, Date.now(), MIN_MS),
	};
	const polled = items.map((item, index) =>
		withStoredWait(item, { ...change, wait: waits[index] }),
	);
	return over ? [polled] : [[], polled];
}

/** The notes that n8n keeps with the watching execution. */
interface Watch {
	items: INodeExecutionData[];
	restarts?: number;
}

/** Starts the polling loop and waits for it. If that ends in the middle, the loop runs this step again. */
async function watchWait(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const memory = executionMemory<Watch>(this, 'relasiWatch');
	const given = this.getInputData();
	// n8n may make items up for an execution that crashed.
	if (given.every(hasStoredWait)) memory.items = given;
	const { items, restarts = 0 } = memory;
	memory.restarts = restarts + 1;
	const waits = items.map((item) => toStoredWait(item).wait);
	const { askedAtMs } = toStoredWait(items[0]);
	try {
		if (restarts > MAX_RESTARTS)
			throw new Error('n8n ended too often in the middle of a check');
		const change = {
			nextPollMs: nextStoredPollMs(waits, askedAtMs, Date.now(), FIRST_POLL_MS),
			watchExecutionId: this.getExecutionId(),
		};
		const polled = items.map((item) => withStoredWait(item, change));
		return [await startLoop(this, polled, POLLING)];
	} catch (error) {
		const message = `The wait for the answer couldn't continue: ${(error as Error).message}`;
		return [
			items.map((item, index) =>
				withStoredWait(item, {
					wait: withFailure(waits[index], { message }),
					isOver: true,
				}),
			),
		];
	}
}

/** Returns the output of the asking node once the wait is over, else leads back to the watch. */
async function finishWait(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	if (!items.every((item) => hasStoredWait(item) && toStoredWait(item).isOver))
		return [[], items];
	const { continueOnFail } = toStoredWait(items[0]);
	const waits = items.map((item) => toStoredWait(item).wait);
	return [toOutput(this, waits, continueOnFail)];
}

/**
 * The error that n8n writes into an AI Agent's execution that waited during a restart. It still waits
 * (execution-recovery.service.ts) and continues with the result of this wait.
 */
const RECOVERED = /^Workflow did not finish/;

/**
 * Tells whether the asking execution still waits for this: it may have been stopped, or have been answered through the
 * page and wait for another question. If n8n has only stored its start, it is about to wait.
 */
async function awaits(
	context: IExecuteFunctions,
	{ parentExecutionId, watchExecutionId }: StoredWait,
): Promise<boolean> {
	const data = await context.getExecutionDataById(parentExecutionId);
	const { error } = data?.resultData ?? {};
	if (!data || (error && !(data.waitTill && RECOVERED.test(error.message)))) return false;
	if (!data.waitTill) return data.resultData.lastNodeExecuted === undefined;
	const awaited = data.executionData?.nodeExecutionStack[0]?.metadata?.waitingChildExecutionIds;
	return !awaited || awaited.includes(String(watchExecutionId));
}
