import type { INodeProperties } from 'n8n-workflow';

import { optionsField } from '../../../../shared/descriptions/fields';
import type { ItemContext } from '../../../../shared/execution/runCache';
import { invalid } from '../../../../shared/input/values';
import type { Operation } from '../../../operations/describeResources';
import { handledBy } from '../../../operations/handler';
import { recipientFields } from '../recipient';
import { sendingOptions } from '../messageFields';
import { APPROVE_WORDS, DECLINE_WORDS } from '../decision/approval';
import { APPROVE_LABEL, DECLINE_LABEL, LINK_TEXT } from './page';
import { MAX_LOOK_MS } from './schedule';

const forApproval = { show: { '/responseType': ['approval'] } };
const forPage = { ...forApproval, hide: { approvalPage: [false, 'false', 0, '0'] } };
const forClearAnswers = { show: { '/responseType': ['approval', 'choice'] } };

/** The options of an approval. */
const approvalOptions: INodeProperties[] = [
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
const waitingOptions: INodeProperties[] = [
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

const itemsNotice: INodeProperties = {
	displayName:
		'With several items, you get all results together, once the last customer has answered or the time is up. To continue with each answer as it comes, put this node in a sub-workflow and call it once per item without waiting for it.',
	name: 'itemsNotice',
	type: 'notice',
	default: '',
};

/** The schema of the output in `nodes/schemas`. */
export const output = 'reply';

/** Refuses callers that run the description's routing instead of `ask`: MCP Server Trigger, sub-agents, old AI Agents. */
async function refuse({ context }: ItemContext): Promise<never> {
	const { type, typeVersion } = context.getExecuteData().node;
	const isOldAgent = type.endsWith('.agent') && typeVersion < 3;
	throw invalid(
		context,
		"n8n can't wait here: send the question with Send, and start another workflow with the answer",
		isOldAgent ? 'An AI Agent node of version 3 or later can wait.' : '',
	);
}

export const sendAndWait: Operation = {
	option: {
		name: 'Send and Wait for Response',
		value: 'sendAndWait',
		action: 'Send message and wait for response',
		description: 'Ask the customer in the chat and continue with their answer',
		routing: {
			request: { method: 'POST', url: '/messages/text' },
			...handledBy(refuse),
		},
	},
	fields: [
		itemsNotice,
		...recipientFields,
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. To which email address may we send the offer?',
			description: 'What the customer reads, at most 4,000 characters',
		},
		{
			displayName: 'Response Type',
			name: 'responseType',
			type: 'options',
			options: [
				{
					name: 'Approval',
					value: 'approval',
					description: 'The customer says yes or no, in the chat or on a page',
				},
				{
					name: 'Choice',
					value: 'choice',
					description: 'The customer picks one of several choices in the chat',
				},
				{
					name: 'Reply',
					value: 'reply',
					description: 'The customer writes free text in the chat',
				},
			],
			default: 'reply',
		},
		{
			displayName: 'Choices',
			name: 'choices',
			type: 'string',
			typeOptions: { rows: 3 },
			displayOptions: { show: { responseType: ['choice'] } },
			default: '',
			placeholder: 'e.g. Monday, Tuesday, Wednesday',
			description:
				'2 to 20 choices, separated by commas or one per line. The message lists them with numbers.',
		},
		optionsField([...approvalOptions, ...sendingOptions, ...waitingOptions]),
	],
};
