import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import type { Mark } from '../../../../shared/execution/messageMark';
import {
	invalid,
	optional,
	readChoiceParameter,
	readCollection,
	readSwitch,
	readText,
	toNumber,
} from '../../../../shared/input/values';
import { toCreatedMs } from '../../../../shared/pagination/readInOrder';
import type { OperationContext } from '../../../operations/operationContext';
import { fetchNewest } from '../newestMessages';
import { readMessageFields, toPart, type MessageFields } from '../messageFields';
import { sendInOrder, sendText } from '../sendMessage';
import { MAX_TEXT, oneText } from '../texts';
import { toKnownIds } from './answer';
import { readChoices, toChoiceKey, toChoiceLines } from '../decision/choice';
import {
	readApprovalWords,
	readClarification,
	readLookSeconds,
	readPageTexts,
	readQuietSeconds,
	readWaitLimit,
	type Limit,
} from './options';
import { openPage } from './page';
import { MAX_LOOK_MS } from './schedule';
import type { ExpectedAnswer, Pending } from './wait';
import { canStoreWait, canSuspend, isPlainTool } from './workflow';

/** A question that can be sent. */
export interface Question {
	fields: MessageFields;
	text: string;
	/** For how long the execution itself looks for the answer. */
	lookMs: number;
	/** What is known of its answer before it is sent. */
	pending: Omit<Pending, 'question'>;
}

const RESPONSE_TYPES = ['reply', 'approval', 'choice'] as const;
/** Look Seconds with a link: while the execution runs, n8n doesn't let the customer open the page. */
const PAGE_LOOK_MS = 4_000;
/** The customer has paused for so long before they are asked again. */
const UNCLEAR_QUIET_S = 3;

/** Reads and checks the parameters of an item; throws NodeOperationError before anything is sent. */
export async function readQuestion(run: OperationContext): Promise<Question> {
	const { context } = run;
	const options = readCollection(context);
	const expected = readExpected(context, options);
	const isReply = expected.responseType === 'reply';
	const isApproval = expected.responseType === 'approval';
	const message = oneText(context, 'message', 'Message');
	const clarification = isReply ? undefined : readClarification(context, options);
	const quietSeconds = isReply ? readQuietSeconds(context, options) : undefined;
	const givenLookMs = readLookSeconds(context, options) * 1000;
	const nowMs = Date.now();
	const limit = readWaitLimit(context, options, nowMs);
	const timeout = readTimeout(context, nowMs);
	const { deadlineMs, isStored } = toDeadline(context, limit, timeout.endMs, nowMs);
	const asked =
		expected.responseType === 'choice' ? message + toChoiceLines(expected.choices) : message;
	checkLength(context, asked, message);
	// No ID can hold words of the user's own, so for Prepare Reply the first message is the answer then.
	const hasOwnWords = isApproval && ('approveWords' in options || 'declineWords' in options);
	const mark = toMark(limit, timeout, hasOwnWords ? 0 : quietSeconds);
	const fields = await readMessageFields(run, asked, mark);
	const link = isApproval ? linkTo(run, options, fields, message) : '';
	if (isApproval && !link && expected.approveWords.length + expected.declineWords.length === 0) {
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
		lookMs: isStored ? lookMs : deadlineMs - nowMs,
		pending: {
			item: context.getItemIndex(),
			conversationId: fields.body.conversation_id,
			expected,
			deadlineMs,
			knownIds: [],
			quietMs: (quietSeconds ?? UNCLEAR_QUIET_S) * 1000,
			...(clarification !== undefined && {
				// The same sender and the question's own mark.
				clarification: { ...toPart(fields, 2), text: clarification },
			}),
		},
	};
}

function readExpected(context: IExecutePaginationFunctions, options: IDataObject): ExpectedAnswer {
	const responseType = readChoiceParameter(
		context,
		'responseType',
		'Response Type',
		RESPONSE_TYPES,
	);
	switch (responseType) {
		case 'reply':
			return { responseType };
		case 'approval':
			return { responseType, ...readApprovalWords(options) };
		case 'choice':
			return { responseType, choices: readDifferentChoices(context) };
	}
}

/** Makes the mark with the end of the wait. Nothing in it depends on the time of this try: a retry makes the same. */
function toMark(limit: Limit, { lengthMs, startedMs }: Timeout, quietSeconds?: number): Mark {
	if ('forMs' in limit) {
		const seconds = Math.min(limit.forMs, lengthMs) / 1000;
		return { kind: 'question', seconds, quietSeconds };
	}
	const endMs = startedMs === undefined ? Infinity : startedMs + lengthMs;
	return { kind: 'questionUntil', untilMs: Math.min(limit.untilMs, endMs), quietSeconds };
}

/** Of what the customer wrote before the question, only the newest may be dated after it. */
const KNOWN_ROWS = 100;

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
			const { rows } = await fetchNewest(run, pending.conversationId, KNOWN_ROWS);
			const sent = await sendText(run, fields, text);
			knownIds = toKnownIds(rows, sent);
			return [sent];
		},
	);
	return { ...pending, knownIds, question, clockAheadMs: toCreatedMs(question) - Date.now() };
}

/** Makes the end of the message, with the link to its page; empty if it has none. */
function linkTo(
	{ context, itemCount }: OperationContext,
	options: IDataObject,
	{ body }: MessageFields,
	text: string,
): string {
	const given = optional(context, options.approvalPage) ?? true;
	const isWanted = readSwitch(context, given, 'Approval Page');
	if (!isWanted || itemCount > 1 || !canStoreWait(context)) return '';
	const { linkText, ...labels } = readPageTexts(options);
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

function readDifferentChoices(context: IExecutePaginationFunctions): string[] {
	const choices = readChoices(context.getNodeParameter('choices', ''), (part) =>
		readText(context, part, 'Choices'),
	);
	const advice = `Enter ${MIN_CHOICES} to ${MAX_CHOICES} different choices, separated by commas or one per line.`;
	if (choices.length < MIN_CHOICES || choices.length > MAX_CHOICES) {
		const count = choices.length === 1 ? '1 choice' : `${choices.length} choices`;
		throw invalid(context, `'Choices' has ${count}`, advice);
	}
	const keys = choices.map(toChoiceKey);
	const double = keys.findIndex((key, index) => keys.indexOf(key) < index);
	if (double < 0) return choices;
	throw invalid(context, `'Choices' has “${choices[double]}” twice`, advice);
}

/** The longest wait within the running execution. */
const MAX_RUNNING_MS = 24 * 3_600_000;
/** n8n resumes what it stored when it next asks its database, which it does once a minute. */
const LATE_MS = 75_000;
/** A shorter wait isn't stored. */
const MIN_STORED_MS = 30_000;

/**
 * Computes when the wait ends, and whether n8n stores it or the execution itself waits until then. Throws
 * NodeOperationError for a wait that this n8n can't hold.
 */
function toDeadline(
	context: IExecutePaginationFunctions,
	limit: Limit,
	timeoutMs: number,
	nowMs: number,
): { deadlineMs: number; isStored: boolean } {
	const limitMs = 'untilMs' in limit ? limit.untilMs : nowMs + limit.forMs;
	const storedMs = timeoutMs - LATE_MS;
	if (canStoreWait(context) && storedMs >= nowMs + MIN_STORED_MS)
		return { deadlineMs: Math.min(limitMs, storedMs), isStored: true };
	const longestMs = isPlainTool(context) ? nowMs + MAX_LOOK_MS : Infinity;
	const deadlineMs = Math.min(limitMs, timeoutMs, longestMs);
	if (canSuspend(context) || deadlineMs - nowMs <= MAX_RUNNING_MS)
		return { deadlineMs, isStored: false };
	throw invalid(
		context,
		'This version of n8n can wait for an answer for up to 24 hours',
		"Set 'Limit Wait Time' to 24 hours or less, or update n8n: from version 2.41, the wait is stored and can last longer.",
	);
}

/** The rest of the workflow has a quarter of the workflow's timeout, and this at most. */
const MAX_REST_MS = 30_000;

/** The workflow's own timeout, without the rest of the workflow; Infinity without one. n8n counts the waiting, too. */
interface Timeout {
	lengthMs: number;
	/** When the execution started; undefined if n8n doesn't say, as before 2.0. */
	startedMs?: number;
	endMs: number;
}

function readTimeout(context: IExecutePaginationFunctions, nowMs: number): Timeout {
	const seconds = toNumber(context.getWorkflowSettings?.().executionTimeout);
	const lengthMs = seconds > 0 ? seconds * 1000 - Math.min(MAX_REST_MS, seconds * 250) : Infinity;
	const startedMs = context.getExecutionContext?.()?.establishedAt;
	return { lengthMs, startedMs, endMs: (startedMs ?? nowMs) + lengthMs };
}
