import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Message } from '../../../shared/api/types';
import { idempotencyKey } from '../../../shared/execution/idempotencyKey';
import type { Mark } from '../../../shared/execution/messageMark';
import { readOptionalId } from '../../../shared/input/ids';
import {
	invalid,
	optional,
	readCollection,
	readNumber,
	readSwitch,
} from '../../../shared/input/values';
import { toCreatedMs } from '../../../shared/pagination/readInOrder';
import type { OperationContext } from '../../operations/operationContext';
import { getNote } from './executionNotes';
import { fetchNewest } from './newestMessages';
import { channelTypeOption, findRecipient } from './recipient';
import { markdownOption } from './texts';

const HOUR_MS = 3_600_000;

/** The part of the request that text and media messages have in common. */
export interface MessageFields {
	/** Fields of the request's body. */
	body: IDataObject & { conversation_id: string; client_request_id: string };
	/** True if the node made the client_request_id, so that no other message can have it. */
	hasOwnId: boolean;
}

/** The options that every way of sending has. */
export const sendingOptions: INodeProperties[] = [
	channelTypeOption,
	{
		displayName: 'Client Request ID',
		name: 'clientRequestId',
		type: 'string',
		default: '',
		placeholder: 'e.g. order-1042-shipped',
		description:
			"Relasi sends each ID only once, so repeating an execution can't send the message twice. Remove the option to create one per item and execution.",
	},
	{
		displayName: 'From User ID',
		name: 'fromUserId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0198f3a2-1b7f-7e02',
		description:
			"ID of the Relasi user to send as: the 'from_user_id' of a message they sent. Defaults to the API key's creator.",
	},
	markdownOption,
	{
		displayName: 'Only Within Hours',
		name: 'onlyWithinHours',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 24,
		description:
			"Send only if the customer wrote within this many hours; otherwise fail. WhatsApp, Instagram, and Messenger accept free text only within 24 hours of the customer's last message.",
	},
	{
		displayName: 'Reply To Message ID',
		name: 'replyToMessageId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0198f3a2-90aa-7d10',
		description: 'The message of the same conversation that this one replies to',
	},
	{
		displayName: 'Send as System',
		name: 'asSystem',
		type: 'boolean',
		default: false,
		description:
			"Whether to send as the system instead of as a user. Turn this on for bots; otherwise their messages count as written by the API key's creator.",
	},
];

/**
 * Reads and checks conversation and options; throws NodeOperationError before anything is sent.
 * `content` is the rest of the message, as far as it tells one message from another. Without a `mark` the message
 * answers the one that Prepare Reply went on with in this execution, if any.
 */
export async function readMessageFields(
	run: OperationContext,
	content: unknown,
	mark?: Mark,
): Promise<MessageFields> {
	const { context } = run;
	const options = readCollection(context);
	const fromUserId = readOptionalId(context, options, 'fromUserId', 'From User ID');
	const isSystem = readSwitch(context, options.asSystem, 'Send as System');
	if (isSystem && fromUserId !== undefined) {
		throw invalid(
			context,
			"'Send as System' and 'From User ID' are both set, but a message has only one sender",
			'Remove one of the two options.',
		);
	}
	const replyTo = readOptionalId(context, options, 'replyToMessageId', 'Reply To Message ID');
	const givenId = readOptionalId(context, options, 'clientRequestId', 'Client Request ID');
	const withinHours = readWithinHours(run, options);
	const conversationId = await findRecipient(run, content);
	const { answers: to } = getNote(context, conversationId);
	const ownMark: Mark = mark ?? (to === undefined ? { kind: 'plain' } : { kind: 'answer', to });
	const body = {
		conversation_id: conversationId,
		client_request_id: givenId ?? idempotencyKey(context, conversationId, content, ownMark),
		...(isSystem && { as_system: true }),
		...(fromUserId !== undefined && { from_user_id: fromUserId }),
		...(replyTo !== undefined && { reply_to_message_id: replyTo }),
	};
	if (withinHours !== undefined) await checkWithinHours(run, withinHours, body);
	return { body, hasOwnId: givenId === undefined };
}

function readWithinHours({ context }: OperationContext, options: IDataObject): number | undefined {
	if (!('onlyWithinHours' in options)) return undefined;
	const given = optional(context, options.onlyWithinHours ?? null);
	if (given === undefined) return undefined;
	return readNumber(context, given, 'Only Within Hours', {
		preset: 24,
		isPositive: true,
		advice: 'Enter a number of hours such as 24, or remove the option.',
	});
}

/**
 * Throws NodeOperationError if the customer last wrote more than `hours` ago, or never. A message that was already
 * sent under the same ID passes, because n8n only runs the node again.
 */
async function checkWithinHours(
	run: OperationContext,
	hours: number,
	{ conversation_id: conversationId, client_request_id: id }: MessageFields['body'],
): Promise<void> {
	const { rows, serverTimeMs = Date.now() } = await fetchNewest(run, conversationId, 1, {
		matches: (row) => row.from_customer || row.client_request_id === id,
	});
	const [last] = rows;
	if (last && (!last.from_customer || serverTimeMs - toCreatedMs(last) <= hours * HOUR_MS))
		return;
	throw invalid(
		run.context,
		last
			? `The customer last wrote at ${last.created_at}, more than ${hours} hours ago, so nothing was sent`
			: 'The customer has never written in this conversation, so nothing was sent',
		"Some channels deliver free text only for some time after the customer's last message. Send a template that the channel has approved, or wait until the customer writes. 'Only Within Hours' sets the limit.",
	);
}

/** Makes the body of a further message that belongs to the first: it has its own ID and replies to no message. */
export function toPart({ body }: MessageFields, part: number): MessageFields['body'] {
	const id = `${body.client_request_id}-${part}`;
	const further: MessageFields['body'] = { ...body, client_request_id: id };
	delete further.reply_to_message_id;
	return further;
}

/** Tells whether a message is such a further part of the other one. */
export const isPartOf = (first: Message, message: Message): boolean =>
	String(message.client_request_id).startsWith(`${first.client_request_id}-`);
