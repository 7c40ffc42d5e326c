import { callsOf, textOf, type Answer, type ChatMessage, type Tool } from '../support/chatModel';

type Row = Record<string, unknown>;

/** The first two are sent in one go, the others one by one. */
export const REPLIES = [
	'Good morning!',
	'Your order is on its way.',
	'Anything else?',
	'Good bye.',
];

/** A model that answers a customer: it knows nothing but the name and what the tools tell it. */
export function answerCustomer(messages: ChatMessage[], tools: Tool[]): Answer {
	const calls = callsOf(messages);
	const resultOf = (name: string) =>
		calls.find(({ tool }) => tool === name)?.result as Row[] | undefined;
	const call = (name: string, args: object) => {
		if (!tools.some((tool) => tool.name === name)) throw new Error(`There is no tool ${name}`);
		return { tool: name, args };
	};
	const [contacts, chats] = [resultOf('Find_contacts'), resultOf('Get_many_conversations')];
	if (!contacts || !chats) {
		const [, customer] = /customer named (.+?)\./.exec(messages.map(textOf).join('\n')) ?? [];
		return [call('Find_contacts', { Search: customer }), call('Get_many_conversations', {})];
	}
	const transcript = resultOf('Read_conversation');
	if (!transcript) {
		const chat = chats.find(({ customer_id: id }) => id === contacts[0].id);
		const args = { Conversation: chat?.id };
		return [call('Read_conversation', args), call('Get_messages', args)];
	}
	const sent = calls.filter(({ tool }) => tool === 'Send_reply').length;
	const next = REPLIES.slice(sent, sent === 0 ? 2 : sent + 1);
	if (next.length === 0) return 'All done.';
	const { conversation_id: conversationId } = transcript[0];
	return next.map((text) => call('Send_reply', { Conversation: conversationId, Text: text }));
}
