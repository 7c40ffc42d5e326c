import type { IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { optionsField } from '../../../../shared/descriptions/fields';
import { invalid } from '../../../../shared/input/values';
import type { Operation } from '../../../operations/describeResources';
import { handledBy } from '../../../operations/handler';
import { recipientFields } from '../recipient';
import { sendingOptions } from '../messageFields';
import { approvalOptions, waitingOptions } from './options';

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
function refuse(context: IExecutePaginationFunctions): never {
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
			...handledBy(async ({ context }) => refuse(context)),
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
