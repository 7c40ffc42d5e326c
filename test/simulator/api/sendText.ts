import { onlyFields, optionalBoolean, optionalId, requiredText } from '../http/bodyFields';
import { onlyParameters } from '../http/queryParameters';
import { sendMessage } from '../inbox/sendMessage';
import type { Operation } from './operation';

const MAX_CHARACTERS = 4000;
const FIELDS = [
	'client_request_id',
	'conversation_id',
	'text',
	'reply_to_message_id',
	'as_system',
	'from_user_id',
];

/** POST /messages/text; `as_system` wins over `from_user_id`, as the guide says. */
export const sendText: Operation = {
	method: 'POST',
	path: '/messages/text',
	scope: 'messages:write',
	handle: ({ world, query, body }) => {
		onlyParameters(query, []);
		const fields = onlyFields(body, FIELDS);
		const message = sendMessage(world.inbox, world.settings, {
			clientRequestId: requiredText(fields, 'client_request_id'),
			conversationId: requiredText(fields, 'conversation_id'),
			messageType: 'text',
			content: requiredText(fields, 'text', MAX_CHARACTERS),
			replyToMessageId: optionalId(fields, 'reply_to_message_id'),
			asSystem: optionalBoolean(fields, 'as_system') ?? false,
			fromUserId: optionalId(fields, 'from_user_id'),
		});
		return { message };
	},
};
