import { ApiError, invalid, notFound } from '../http/apiError';
import type { Settings } from '../options';
import type { Inbox } from './inbox';
import type { MediaFile, Message } from './rows';
import { KEY_CREATOR_ID, USER_IDS } from './rows';
import { toMs } from './timestamps';

/** A message on its way out; `content` is the text, or the caption of a file. */
interface Outgoing {
	clientRequestId: string;
	conversationId: string;
	messageType: string;
	content: string;
	asSystem: boolean;
	fromUserId: string | undefined;
	replyToMessageId: string | undefined;
	file?: MediaFile;
}

/** Sends a message once per client_request_id; what a repeat gets is a setting. */
export function sendMessage(inbox: Inbox, settings: Settings, outgoing: Outgoing): Message {
	const { clientRequestId, conversationId, messageType, content, file } = outgoing;
	const fingerprint = JSON.stringify([conversationId, messageType, content, file?.sha256]);
	const first = inbox.sentByRequestId.get(clientRequestId);
	if (first) {
		const { repeatedRequestId: mode } = settings;
		const isSame = first.fingerprint === fingerprint;
		if (mode === 'first' || (mode === 'sameOnly' && isSame)) return first.message;
		throw new ApiError(409, 'client_request_id was used before');
	}
	checkReferences(inbox, outgoing);
	const message = inbox.addMessage({
		conversation_id: conversationId,
		content,
		message_type: messageType,
		client_request_id: clientRequestId,
		from_customer: false,
		from_user_id: outgoing.asSystem ? null : (outgoing.fromUserId ?? KEY_CREATOR_ID),
		send_state: 'pending',
	});
	if (file) inbox.media.set(message.id, file);
	inbox.sentByRequestId.set(clientRequestId, { message, fingerprint });
	inbox.sentMessages.push(message);
	inbox.dispatches.set(clientRequestId, (inbox.dispatches.get(clientRequestId) ?? 0) + 1);
	scheduleDelivery(inbox, settings, message);
	return message;
}

function checkReferences(inbox: Inbox, outgoing: Outgoing): void {
	const { conversationId, fromUserId, replyToMessageId } = outgoing;
	if (!inbox.conversations.get(conversationId)) throw notFound('conversation');
	if (fromUserId !== undefined && !USER_IDS.includes(fromUserId)) {
		throw invalid('from_user_id must be a user of the same workspace');
	}
	if (replyToMessageId === undefined) return;
	const original = inbox.messages.get(replyToMessageId);
	if (!original) throw notFound('message to reply to');
	if (original.conversation_id !== conversationId) {
		throw invalid('reply_to_message_id belongs to another conversation');
	}
}

function scheduleDelivery(inbox: Inbox, { delivery }: Settings, message: Message): void {
	const { afterMs, outcome, reason } = delivery;
	const states = outcome === 'pending' ? [] : outcome === 'sent' ? ['sent'] : ['sent', outcome];
	const sentMs = toMs(message.created_at);
	for (const [step, send_state] of states.entries()) {
		const at = sentMs + afterMs * (step + 1);
		const error = send_state === 'failed' && reason !== undefined ? { error: reason } : {};
		inbox.schedule.add(at, () => {
			inbox.setMessage(message.id, { send_state, updated_at: at, ...error });
		});
	}
}
