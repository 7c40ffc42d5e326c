import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { idOf, optionalId } from '../../../shared/input/ids';
import { invalid } from '../../../shared/input/invalid';
import { isOn } from '../../../shared/input/scalar';
import { withMutex } from '../../../shared/keyedMutex';
import type { ApiResponse } from '../../../shared/transport/apiRequest';
import type { ItemRun } from '../../../shared/transport/routing';
import { ownRequestId } from '../../../shared/idempotency/requestId';

/** What text and media messages have in common, as the API takes it. */
export interface Envelope extends IDataObject {
	conversation_id: string;
	client_request_id: string;
}

/** The options that every way of sending has. */
export const sendingOptions: INodeProperties[] = [
	{
		displayName: 'Client Request ID',
		name: 'clientRequestId',
		type: 'string',
		default: '',
		placeholder: 'e.g. order-1042-shipped',
		description:
			'Relasi sends a message with the same ID only once, whenever it comes again. Leave it out to have one made for every item of every run.',
	},
	{
		displayName: 'From User ID',
		name: 'fromUserId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0198f3a2-1b7f-7e02',
		description:
			"User of your Relasi workspace in whose name to send. Without it, the API key's creator is the sender.",
	},
	{
		displayName: 'Reply To Message ID',
		name: 'replyToMessageId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0198f3a2-90aa-7d10',
		description: 'Message of the same conversation that this one answers',
	},
	{
		displayName: 'Send as System',
		name: 'asSystem',
		type: 'boolean',
		default: false,
		description: 'Whether to send as the system instead of as a user',
	},
];

/** How long the messages of one conversation together wait for each other, to keep their order. */
const ORDER_BUDGET_MS = 10_000;

/**
 * Reads and checks conversation and options; throws NodeOperationError before anything is sent.
 * `content`: what is sent besides, as far as it tells one message from another.
 */
export function envelopeOf(context: IExecutePaginationFunctions, content: unknown): Envelope {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const fromUserId = optionalId(context, options.fromUserId, 'From User ID');
	if (isOn(options.asSystem) && fromUserId !== undefined) {
		throw invalid(
			context,
			'A message has one sender, but Send as System and From User ID are both set',
			'Remove one of the two options.',
		);
	}
	const replyTo = optionalId(context, options.replyToMessageId, 'Reply To Message ID');
	const conversationId = idOf(context, 'conversationId', 'Conversation');
	return {
		conversation_id: conversationId,
		client_request_id:
			optionalId(context, options.clientRequestId, 'Client Request ID') ??
			ownRequestId(context, [conversationId, content]),
		...(isOn(options.asSystem) ? { as_system: true } : {}),
		...(fromUserId !== undefined && { from_user_id: fromUserId }),
		...(replyTo !== undefined && { reply_to_message_id: replyTo }),
	};
}

/** Sends in the order of the items, so that what a customer reads makes sense. */
export async function inOrderOfItems<T>(run: ItemRun, envelope: Envelope, send: () => Promise<T>) {
	return await withMutex(
		`${run.api.keyId} conversation ${envelope.conversation_id}`,
		send,
		ORDER_BUDGET_MS,
	);
}

/** The message object of a send's answer. */
export const messageOf = ({ body }: ApiResponse): IDataObject =>
	(typeof body.message === 'object' && body.message !== null
		? body.message
		: body) as IDataObject;

/** What a 404 to a send means. */
export const notFoundLabelOf = ({
	conversation_id: id,
	reply_to_message_id: replyTo,
}: Envelope): string =>
	`conversation with the ID “${id}”${replyTo === undefined ? '' : `, or no message “${String(replyTo)}” in it`}`;

/** What to tell when nobody knows whether a message went out. */
export const adviceIfUnknownOf = ({ client_request_id: id }: Envelope): string =>
	`The message may have been sent all the same. To send it again without sending it twice, set the option Client Request ID to “${id}”.`;
