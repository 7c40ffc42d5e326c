import { listPage } from '../http/listPage';
import { onlyParameters, paging } from '../http/queryParameters';
import type { Operation } from './operation';

const PARAMETERS = ['page', 'per_page', 'conversation_id', 'message_session_id'];

/** GET /messages: all, or those of one conversation and/or session; an unknown id gives an empty list. */
export const listMessages: Operation = {
	method: 'GET',
	path: '/messages',
	scope: 'messages:read',
	handle: ({ world, query: given }) => {
		const query = onlyParameters(given, PARAMETERS);
		const { page, perPage } = paging(query);
		world.drift.before('messages', page);
		const { messages } = world.inbox;
		const { conversation_id: conversationId, message_session_id: sessionId } = query;
		if (sessionId === undefined) {
			const entries =
				conversationId === undefined
					? messages.all()
					: messages.group('conversation_id', conversationId);
			return listPage(entries, page, perPage);
		}
		const entries = messages
			.group('message_session_id', sessionId)
			.filter(
				({ row }) => conversationId === undefined || row.conversation_id === conversationId,
			);
		return listPage(entries, page, perPage);
	},
};
