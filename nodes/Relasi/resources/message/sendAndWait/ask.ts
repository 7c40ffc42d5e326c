import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { abortableSleep } from '../../../../shared/async';
import { readItemCredential } from '../../../../shared/credential/itemCredential';
import { openOperationAt, type OperationContext } from '../../../operations/operationContext';
import { poll } from './poll';
import { isPlainTool, readQuestion, sendQuestion } from './question';
import { isAnswering, MAX_LOOK_MS, nextPollMs } from './schedule';
import { isOver, toOutput, withStoredWait, type Pending, type StoredWait } from './wait';
import { WATCHING } from './watchdog';
import { canSuspend, startLoop } from './workflow';

/** The question of one item, and the key it was asked with. */
interface Asked {
	run: OperationContext;
	lookMs: number;
	pending: Pending;
}

const RUNNING_HINT =
	'This version of n8n keeps the execution running while it waits, for up to 24 hours, and a restart of n8n ends the wait. From n8n 2.41, the wait is stored and survives restarts.';

/** Asks the question of each item, and waits for the answers: first in this execution, then in n8n's database. */
export async function sendAndWait(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const continueOnFail = this.continueOnFail();
	const asked = await askAll(this, continueOnFail);
	const askedAtMs = Date.now();
	const isStored = canSuspend(this) && !isPlainTool(this);
	if (!canSuspend(this)) this.addExecutionHints?.({ message: RUNNING_HINT });
	const lookMs = Math.max(0, ...asked.map((each) => each.lookMs));
	await look(this, asked, {
		...{ continueOnFail, askedAtMs, untilMs: isStored ? askedAtMs + lookMs : Infinity },
	});
	const all = asked.map(({ pending }) => pending);
	if (isOver(all, continueOnFail)) return [toOutput(this, all, continueOnFail)];
	// An empty result would be a No to an AI agent whose tool waits for the approval.
	if (this.getExecutionCancelSignal()?.aborted) {
		throw new NodeOperationError(this.getNode(), 'The wait for the answer was stopped');
	}
	try {
		return [
			await startLoop(this, await toItems(this, asked, continueOnFail, askedAtMs), WATCHING),
		];
	} catch (error) {
		throw new NodeOperationError(this.getNode(), error as Error, {
			description:
				"The question was sent, but n8n couldn't start to wait for the answer. Retrying the execution doesn't ask again.",
		});
	}
}

/** Checks all items before the first question goes out, and then sends those that can be sent. */
async function askAll(context: IExecuteFunctions, continueOnFail: boolean): Promise<Asked[]> {
	const indexes = context.getInputData().map((_, index) => index);
	const prepared = await Promise.all(
		indexes.map(async (item) => {
			const run = await openOperationAt(context, item, '/messages/text');
			return { item, run, question: await readQuestion(run).catch((error: Error) => error) };
		}),
	);
	const wrong = prepared.find(({ question }) => question instanceof Error);
	if (wrong && !continueOnFail) throw wrong.question as NodeOperationError;
	const sent = await Promise.all(
		prepared.map(async ({ item, run, question }) => {
			if (question instanceof Error) return { item, run, lookMs: 0, pending: question };
			const pending = await sendQuestion(run, question).catch((error: Error) => error);
			return { item, run, lookMs: question.lookMs, pending };
		}),
	);
	const failed = sent.find(({ pending }) => pending instanceof Error);
	if (failed && !continueOnFail) throw failed.pending as NodeOperationError;
	return sent.map(({ item, pending, ...rest }) => ({
		...rest,
		pending: pending instanceof Error ? toFailed(item, pending) : pending,
	}));
}

const toFailed = (item: number, { message }: Error): Pending => ({
	...{ item, conversationId: '', responseType: 'reply', deadlineMs: 0, quietMs: 0 },
	...{ approveWords: [], declineWords: [], choices: [], knownIds: [], failure: { message } },
});

/** Looks at the conversations until `untilMs`, and on while every customer is about to complete a reply. */
async function look(
	context: IExecuteFunctions,
	asked: Asked[],
	{
		continueOnFail,
		askedAtMs,
		untilMs,
	}: { continueOnFail: boolean; askedAtMs: number; untilMs: number },
): Promise<void> {
	if (untilMs <= askedAtMs) return;
	const signal = context.getExecutionCancelSignal();
	const all = () => asked.map(({ pending }) => pending);
	while (!signal?.aborted && !isOver(all(), continueOnFail)) {
		const atMs = nextPollMs(all(), askedAtMs, Date.now());
		if (atMs > untilMs && !isAnswering(all(), Date.now(), askedAtMs + MAX_LOOK_MS)) return;
		await abortableSleep(atMs - Date.now(), signal);
		if (signal?.aborted) return;
		await Promise.all(
			asked.map(async (each) => {
				[each.pending] = await poll(each.run, [each.pending], false);
			}),
		);
	}
}

/** An item for each key, with the data of the first of its items where the credential is an expression. */
async function toItems(
	context: IExecuteFunctions,
	asked: Asked[],
	continueOnFail: boolean,
	askedAtMs: number,
): Promise<INodeExecutionData[]> {
	const byKey = new Map<string, Pending[]>();
	for (const { run, pending } of asked) {
		byKey.set(run.api.keyId, [...(byKey.get(run.api.keyId) ?? []), pending]);
	}
	const given = context.getInputData();
	const first = asked[0].run.context;
	// Read once for all items, unless expressions are in it.
	const varies = (await readItemCredential(first)) !== (await readItemCredential(first));
	return [...byKey.values()].map((pending) => {
		const waiting: StoredWait = {
			...{ pending, continueOnFail, askedAtMs, nextPollMs: 0, isOver: false },
			parentExecutionId: context.getExecutionId(),
		};
		return withStoredWait({ json: varies ? given[pending[0].item].json : {} }, waiting);
	});
}
