import type { N8nApi } from '../../../scripts/n8n/api';
import type { Simulator } from '../../simulator';
import { chain, locator, relasi, start } from './workflows';

/** Ids of the workflows that the README shows. */
export interface Pictured {
	send: string;
	trigger: string;
	refused: string;
	whole: string;
}

/** Stores the workflows that the README shows. */
export async function pictured(api: N8nApi, simulator: Simulator): Promise<Pictured> {
	const credential = async (name: string, apiKey: string) => {
		const data = { apiKey, baseUrl: simulator.baseUrl, requestsPerSecond: 60 };
		return api.createCredential({ name, type: 'relasiApi', data });
	};
	const full = await credential('Relasi account', simulator.keys.full);
	const readOnly = await credential('Relasi read-only', simulator.keys.readOnly);
	const store = async (...chained: Parameters<typeof chain>) =>
		(await api.createWorkflow(chain(...chained))).id;

	const emma = simulator.inbox.contacts.all().find(({ row }) => row.name === 'Emma Clarke')!.row;
	const chat = simulator.inbox.conversations
		.all()
		.find(({ row }) => row.customer_id === emma.id)!.row;
	const conversationId = {
		...locator(chat.id, 'list'),
		cachedResultName: `Emma Clarke · ${chat.channel}`,
	};
	const send = { resource: 'message', operation: 'send' };
	const thanks = { ...send, conversationId, text: 'Thanks, we are on it!' };
	const trigger = relasi('Relasi Trigger', { event: 'messageReceived' }, full, 'relasiTrigger');
	return {
		send: await store('Send a message', [start, relasi('Send a message', thanks, full)]),
		trigger: await store('On each message', [trigger]),
		refused: await store('Refused', [start, relasi('Send a message', thanks, readOnly)]),
		whole: await store('Answer new messages', [
			trigger,
			relasi(
				'Get the history',
				{
					resource: 'message',
					operation: 'getAll',
					filters: { conversationId: '={{ $json.conversation_id }}' },
					options: { asTranscript: true },
				},
				full,
			),
			relasi(
				'Answer',
				{
					...send,
					conversationId: locator("={{ $('Relasi Trigger').item.json.conversation_id }}"),
					text: '=Thanks, a colleague has read your {{ $json.message_count }} messages and will answer soon.',
				},
				full,
			),
		]),
	};
}
