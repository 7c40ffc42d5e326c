import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { abortableSleep } from '../../../../shared/async';
import { openOperationAt, type OperationContext } from '../../../operations/operationContext';
import { credentialOf } from '../../../../shared/credential/itemCredential';
import { checked } from './check';
import { canPark, startLoop } from './subWorkflow';
import type { Pending } from './pending';
import { preparedQuestion, sendQuestion } from './question';
import { endsSoon, isOver, nextCheckMs, outputOf, type Waiting } from './waiting';

/** So long a customer who is there is waited for within the execution. */
const WITHIN_MS = 55_000;
/** So much longer when the end is near: n8n's database is looked at once a minute. */
const GRACE_MS = 45_000;

/** The question of one item, and the key it was asked with. */
interface Asked {
	run: OperationContext;
	pending: Pending;
}

/** Asks the question of each item, and waits for the answers: first in this execution, then in n8n's database. */
export async function sendAndWait(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const continueOnFail = this.continueOnFail();
	const asked = await askAll(this, continueOnFail);
	const askedAtMs = Date.now();
	// While the execution runs, n8n does not let the customer open the page.
	const withinMs = asked.some(({ pending }) => pending.hasPage) ? 0 : WITHIN_MS;
	const untilMs = canPark() ? askedAtMs + withinMs : Infinity;
	await waitWithin(this, asked, { continueOnFail, askedAtMs, untilMs });
	const all = asked.map(({ pending }) => pending);
	if (isOver(all, continueOnFail) || this.getExecutionCancelSignal()?.aborted) {
		return [outputOf(this, all, continueOnFail)];
	}
	try {
		const items = await itemsOf(this, asked, continueOnFail, askedAtMs);
		const data = await startLoop(this, items, {
			name: 'Wait for the reply',
			step: 'superviseWaiting',
			lastStep: 'finishWaiting',
		});
		return [data[0] ?? []];
	} catch (error) {
		throw new NodeOperationError(this.getNode(), error as Error, {
			description:
				'The question was sent, but n8n could not begin to wait for the answer. A retry of the execution does not ask again.',
		});
	}
}

/** Checks all items before the first question goes out, and then sends those that can be sent. */
async function askAll(context: IExecuteFunctions, continueOnFail: boolean): Promise<Asked[]> {
	const indexes = context.getInputData().map((_, index) => index);
	const prepared = await Promise.all(
		indexes.map(async (item) => {
			const run = await openOperationAt(context, item, '/messages/text');
			const prepare = preparedQuestion(run, indexes.length);
			return { item, run, question: await prepare.catch((error: Error) => error) };
		}),
	);
	const wrong = prepared.find(({ question }) => question instanceof Error);
	if (wrong && !continueOnFail) throw wrong.question as NodeOperationError;
	const sent = await Promise.all(
		prepared.map(async ({ item, run, question }) => {
			const pending =
				question instanceof Error
					? question
					: await sendQuestion(run, question).catch((error: Error) => error);
			return { item, run, pending };
		}),
	);
	const failed = sent.find(({ pending }) => pending instanceof Error);
	if (failed && !continueOnFail) throw failed.pending as NodeOperationError;
	return sent.map(({ item, run, pending }) => ({
		run,
		pending: pending instanceof Error ? failedItem(item, pending) : pending,
	}));
}

const failedItem = (item: number, { message }: Error): Pending => ({
	...{ item, conversationId: '', responseType: 'reply', deadlineMs: 0, quietMs: 0 },
	...{ approveWords: [], declineWords: [], failure: { message } },
});

async function waitWithin(
	context: IExecuteFunctions,
	asked: Asked[],
	until: { continueOnFail: boolean; askedAtMs: number; untilMs: number },
): Promise<void> {
	const { continueOnFail, askedAtMs, untilMs } = until;
	const graceMs = untilMs > askedAtMs ? untilMs + GRACE_MS : untilMs;
	const signal = context.getExecutionCancelSignal();
	const all = () => asked.map(({ pending }) => pending);
	while (!signal?.aborted && !isOver(all(), continueOnFail)) {
		const atMs = nextCheckMs(all(), askedAtMs, Date.now());
		if (atMs > untilMs && !(Date.now() < graceMs && endsSoon(all(), Date.now()))) return;
		await abortableSleep(atMs - Date.now(), signal);
		if (signal?.aborted) return;
		await Promise.all(
			asked.map(async (each) => {
				[each.pending] = await checked(each.run, [each.pending], false);
			}),
		);
	}
}

/** An item for each key, with the data of the first of its items where the credential is an expression. */
async function itemsOf(
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
	const varies = (await credentialOf(first)) !== (await credentialOf(first));
	return [...byKey.values()].map((pending) => {
		const waiting: Waiting = {
			...{ pending, continueOnFail, askedAtMs, nextCheckMs: 0, isOver: false },
			parentExecutionId: context.getExecutionId(),
			supervisors: 1,
		};
		const json = { ...(varies && given[pending[0].item].json), relasiWaiting: waiting };
		return { json: json as unknown as IDataObject };
	});
}
