import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { sleep } from '../../../../shared/async';
import { readItemCredential } from '../../../../shared/credential/itemCredential';
import { openOperationAt, type OperationContext } from '../../../operations/operationContext';
import { poll } from './poll';
import { readQuestion, sendQuestion } from './question';
import { isAnswering, MAX_LOOK_MS, nextPollMs } from './schedule';
import { isOver, toOutput, withStoredWait, type ItemWait } from './wait';
import { WATCHING } from './watchdog';
import { canSuspend, startLoop } from './workflow';

/** An item that was asked, or failed before. */
interface Asked {
	/** Undefined if it failed. */
	run?: OperationContext;
	lookMs: number;
	wait: ItemWait;
}

const RUNNING_HINT =
	'This version of n8n keeps the execution running while it waits, for up to 24 hours, and a restart of n8n ends the wait. From n8n 2.41, the wait is stored and survives restarts.';

/** Asks the question of each item, and waits for the answers: first in this execution, then in n8n's database. */
export async function sendAndWait(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const asked = await askAll(this);
	const askedAtMs = Date.now();
	if (!canSuspend(this)) this.addExecutionHints?.({ message: RUNNING_HINT });
	await look(this, asked, askedAtMs);
	const waits = asked.map(({ wait }) => wait);
	const continueOnFail = this.continueOnFail();
	if (isOver(waits, continueOnFail)) return [toOutput(this, waits, continueOnFail)];
	// An empty result would be a No to an AI agent whose tool waits for the approval.
	if (this.getExecutionCancelSignal()?.aborted) {
		throw new NodeOperationError(this.getNode(), 'The wait for the answer was stopped');
	}
	try {
		return [await startLoop(this, await toItems(this, asked, askedAtMs), WATCHING)];
	} catch (error) {
		throw new NodeOperationError(this.getNode(), error as Error, {
			description:
				"The question was sent, but n8n couldn't start to wait for the answer. Retrying the execution doesn't ask again.",
		});
	}
}

/** Checks all items before the first question goes out, and then sends those that can be sent. */
async function askAll(context: IExecuteFunctions): Promise<Asked[]> {
	const isFatal = !context.continueOnFail();
	const read = await Promise.allSettled(
		context.getInputData().map(async (_, item) => {
			const run = await openOperationAt(context, item, '/messages/text');
			return { run, question: await readQuestion(run) };
		}),
	);
	for (const result of read)
		if (result.status === 'rejected' && isFatal) throw result.reason as Error;
	const asked = await Promise.allSettled(
		read.map(async (result): Promise<Asked> => {
			if (result.status === 'rejected') throw result.reason as Error;
			const { run, question } = result.value;
			return { run, lookMs: question.lookMs, wait: await sendQuestion(run, question) };
		}),
	);
	return asked.map((result, item) => {
		if (result.status === 'fulfilled') return result.value;
		if (isFatal) throw result.reason as Error;
		const { message } = result.reason as Error;
		return { lookMs: 0, wait: { item, failure: { message } } };
	});
}

/** Looks at the conversations for the longest look time of all items, and longer if every customer has begun a reply. */
async function look(context: IExecuteFunctions, asked: Asked[], askedAtMs: number): Promise<void> {
	const untilMs = askedAtMs + Math.max(...asked.map(({ lookMs }) => lookMs));
	const signal = context.getExecutionCancelSignal();
	while (untilMs > askedAtMs && !signal?.aborted) {
		const waits = asked.map(({ wait }) => wait);
		if (isOver(waits, context.continueOnFail())) return;
		const atMs = nextPollMs(waits, askedAtMs, Date.now());
		if (atMs > untilMs && !isAnswering(waits, Date.now(), askedAtMs + MAX_LOOK_MS)) return;
		await sleep(atMs - Date.now(), signal);
		if (signal?.aborted) return;
		await Promise.all(
			asked.map(async (each) => {
				if (each.run) each.wait = await poll(each.run, each.wait, false);
			}),
		);
	}
}

/** Makes the items of the inner workflow, with the data of the input items if the credential is an expression. */
async function toItems(
	context: IExecuteFunctions,
	asked: Asked[],
	askedAtMs: number,
): Promise<INodeExecutionData[]> {
	const given = context.getInputData();
	const [{ context: first }] = asked.flatMap(({ run }) => run ?? []);
	// Read once for all items, unless expressions are in it.
	const isShared = (await readItemCredential(first)) === (await readItemCredential(first));
	const common = {
		continueOnFail: context.continueOnFail(),
		askedAtMs,
		nextPollMs: 0,
		isOver: false,
		parentExecutionId: context.getExecutionId(),
	};
	return asked.map(({ wait }, item) =>
		withStoredWait({ json: isShared ? {} : given[item].json }, { ...common, wait }),
	);
}
