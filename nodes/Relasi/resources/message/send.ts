import type { IDataObject } from 'n8n-workflow';

import { ON, optionsField } from '../../../shared/descriptions/fields';
import { readSwitch } from '../../../shared/input/values';
import type { Operation } from '../../operations/describeResources';
import type { OperationContext } from '../../operations/operationContext';
import { handledBy } from '../../operations/handler';
import { isHandedOver } from './answered';
import { readDeliveryTimeout, followAll } from './delivery';
import { recipientFields } from './recipient';
import { readEnvelope, sendingOptions, type Envelope } from './sending';
import { sendInOrder, sendText } from './sendMessage';
import { readTexts, showsNothing, textField } from './texts';

/** What comes out: an object of `nodes/schemas`. */
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
				const messages = await sendInOrder(
					run,
					async () => await prepared(run),
					async ({ texts, envelope }) => await sendAll(run, envelope, texts),
				);
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

/** What to send; undefined where Skip If Empty leaves the message out. */
async function prepared(run: OperationContext) {
	const { context } = run;
	const { skipIfEmpty } = context.getNodeParameter('options', {}) as IDataObject;
	const mayBeSkipped = readSwitch(context, skipIfEmpty, 'Skip If Empty');
	if (mayBeSkipped && showsNothing(context, 'text', 'Text')) return undefined;
	const texts = readTexts(context);
	const envelope = await readEnvelope(run, texts);
	const { conversation_id: conversationId } = envelope.fields;
	// The AI agent fetched a human, and what it says after that is no more to be sent.
	if (mayBeSkipped && isHandedOver(context, conversationId)) return undefined;
	return { texts, envelope };
}

/** Sends the parts of one text one after the other, each with an id of its own. */
async function sendAll(run: OperationContext, envelope: Envelope, texts: string[]) {
	const messages: IDataObject[] = [];
	for (const [index, text] of texts.entries()) {
		const part = { ...envelope, fields: fieldsOfPart(envelope, index) };
		messages.push(await sendText(run, part, text));
	}
	return messages;
}

function fieldsOfPart({ fields }: Envelope, index: number): Envelope['fields'] {
	if (index === 0) return fields;
	const rest: Envelope['fields'] = {
		...fields,
		client_request_id: `${fields.client_request_id}-${index + 1}`,
	};
	// Only the first part answers the other message; the others follow it.
	delete rest.reply_to_message_id;
	return rest;
}
