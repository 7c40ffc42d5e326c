import type { Channel, Contact, Conversation, Message, ApiKey } from '../../nodes/shared/api/types';

// The compiler is the test: a misspelt field of an object of the API does not compile.
test('a misspelt field of an object of the API does not compile', () => {
	const misspelt = (
		contact: Contact,
		conversation: Conversation,
		message: Message,
		channel: Channel,
		apiKey: ApiKey,
	) => [
		// @ts-expect-error It is lead_status.
		contact.leadStatus,
		// @ts-expect-error It is customer_id.
		conversation.contact_id,
		// @ts-expect-error It is conversation_id.
		message.conversationId,
		// @ts-expect-error It is phone_number.
		channel.phone,
		// @ts-expect-error It is app_id.
		apiKey.appId,
	];
	expect(misspelt).toHaveLength(5);
});
