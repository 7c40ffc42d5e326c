import type { IDataObject, IExecuteData } from 'n8n-workflow';

import { hasStatus, isOutcomeUnknown, RelasiApiError } from '../../../shared/errors/apiError';
import { isObject } from '../../../shared/guards';
import { invalid } from '../../../shared/input/values';
import { sleep, withMutex } from '../../../shared/async';
import type { ApiRequest } from '../../../shared/http/request';
import type { OperationContext } from '../../operations/operationContext';
import { findSentMessage, LIST_LAG_MS } from './newestMessages';
import type { MessageFields } from './messageFields';

/** The request that posts a message; `content` is its text or caption. */
type Post = Pick<ApiRequest, 'path' | 'body' | 'makeBody' | 'timeoutMs'> & { content: string };

/** By node run: settles once its newest item has its place in a queue. */
const lastQueued = new WeakMap<IExecuteData, Promise<unknown>>();

/**
 * Sends the messages of one conversation one after another, in the order of the items. `prepare` runs side by side
 * for all items and gives undefined to send nothing. Other conversations don't wait.
 */
export async function sendInOrder<Prepared extends { fields: MessageFields }>(
	run: OperationContext,
	prepare: (run: OperationContext) => Promise<Prepared | undefined>,
	send: (run: OperationContext, prepared: Prepared) => Promise<IDataObject[]>,
): Promise<IDataObject[]> {
	const { api, context } = run;
	const nodeRun = context.getExecuteData();
	const before = lastQueued.get(nodeRun);
	const preparing = prepare(run);
	const queuing = (async () => {
		await before;
		const prepared = await preparing;
		if (!prepared) return undefined;
		const { conversation_id: conversationId } = prepared.fields.body;
		// In an object, since a promise that gives a promise would wait for it.
		return {
			sending: withMutex(
				`${api.keyId} conversation ${conversationId}`,
				async () => await send(run, prepared),
				api.waiter,
			),
		};
	})();
	lastQueued.set(nodeRun, Promise.allSettled([preparing, queuing]));
	return (await (await queuing)?.sending) ?? [];
}

/** Sends one message and returns it, also if the API only says that it was sent already. */
export async function sendMessage(
	run: OperationContext,
	fields: MessageFields,
	{ content, ...request }: Post,
): Promise<IDataObject> {
	const { conversation_id: conversationId, reply_to_message_id: replyTo } = fields.body;
	try {
		const { body } = await run.api.send({
			...request,
			method: 'POST',
			retry: 'always',
			notFoundLabel: `conversation with the ID “${conversationId}”${replyTo === undefined ? '' : `, or no message “${String(replyTo)}” in it`}`,
			hintIfOutcomeUnknown: hintIfOutcomeUnknown(fields),
		});
		return readSent(run, fields, body);
	} catch (error) {
		return await resolveUnknownOutcome(run, fields, content, error as Error);
	}
}

/** Sends a text to the path of the routing. */
export const sendText = async (
	run: OperationContext,
	fields: MessageFields,
	text: string,
): Promise<IDataObject> =>
	await sendMessage(run, fields, {
		path: run.routed.path,
		body: { ...fields.body, text },
		content: text,
	});

/** Returns the message if a send that ended in an error was processed all the same; else throws the error. */
async function resolveUnknownOutcome(
	run: OperationContext,
	fields: MessageFields,
	content: string,
	error: Error,
): Promise<IDataObject> {
	const isKnown = hasStatus(error, 409);
	if (run.signal?.aborted || !(isKnown || isOutcomeUnknown(error))) throw error;
	const isOwnRepeat = isKnown && fields.hasOwnId;
	const sent = await findSent(run, fields, isOwnRepeat);
	// Under an ID that the user gave there may be another message.
	if (sent && !(sent instanceof Error) && (fields.hasOwnId || isSame(content, sent))) return sent;
	if (!isOwnRepeat) throw error;
	const { client_request_id: id } = fields.body;
	throw invalid(
		run.context,
		sent instanceof Error
			? `Relasi reports that this message was already sent, but it couldn't be read: ${sent.message}`
			: "Relasi reports that this message was already sent, but it isn't in the conversation",
		`Look at the conversation before you send it again. Its 'Client Request ID' is “${id}”. To return a message that was already sent, the node needs a key with the scope messages:read.`,
	);
}

/** Finds the message in the conversation; undefined if it isn't there, the error if it can't be read. */
async function findSent(run: OperationContext, { body }: MessageFields, isExpected: boolean) {
	const look = async () => await findSentMessage(run, body).catch((error: Error) => error);
	const found = await look();
	if (found || !isExpected) return found;
	await sleep(LIST_LAG_MS);
	return await look();
}

const isSame = (content: string, sent: IDataObject): boolean =>
	String(sent.content ?? '').trim() === content.trim();

/**
 * Reads the message of a response. Throws NodeOperationError if it belongs to another conversation, and RelasiApiError
 * if there is none.
 */
function readSent(run: OperationContext, fields: MessageFields, body: IDataObject): IDataObject {
	const message = (isObject(body.message) ? body.message : body) as IDataObject;
	const { conversation_id: conversationId, client_request_id: id } = fields.body;
	const answered = String(message.conversation_id ?? conversationId);
	if (answered !== conversationId) {
		throw invalid(
			run.context,
			`Relasi responded with a message of another conversation, “${answered}”: nothing was sent to “${conversationId}”`,
			`A message with the 'Client Request ID' “${id}” was sent before. Give each message its own, or remove the option.`,
		);
	}
	if (message.id || message.id === 0) return message;
	throw new RelasiApiError(run.context.getNode(), {
		message: "Relasi's response has no message in it",
		description: hintIfOutcomeUnknown(fields),
		itemIndex: run.context.getItemIndex(),
		kind: 'unreadable',
		outcomeUnknown: true,
	});
}

const hintIfOutcomeUnknown = ({ body: { client_request_id: id } }: MessageFields): string =>
	`The message may have been sent anyway. To send it again without sending it twice, set the option 'Client Request ID' to “${id}”.`;
