import type { IDataObject } from 'n8n-workflow';

import { ON, optionsField } from '../../../shared/descriptions/fields';
import { isInvisible, readCollection, readSwitch } from '../../../shared/input/values';
import type { Operation } from '../../operations/describeResources';
import type { OperationContext } from '../../operations/operationContext';
import { handledBy } from '../../operations/handler';
import { readDeliveryTimeout, followAll } from './delivery';
import { getNote } from './executionNotes';
import { recipientFields } from './recipient';
import { readMessageFields, sendingOptions, toPart, type MessageFields } from './messageFields';
import { sendInOrder, sendText } from './sendMessage';
import { readConverted, readTexts, textField } from './texts';

/** The schema of the output in `nodes/schemas`. */
export const output = 'message';

export const send: Operation = {
	option: {
		name: 'Send',
		value: 'send',
		action: 'Send message',
		description: 'Send a text message to a conversation or contact',
		routing: {
			request: { method: 'POST', url: '/messages/text' },
			...handledBy(async (run) => {
				const timeoutMs = readDeliveryTimeout(run.context);
				const messages = await sendInOrder(run, readMessage, sendParts);
				return timeoutMs === undefined
					? messages
					: await followAll(run, messages, timeoutMs);
			}),
		},
	},
	fields: [
		...recipientFields,
		textField({
			placeholder: 'e.g. Hello, your order is on its way!',
			description: 'What the customer reads, at most 4,000 characters',
		}),
		optionsField([
			{
				displayName: 'Delivery Timeout',
				name: 'deliveryTimeout',
				type: 'number',
				typeOptions: { minValue: 1 },
				displayOptions: { show: { waitForDelivery: ON } },
				default: 30,
				description: 'Maximum number of seconds to wait for the delivery',
			},
			...sendingOptions,
			{
				displayName: 'Skip If Empty',
				name: 'skipIfEmpty',
				type: 'boolean',
				default: false,
				description:
					"Whether to send nothing and return no item if the text is empty, or if an AI agent has used 'Hand Over to Human' in this execution",
			},
			{
				displayName: 'Split Long Text',
				name: 'splitLongText',
				type: 'boolean',
				default: false,
				description:
					'Whether to send a text of more than 4,000 characters as several messages, split between paragraphs, sentences, or words',
			},
			{
				displayName: 'Wait for Delivery',
				name: 'waitForDelivery',
				type: 'boolean',
				default: false,
				description:
					"Whether to wait until the message is on its way to the customer, and fail if it can't be delivered",
			},
		]),
	],
};

/** Reads the texts and the fields of the message; undefined if Skip If Empty leaves it out. */
async function readMessage(run: OperationContext) {
	const { context } = run;
	const { skipIfEmpty } = readCollection(context);
	const mayBeSkipped = readSwitch(context, skipIfEmpty, 'Skip If Empty');
	if (mayBeSkipped && isInvisible(readConverted(context, 'text', 'Text'))) return undefined;
	const texts = readTexts(context);
	const fields = await readMessageFields(run, texts);
	const { conversation_id: conversationId } = fields.body;
	// The AI agent fetched a human, and what it says after that is no more to be sent.
	if (mayBeSkipped && getNote(context, conversationId).isHandedOver) return undefined;
	return { texts, fields };
}

/** Sends the parts of one text one after the other, each with an id of its own. */
async function sendParts(
	run: OperationContext,
	{ fields, texts }: { fields: MessageFields; texts: string[] },
) {
	const messages: IDataObject[] = [];
	for (const [index, text] of texts.entries()) {
		// Only the first part replies to the other message; the others follow it.
		const part = index === 0 ? fields : { ...fields, body: toPart(fields, index + 1) };
		messages.push(await sendText(run, part, text));
	}
	return messages;
}
