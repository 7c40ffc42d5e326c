import { type IExecuteFunctions, type INodeExecutionData, NodeOperationError } from 'n8n-workflow';

import { quietInMs } from './answer';
import { isSettled, type Pending } from './pending';

/** The questions of one credential that an execution waits for, as n8n stores them. */
export interface Waiting {
	/** The execution that asked; the waiting ends with it. */
	parentExecutionId: string;
	continueOnFail: boolean;
	askedAtMs: number;
	nextCheckMs: number;
	isOver: boolean;
	/** So many executions are to stand between the one that gets this and the one that checks. */
	supervisors: number;
	pending: Pending[];
}

/** What of the items belongs to the waiting; the rest is there for credentials that are expressions. */
export const waitingOf = ({ json }: INodeExecutionData): Waiting | undefined =>
	json.relasiWaiting as Waiting | undefined;

/** When to check again: at growing distances, sooner where a reply has begun, and at the end. */
export function nextCheckMs(pending: Pending[], askedAtMs: number, nowMs: number): number {
	const times = pending
		.filter((each) => !isSettled(each))
		.flatMap((each) => [
			each.deadlineMs,
			nowMs + (quietInMs(each, nowMs) ?? Infinity),
			nowMs + distanceMs(nowMs - askedAtMs),
		]);
	return Math.max(nowMs, Math.min(...times));
}

const SOON_MS = 30_000;

/** Whether all that is waited for ends in a moment: the time, or the quiet after a reply. */
export const endsSoon = (pending: Pending[], nowMs: number): boolean =>
	pending
		.filter((each) => !isSettled(each))
		.every(
			(each) =>
				Math.min(each.deadlineMs - nowMs, quietInMs(each, nowMs) ?? Infinity) <= SOON_MS,
		);

/** Whether nothing is left to wait for, or an item failed and the node is to fail with it. */
export const isOver = (pending: Pending[], continueOnFail: boolean): boolean =>
	pending.every(isSettled) || (!continueOnFail && pending.some(({ failure }) => failure));

/** One item for each input item, in their order. Throws NodeOperationError for one that failed. */
export function outputOf(
	context: IExecuteFunctions,
	pending: Pending[],
	continueOnFail: boolean,
): INodeExecutionData[] {
	const inOrder = [...pending].sort((one, other) => one.item - other.item);
	const failed = inOrder.find(({ failure }) => failure);
	if (failed?.failure && !continueOnFail) {
		const { message, description } = failed.failure;
		throw new NodeOperationError(context.getNode(), message, {
			description,
			itemIndex: failed.item,
		});
	}
	return inOrder.flatMap(({ item, result, failure }) => {
		const json = failure ? { error: failure.message } : result;
		return json ? [{ json, pairedItem: { item } }] : [];
	});
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** How long after the question to check how often: an answer that is long in coming is not expected to the second. */
const DISTANCES: Array<[untilMs: number, distanceMs: number]> = [
	[10 * SECOND_MS, SECOND_MS],
	[30 * SECOND_MS, 2 * SECOND_MS],
	[MINUTE_MS, 4 * SECOND_MS],
	[10 * MINUTE_MS, MINUTE_MS],
	[60 * MINUTE_MS, 2 * MINUTE_MS],
	[Infinity, 10 * MINUTE_MS],
];

/** Milliseconds until the next check of a conversation, `elapsedMs` after the question. */
export const distanceMs = (elapsedMs: number): number =>
	DISTANCES.find(([untilMs]) => elapsedMs < untilMs)![1];
