import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import type { Message } from '../../../../shared/api/types';
import type { Mark } from '../../../../shared/execution/messageMark';
import {
	invalid,
	invalidValue,
	optional,
	readChoice,
	readChoiceParameter,
	readCollection,
	readSwitch,
	readText,
	toNumber,
} from '../../../../shared/input/values';
import { toCreatedMs } from '../../../../shared/pagination/readInOrder';
import type { OperationContext } from '../../../operations/operationContext';
import { withoutMarkdown } from '../markdownOption';
import { newestMessages } from '../newestMessages';
import { readMessageFields, toPart, type MessageFields } from '../messageFields';
import { sendInOrder, sendText } from '../sendMessage';
import { MAX_TEXT, oneText } from '../texts';
import { toKnownIds } from './answer';
import { toApprovalWords, toLabels } from './approvalOptions';
import { toChoiceKey, toChoiceLines, toChoices } from './choice';
import { readWaitLimit, type Limit } from './limitWaitTime';
import { openPage } from './page';
import { MAX_LOOK_MS } from './schedule';
import type { Pending } from './wait';
import { canSuspend } from './workflow';

/** A question that can be sent. */
interface Question {
	fields: MessageFields;
	text: string;
	/** For how long the execution itself looks for the answer. */
	lookMs: number;
	/** What is known of its answer before it is sent. */
	pending: Omit<Pending, 'question'>;
}

const RESPONSE_TYPES = ['reply', 'approval', 'choice'] as const;
/** Where the waiting cannot be stored, the execution runs all the time. */
const MAX_RUNNING_MS = 24 * 3_600_000;
/** While the execution runs, n8n does not let the customer open the page. */
const PAGE_LOOK_MS = 4_000;
/** Before a customer is asked again they have paused for so long. */
const UNCLEAR_QUIET_S = 3;

/** Reads and checks the parameters of an item; throws NodeOperationError before anything is sent. */
export async function readQuestion(run: OperationContext): Promise<Question> {
	const { context } = run;
	const options = readCollection(context);
	const responseType = readChoiceParameter(context, 'responseType', 'Response Type', [
		...RESPONSE_TYPES,
	]);
	const message = oneText(context, 'message', 'Message');
	const choices = responseType === 'choice' ? readChoices(context) : [];
	const words =
		responseType === 'approval'
			? toApprovalWords(options)
			: { approveWords: [], declineWords: [] };
	const clarification =
		responseType === 'reply' ? undefined : readClarification(context, options);
	const quietSeconds = responseType === 'reply' ? readQuiet(context, options) : undefined;
	const givenLookMs = readLook(context, options);
	const nowMs = Date.now();
	const limit = readWaitLimit(context, options, nowMs);
	const { deadlineMs, isRunning } = toDeadline(context, limit, nowMs);
	// No ID can hold words of the user's own, so for Prepare Reply the first message is the answer then.
	const hasOwnWords = responseType === 'approval' && hasWords(options);
	const awaited = { quietSeconds: hasOwnWords ? 0 : quietSeconds };
	const mark: Mark =
		'untilMs' in limit
			? { kind: 'questionUntil', ...limit, ...awaited }
			: { kind: 'question', seconds: limit.forMs / 1000, ...awaited };
	const asked = choices.length > 0 ? message + toChoiceLines(choices) : message;
	checkLength(context, asked, message);
	const fields = await readMessageFields(run, asked, mark);
	const link = responseType === 'approval' ? linkTo(run, options, fields, message) : '';
	if (
		responseType === 'approval' &&
		!link &&
		words.approveWords.length + words.declineWords.length === 0
	) {
		throw invalid(
			context,
			"Nobody could answer: 'Approve Words' and 'Decline Words' are both empty, and there is no page",
			'Enter words, or remove the two options to use the built-in words.',
		);
	}
	const text = asked + link;
	checkLength(context, text, message);
	const lookMs = link && options.lookSeconds === undefined ? PAGE_LOOK_MS : givenLookMs;
	return {
		fields,
		text,
		lookMs: isRunning ? deadlineMs - nowMs : lookMs,
		pending: {
			item: context.getItemIndex(),
			conversationId: fields.body.conversation_id,
			...{ responseType, choices, deadlineMs, ...words, knownIds: [] },
			quietMs: (quietSeconds ?? UNCLEAR_QUIET_S) * 1000,
			...(clarification !== undefined && {
				// The same sender and the question's own mark.
				clarification: { ...toPart(fields, 2), text: clarification },
			}),
		},
	};
}

const hasWords = (options: IDataObject): boolean =>
	'approveWords' in options || 'declineWords' in options;

/** Sends the question, once however often n8n runs the node, and gives what there is to wait for. */
export async function sendQuestion(
	run: OperationContext,
	{ fields, text, pending }: Question,
): Promise<Pending> {
	let knownIds: string[] = [];
	const [question] = await sendInOrder(
		run,
		async () => ({ fields }),
		async () => {
			// First of all: a key that may not read messages could never see the answer.
			const before = await newestMessages(run, pending.conversationId);
			const sent = await sendText(run, fields, text);
			knownIds = toKnownIds(before, sent);
			return [sent];
		},
	);
	return {
		...pending,
		knownIds,
		question: question as Message,
		clockAheadMs: toCreatedMs(question) - Date.now(),
	};
}

/** A tool that an AI agent calls, other than the one that asks before another tool runs. */
export const isPlainTool = (context: Pick<IExecutePaginationFunctions, 'getNode'>): boolean =>
	/(?<!Hitl)Tool$/.test(context.getNode().type);

/** What stands behind the question, with the link to its page; empty where there is none. */
function linkTo(
	{ context, itemCount }: OperationContext,
	options: IDataObject,
	{ body }: MessageFields,
	text: string,
): string {
	const isPossible = canSuspend(context) && itemCount === 1 && !isPlainTool(context);
	const isWanted = readSwitch(
		context,
		optional(context, options.approvalPage) ?? true,
		'Approval Page',
	);
	if (!isPossible || !isWanted) return '';
	const { linkText, ...labels } = toLabels(options);
	const link = openPage(context, body.client_request_id, { text, ...labels });
	return link ? `\n\n${`${linkText} ${link}`.trim()}` : '';
}

function checkLength(context: IExecutePaginationFunctions, whole: string, message: string): void {
	const [length, ownLength] = [whole, message].map((text) => [...text].length);
	if (length <= MAX_TEXT) return;
	throw invalid(
		context,
		`Message is too long: with the choices or the link it has ${length} characters, and Relasi accepts ${MAX_TEXT}`,
		`Shorten 'Message' to ${ownLength - (length - MAX_TEXT)} characters.`,
	);
}

const MIN_CHOICES = 2;
const MAX_CHOICES = 20;

function readChoices(context: IExecutePaginationFunctions): string[] {
	const given = context.getNodeParameter('choices', '');
	const choices = toChoices(given);
	const advice = `Enter ${MIN_CHOICES} to ${MAX_CHOICES} different choices, separated by commas or one per line.`;
	if (choices.length < MIN_CHOICES || choices.length > MAX_CHOICES) {
		throw invalid(context, `'Choices' has ${choices.length} choices`, advice);
	}
	const keys = choices.map(toChoiceKey);
	const double = keys.findIndex((key, index) => keys.indexOf(key) < index);
	if (double < 0) return choices;
	throw invalid(context, `'Choices' has “${choices[double]}” twice`, advice);
}

function readClarification(
	context: IExecutePaginationFunctions,
	options: IDataObject,
): string | undefined {
	const { ifUnclear = 'keepWaiting' } = options;
	const choices = ['keepWaiting', 'askAgain'] as const;
	const given = optional(context, ifUnclear, 'keepWaiting');
	if (readChoice(context, given, 'If Unclear', choices) === 'keepWaiting') return undefined;
	const written = readText(context, options.clarification, 'Clarification');
	const text = withoutMarkdown(context, written).trim();
	const length = [...text].length;
	if (length > 0 && length <= MAX_TEXT) return text;
	throw invalid(
		context,
		length > 0
			? `Clarification is too long: ${length} characters, and Relasi accepts ${MAX_TEXT}`
			: 'Clarification is empty',
		"Enter what to send when an answer isn't clear, or set 'If Unclear' to 'Keep Waiting'.",
	);
}

function readQuiet(context: IExecutePaginationFunctions, { quietSeconds }: IDataObject): number {
	const advice = 'Enter the number of seconds without a new message, such as 10.';
	return readSeconds(context, quietSeconds, 'Quiet Seconds', { preset: 10, max: 3600, advice });
}

function readLook(context: IExecutePaginationFunctions, { lookSeconds }: IDataObject): number {
	const advice = 'Enter the number of seconds to check for the answer, such as 8.';
	const max = MAX_LOOK_MS / 1000;
	return readSeconds(context, lookSeconds, 'Look Seconds', { preset: 8, max, advice }) * 1000;
}

function readSeconds(
	context: IExecutePaginationFunctions,
	given: unknown,
	label: string,
	{ preset, max, advice }: { preset: number; max: number; advice: string },
): number {
	const seconds = toNumber(optional(context, given ?? preset, preset));
	if (seconds >= 0 && seconds <= max) return seconds;
	throw invalidValue(context, label, given, `isn't a number from 0 to ${max}`, advice);
}

interface Deadline {
	deadlineMs: number;
	/** Whether the execution itself waits until then, since n8n would resume a stored wait too late. */
	isRunning: boolean;
}

/** When the waiting ends. Throws NodeOperationError for what this n8n cannot wait for. */
function toDeadline(context: IExecutePaginationFunctions, limit: Limit, nowMs: number): Deadline {
	const limitMs = 'untilMs' in limit ? limit.untilMs : nowMs + limit.forMs;
	const canStore = canSuspend(context) && !isPlainTool(context);
	const timeoutMs = toTimeout(context, nowMs);
	const isRunning = canStore && timeoutMs - LATE_MS < nowMs + SHORT_MS;
	const longestMs = canStore && !isRunning ? timeoutMs - LATE_MS : timeoutMs;
	const deadlineMs = Math.min(limitMs, longestMs);
	if (isPlainTool(context))
		return { deadlineMs: Math.min(deadlineMs, nowMs + MAX_LOOK_MS), isRunning };
	if (canSuspend(context) || deadlineMs - nowMs <= MAX_RUNNING_MS)
		return { deadlineMs, isRunning };
	throw invalid(
		context,
		'This version of n8n can wait for an answer for up to 24 hours',
		"Set 'Limit Wait Time' to 24 hours or less, or update n8n: from version 2.41, the wait is stored and can last longer.",
	);
}

/** n8n resumes what it stored when it next asks its database, which it does once a minute. */
const LATE_MS = 75_000;
/** Where a stored wait could not last so long, the execution itself waits. */
const SHORT_MS = 30_000;
/** What is left of the workflow's own timeout for what comes after the answer: a quarter, at most this much. */
const REST_MS = 30_000;

/** When to stop so that the execution still goes on before n8n cancels it: it counts the waiting, too. */
function toTimeout(context: IExecutePaginationFunctions, nowMs: number): number {
	const seconds = toNumber(context.getWorkflowSettings?.().executionTimeout);
	if (!(seconds > 0)) return Infinity;
	const startedMs = context.getExecutionContext?.()?.establishedAt ?? nowMs;
	return startedMs + seconds * 1000 - Math.min(REST_MS, seconds * 250);
}
