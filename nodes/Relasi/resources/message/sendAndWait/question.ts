import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import {
	invalid,
	optional,
	readChoice,
	readChoiceParameter,
	readCollection,
	readNumber,
	readSwitch,
	readText,
} from '../../../../shared/input/values';
import { toCreatedMs } from '../../../../shared/pagination/readInOrder';
import type { OperationContext } from '../../../operations/operationContext';
import { readApprovalWords } from '../decision/approval';
import { readChoices, toChoiceKey, toChoiceLines } from '../decision/choice';
import { fetchNewest } from '../newestMessages';
import { readMessageFields, toPart, type MessageFields } from '../messageFields';
import { sendInOrder, sendText } from '../sendMessage';
import { MAX_TEXT, oneText } from '../texts';
import { toKnownIds } from './answer';
import { readDeadline } from './deadline';
import { APPROVE_LABEL, DECLINE_LABEL, LINK_TEXT, openPage } from './page';
import { MAX_LOOK_MS } from './schedule';
import type { ExpectedAnswer, Pending } from './wait';
import { canStoreWait } from './workflow';

/** A question that can be sent. */
export interface Question {
	fields: MessageFields;
	text: string;
	/** For how long the execution itself looks for the answer. */
	lookMs: number;
	/** What is known of its answer before it is sent. */
	pending: Omit<Pending, 'question' | 'knownIds'>;
}

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
	const quietSeconds = isReply
		? readNumber(context, options.quietSeconds, 'Quiet Seconds', {
				preset: 10,
				max: 3600,
				advice: 'Enter the number of seconds without a new message, such as 10.',
			})
		: UNCLEAR_QUIET_S;
	const lookSeconds = readNumber(context, options.lookSeconds, 'Look Seconds', {
		preset: 8,
		max: MAX_LOOK_MS / 1000,
		advice: 'Enter the number of seconds to check for the answer, such as 8.',
	});
	const nowMs = Date.now();
	const { deadlineMs, isStored, mark } = readDeadline(context, options, nowMs);
	const asked =
		expected.responseType === 'choice' ? message + toChoiceLines(expected.choices) : message;
	checkLength(context, asked, message);
	if (isReply) mark.quietSeconds = quietSeconds;
	// No ID can hold words of the user's own, so for Prepare Reply the first message is the answer then.
	if (isApproval && ('approveWords' in options || 'declineWords' in options))
		mark.quietSeconds = 0;
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
	const lookMs = link && options.lookSeconds === undefined ? PAGE_LOOK_MS : lookSeconds * 1000;
	return {
		fields,
		text,
		lookMs: isStored ? lookMs : deadlineMs - nowMs,
		pending: {
			item: context.getItemIndex(),
			conversationId: fields.body.conversation_id,
			expected,
			deadlineMs,
			quietMs: quietSeconds * 1000,
			...(clarification !== undefined && {
				// The same sender and the question's own mark.
				clarification: { ...toPart(fields, 2), text: clarification },
			}),
		},
	};
}

function readExpected(context: IExecutePaginationFunctions, options: IDataObject): ExpectedAnswer {
	const responseType = readChoiceParameter(context, 'responseType', 'Response Type', [
		'reply',
		'approval',
		'choice',
	]);
	switch (responseType) {
		case 'reply':
			return { responseType };
		case 'approval':
			return { responseType, ...readApprovalWords(options) };
		case 'choice':
			return { responseType, choices: readDifferentChoices(context) };
	}
}

/** Reads what to send for an unclear answer; undefined to keep waiting. Throws NodeOperationError if it can't be sent. */
function readClarification(
	context: IExecutePaginationFunctions,
	{ ifUnclear = 'keepWaiting' }: IDataObject,
): string | undefined {
	const given = optional(context, ifUnclear, 'keepWaiting');
	const choice = readChoice(context, given, 'If Unclear', ['keepWaiting', 'askAgain']);
	return choice === 'askAgain'
		? oneText(context, 'options.clarification', 'Clarification').trim()
		: undefined;
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
	const link = openPage(context, body.client_request_id, {
		text,
		yes: String(options.approveLabel ?? APPROVE_LABEL),
		no: String(options.declineLabel ?? DECLINE_LABEL),
	});
	const linkText = String(options.linkText ?? LINK_TEXT).trim();
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
