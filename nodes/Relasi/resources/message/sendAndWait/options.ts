import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { parseTimeMs } from '../../../../shared/input/time';
import {
	invalid,
	optional,
	readChoice,
	readNumber,
	readText,
	toNumber,
} from '../../../../shared/input/values';
import { applyMarkdownOption, MAX_TEXT } from '../texts';
import { APPROVE_WORDS, DECLINE_WORDS, toWords, type ApprovalWords } from '../decision/approval';
import { MAX_LOOK_MS } from './schedule';

const forApproval = { show: { '/responseType': ['approval'] } };
const forPage = { ...forApproval, hide: { approvalPage: [false, 'false', 0, '0'] } };
const forClearAnswers = { show: { '/responseType': ['approval', 'choice'] } };

const APPROVE_LABEL = 'Yes';
const DECLINE_LABEL = 'No';
const LINK_TEXT = 'Or answer here:';

/** The options of an approval. */
export const approvalOptions: INodeProperties[] = [
	{
		displayName: 'Approval Page',
		name: 'approvalPage',
		type: 'boolean',
		displayOptions: forApproval,
		default: true,
		description:
			'Whether to add a link to a page with two buttons. Requires a public n8n URL. Added only when the node handles one item.',
	},
	{
		displayName: 'Approve Label',
		name: 'approveLabel',
		type: 'string',
		displayOptions: forPage,
		default: APPROVE_LABEL,
		description: 'Text of the approve button',
	},
	{
		displayName: 'Approve Words',
		name: 'approveWords',
		type: 'string',
		displayOptions: forApproval,
		default: APPROVE_WORDS,
		description:
			'Replies that count as approval, separated by commas, instead of the built-in ones. Forms of address, thanks, and signatures are ignored; 👍 and ✅ always count.',
	},
	{
		displayName: 'Decline Label',
		name: 'declineLabel',
		type: 'string',
		displayOptions: forPage,
		default: DECLINE_LABEL,
		description: 'Text of the decline button',
	},
	{
		displayName: 'Decline Words',
		name: 'declineWords',
		type: 'string',
		displayOptions: forApproval,
		default: DECLINE_WORDS,
		description:
			'Replies that count as a decline, separated by commas, instead of the built-in ones. Forms of address, thanks, and signatures are ignored; 👎 and ❌ always count.',
	},
	{
		displayName: 'Link Text',
		name: 'linkText',
		type: 'string',
		displayOptions: forPage,
		default: LINK_TEXT,
		description: 'Text before the link to the page',
	},
];

/** The group that n8n's own nodes have for this. */
const limitWaitTime: INodeProperties = {
	displayName: 'Limit Wait Time',
	name: 'limitWaitTime',
	type: 'fixedCollection',
	default: { values: { limitType: 'afterTimeInterval', resumeAmount: 24, resumeUnit: 'hours' } },
	description: 'Maximum time to wait for the answer. Defaults to 24 hours.',
	options: [
		{
			displayName: 'Values',
			name: 'values',
			values: [
				{
					displayName: 'Limit Type',
					name: 'limitType',
					type: 'options',
					default: 'afterTimeInterval',
					description:
						'Whether the wait ends some time after the question or at a fixed time',
					options: [
						{ name: 'After Time Interval', value: 'afterTimeInterval' },
						{ name: 'At Specified Time', value: 'atSpecifiedTime' },
					],
				},
				{
					displayName: 'Amount',
					name: 'resumeAmount',
					type: 'number',
					typeOptions: { minValue: 0, numberPrecision: 2 },
					displayOptions: { show: { limitType: ['afterTimeInterval'] } },
					default: 24,
					description: 'The time to wait',
				},
				{
					displayName: 'Unit',
					name: 'resumeUnit',
					type: 'options',
					displayOptions: { show: { limitType: ['afterTimeInterval'] } },
					default: 'hours',
					description: 'Unit of the interval value',
					options: [
						{ name: 'Days', value: 'days' },
						{ name: 'Hours', value: 'hours' },
						{ name: 'Minutes', value: 'minutes' },
					],
				},
				{
					displayName: 'Max Date and Time',
					name: 'maxDateAndTime',
					type: 'dateTime',
					displayOptions: { show: { limitType: ['atSpecifiedTime'] } },
					default: '',
					description: 'Continue execution after the specified date and time',
				},
			],
		},
	],
};

/** The options about the waiting itself. */
export const waitingOptions: INodeProperties[] = [
	limitWaitTime,
	{
		displayName: 'Clarification',
		name: 'clarification',
		type: 'string',
		typeOptions: { rows: 2 },
		displayOptions: { show: { ...forClearAnswers.show, ifUnclear: ['askAgain'] } },
		default: '',
		placeholder: 'e.g. Sorry, is that a yes or a no?',
		description: "What to send once if the customer's answer isn't clear",
	},
	{
		displayName: 'If Unclear',
		name: 'ifUnclear',
		type: 'options',
		displayOptions: forClearAnswers,
		options: [
			{
				name: 'Ask Again',
				value: 'askAgain',
				description: 'Send a clarification once and keep waiting',
			},
			{ name: 'Keep Waiting', value: 'keepWaiting', description: 'Wait for a clear answer' },
		],
		default: 'keepWaiting',
		description: "What to do when the customer's answer isn't clear",
	},
	{
		displayName: 'Look Seconds',
		name: 'lookSeconds',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: MAX_LOOK_MS / 1000 },
		default: 8,
		description:
			'How many seconds the execution checks for the answer before n8n stores the wait. A stored wait notices an answer within 75 seconds, and after an hour within 11 minutes. Defaults to 8, or 4 with an approval page, which opens only once the wait is stored.',
	},
	{
		displayName: 'Quiet Seconds',
		name: 'quietSeconds',
		type: 'number',
		typeOptions: { minValue: 0 },
		displayOptions: { show: { '/responseType': ['reply'] } },
		default: 10,
		description: 'How many seconds without a new message before the reply counts as complete',
	},
];

/** Reads the words that the customer may answer with: the user's own, or the built-in ones. */
export const readApprovalWords = (options: IDataObject): ApprovalWords => ({
	approveWords: toWords(options.approveWords ?? APPROVE_WORDS),
	declineWords: toWords(options.declineWords ?? DECLINE_WORDS),
});

/** Reads the texts of the buttons and of the link to the page. */
export const readPageTexts = ({ approveLabel, declineLabel, linkText }: IDataObject) => ({
	yes: String(approveLabel ?? APPROVE_LABEL),
	no: String(declineLabel ?? DECLINE_LABEL),
	linkText: String(linkText ?? LINK_TEXT).trim(),
});

/** Reads what to send for an unclear answer; undefined to keep waiting. Throws NodeOperationError if it can't be sent. */
export function readClarification(
	context: IExecutePaginationFunctions,
	options: IDataObject,
): string | undefined {
	const { ifUnclear = 'keepWaiting' } = options;
	const given = optional(context, ifUnclear, 'keepWaiting');
	const choice = readChoice(context, given, 'If Unclear', ['keepWaiting', 'askAgain']);
	if (choice === 'keepWaiting') return undefined;
	const written = readText(context, options.clarification, 'Clarification');
	const text = applyMarkdownOption(context, written).trim();
	const { length } = [...text];
	if (length > 0 && length <= MAX_TEXT) return text;
	throw invalid(
		context,
		length > 0
			? `Clarification is too long: ${length} characters, and Relasi accepts ${MAX_TEXT}`
			: 'Clarification is empty',
		"Enter what to send when an answer isn't clear, or set 'If Unclear' to 'Keep Waiting'.",
	);
}

/** Reads after how many seconds without a new message a reply is complete; throws NodeOperationError. */
export const readQuietSeconds = (
	context: IExecutePaginationFunctions,
	{ quietSeconds }: IDataObject,
): number =>
	readNumber(context, quietSeconds, 'Quiet Seconds', {
		preset: 10,
		max: 3600,
		advice: 'Enter the number of seconds without a new message, such as 10.',
	});

/** Reads for how many seconds the execution itself looks for the answer; throws NodeOperationError. */
export const readLookSeconds = (
	context: IExecutePaginationFunctions,
	{ lookSeconds }: IDataObject,
): number =>
	readNumber(context, lookSeconds, 'Look Seconds', {
		preset: 8,
		max: MAX_LOOK_MS / 1000,
		advice: 'Enter the number of seconds to check for the answer, such as 8.',
	});

const UNITS_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 };
const UNITS = Object.keys(UNITS_MS) as Array<keyof typeof UNITS_MS>;
const LIMIT_TYPES = ['afterTimeInterval', 'atSpecifiedTime'] as const;
const MAX_WAIT_MS = 366 * 86_400_000;

/** The longest wait: until a point in time, or for some time after the question. */
export type Limit = { untilMs: number } | { forMs: number };

/** Reads 'Limit Wait Time'; throws NodeOperationError for what isn't a time, or is over. */
export function readWaitLimit(
	context: IExecutePaginationFunctions,
	options: IDataObject,
	nowMs: number,
): Limit {
	const group = (options.limitWaitTime ?? {}) as { values?: IDataObject };
	const {
		limitType = 'afterTimeInterval',
		maxDateAndTime,
		resumeAmount,
		resumeUnit = 'hours',
	} = group.values ?? {};
	const type = readChoice(context, limitType, 'Limit Type', LIMIT_TYPES);
	if (type === 'atSpecifiedTime') {
		const untilMs = parseTimeMs(maxDateAndTime, context.getTimezone()) ?? NaN;
		if (untilMs > nowMs && untilMs - nowMs <= MAX_WAIT_MS) return { untilMs };
		throw invalid(
			context,
			Number.isNaN(untilMs)
				? "'Max Date and Time' of 'Limit Wait Time' isn't a time"
				: `'Max Date and Time' of 'Limit Wait Time' is ${untilMs > nowMs ? 'more than 366 days away' : 'in the past'}`,
			'Enter a time in the future, or wait for a time interval.',
		);
	}
	const amount = toNumber(resumeAmount ?? 24);
	const unitMs = UNITS_MS[readChoice(context, resumeUnit, 'Unit', UNITS)];
	if (amount > 0 && amount * unitMs <= MAX_WAIT_MS) return { forMs: amount * unitMs };
	throw invalid(
		context,
		`'Limit Wait Time' isn't valid: it is ${JSON.stringify(resumeAmount)} ${String(resumeUnit)}`,
		'Enter an amount above 0 in minutes, hours, or days, up to 366 days.',
	);
}
