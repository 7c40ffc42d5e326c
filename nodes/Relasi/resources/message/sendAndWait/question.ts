import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import { timeOf } from '../../../../shared/pagination/timeOrder';
import { choiceOf, invalid, invalidValue, isOn, numberOf } from '../../../../shared/input/values';
import type { OperationContext } from '../../../operations/operationContext';
import { envelopeOf, type Envelope } from '../sending';
import { inOrderOfItems, sendMessage } from '../sendMessage';
import { oneText } from '../texts';

import { approvalWordsOf } from './approval';
import { canPark } from './subWorkflow';
import type { Pending } from './pending';
import { deadlineOf } from './timeLimit';

/** A question that can be sent. */
export interface Question {
	envelope: Envelope;
	text: string;
	pending: Pending;
}

/** An AI agent that calls the node as a plain tool stands still meanwhile. */
const TOOL_WAIT_MS = 55_000;
/** Where the waiting cannot be stored, the execution runs all the time. */
const MAX_RUNNING_MS = 24 * 3_600_000;

/** Reads and checks the parameters of an item; throws NodeOperationError before anything is sent. */
export async function preparedQuestion(
	run: OperationContext,
	itemCount: number,
): Promise<Question> {
	const { context } = run;
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const responseType = choiceOf(context, 'responseType', 'Response Type', ['reply', 'approval']);
	const text = oneText(context, 'message', 'Message');
	const hasPage =
		responseType === 'approval' &&
		isOn(options.approvalPage ?? true) &&
		canPark() &&
		itemCount === 1 &&
		!isPlainTool(context);
	const url = hasPage ? `\n${context.getSignedResumeUrl({ approval: 'page' })}` : '';
	const envelope = await envelopeOf(run, text);
	const nowMs = Date.now();
	return {
		envelope,
		text: `${text}${url}`,
		pending: {
			item: context.getItemIndex(),
			conversationId: envelope.fields.conversation_id,
			responseType,
			hasPage,
			deadlineMs: deadlineWithin(run, options, nowMs),
			quietMs: quietOf(run, options) * 1000,
			...approvalWordsOf(options),
		},
	};
}

/** A tool that an AI agent calls, other than the one that asks before another tool runs. */
const isPlainTool = (context: IExecutePaginationFunctions): boolean =>
	/(?<!Hitl)Tool$/.test(context.getNode().type);

function quietOf({ context }: OperationContext, { quietSeconds = 10 }: IDataObject): number {
	const seconds = numberOf(quietSeconds);
	if (seconds >= 0 && seconds <= 3600) return seconds;
	const advice =
		'Enter for how many seconds the customer must have written nothing, for instance 10.';
	throw invalidValue(
		context,
		'Quiet Seconds',
		quietSeconds,
		'not a number from 0 to 3600',
		advice,
	);
}

function deadlineWithin(
	{ context }: OperationContext,
	options: IDataObject,
	nowMs: number,
): number {
	const deadlineMs = deadlineOf(context, options, nowMs);
	if (isPlainTool(context)) {
		return Math.min(deadlineMs, nowMs + TOOL_WAIT_MS);
	}
	if (canPark() || deadlineMs - nowMs <= MAX_RUNNING_MS) return deadlineMs;
	throw invalid(
		context,
		'This version of n8n can wait for an answer for at most 24 hours',
		'Set Limit Wait Time to 24 hours or less, or update n8n: from version 2.41 on, the waiting is stored in its database and may last longer.',
	);
}

/** Sends the question, once however often n8n runs the node, and gives what there is to wait for. */
export async function sendQuestion(
	run: OperationContext,
	{ envelope, text, pending }: Question,
): Promise<Pending> {
	const post = { path: run.routed.path, body: { ...envelope.fields, text }, content: text };
	const [question] = await inOrderOfItems(
		run,
		async () => ({ envelope }),
		async () => [await sendMessage(run, envelope, post)],
	);
	return { ...pending, question, clockAheadMs: timeOf(question) - Date.now() };
}
