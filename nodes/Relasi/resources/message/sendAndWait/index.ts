import type { INodeProperties } from 'n8n-workflow';

import { optionsField } from '../../../../shared/descriptions/fields';
import type { Operation } from '../../../operations/describeResources';
import { invalid } from '../../../../shared/input/values';
import { handledBy } from '../../../operations/handler';
import { recipientFields } from '../recipient';
import { sendingOptions } from '../sending';
import { approvalOptions } from './approval';
import { canPark } from './subWorkflow';
import { limitWaitTime } from './timeLimit';

const runningNotice: INodeProperties = {
	displayName:
		'This version of n8n waits within the running execution, for at most 24 hours, and a restart of n8n ends the wait. From version 2.41 on, the wait is stored and survives restarts.',
	name: 'waitNotice',
	type: 'notice',
	default: '',
};

const quietSeconds: INodeProperties = {
	displayName: 'Quiet Seconds',
	name: 'quietSeconds',
	type: 'number',
	typeOptions: { minValue: 0 },
	displayOptions: { show: { '/responseType': ['reply'] } },
	default: 10,
	description:
		'How many seconds the customer must have written nothing more for the reply to be complete',
};

/** What comes out: an object of `nodes/schemas`. */
export const output = 'reply';

export const sendAndWait: Operation = {
	option: {
		name: 'Send and Wait for Response',
		value: 'sendAndWait',
		action: 'Send a message and wait for response',
		description: 'Ask the customer in the chat and go on with what they answer',
		routing: {
			request: { method: 'POST', url: '/messages/text' },
			// Where n8n does not run the operation's own code.
			...handledBy(async ({ context }) => {
				throw invalid(
					context,
					'This AI Agent cannot wait for the response of a customer',
					'Use an AI Agent node of version 3 or newer.',
				);
			}),
		},
	},
	fields: [
		...(canPark() ? [] : [runningNotice]),
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
					name: 'Reply',
					value: 'reply',
					description: 'The customer writes what they like in the chat',
				},
			],
			default: 'reply',
		},
		optionsField([...approvalOptions, ...sendingOptions, limitWaitTime, quietSeconds]),
	],
};
