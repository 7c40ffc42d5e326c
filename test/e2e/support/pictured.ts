import type { N8nApi } from '../../../scripts/n8n/api';
import { readExamples } from '../../../scripts/start/examples';
import type { Simulator } from '../../simulator';
import { chain, locator, relasi, start } from './workflows';

/** Ids of the workflows that the README shows. */
export interface Pictured {
	send: string;
	trigger: string;
	refused: string;
	whole: string;
	/** Its trigger has the options of a bot. */
	options: string;
	webhook: string;
	/** An AI agent with Relasi tools. */
	bot: string;
	/** An AI agent whose tool waits for a human. */
	review: string;
	/** Asks for an approval when it is run. */
	approval: string;
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
	const question = {
		...{ resource: 'message', operation: 'sendAndWait', responseType: 'approval' },
		...{ conversationId },
		message: 'Your parcel can come on Tuesday between 9 and 12. Is that all right?',
	};
	const secret = await api.createCredential({
		...{ name: 'Relasi webhook', type: 'relasiWebhookApi' },
		data: { signingSecret: 'whsec_cGljdHVyZXNwaWN0dXJlc3BpY3R1cmVz' },
	});
	await api.createCredential({
		...{ name: 'OpenAI account', type: 'openAiApi', data: { apiKey: 'none' } },
	});
	const examples = readExamples(await api.listCredentials());
	const storeExample = async (file: string) => {
		const { workflow } = examples.find((example) => example.file === file)!;
		// The README says what the note says.
		const nodes = workflow.nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		return (await api.createWorkflow({ ...workflow, nodes })).id;
	};
	const trigger = relasi('Relasi Trigger', { event: 'messageReceived' }, full, 'relasiTrigger');
	return {
		send: await store('Send message', [start, relasi('Send message', thanks, full)]),
		trigger: await store('On each message', [trigger]),
		refused: await store('Refused', [start, relasi('Send message', thanks, readOnly)]),
		options: await store('Bot', [
			relasi(
				'Relasi Trigger',
				{
					event: 'messageReceived',
					options: {
						combineMessages: true,
						quietSeconds: 10,
						include: ['contact'],
						overlapSeconds: 60,
					},
				},
				full,
				'relasiTrigger',
			),
		]),
		webhook: await store('On each delivery', [
			{
				...relasi('Relasi Webhook Trigger', {}, secret, 'relasiWebhookTrigger'),
				webhookId: '6c1f5f2e-7a0c-4d0a-9a49-0f3f3f6b8c21',
			},
		]),
		bot: await storeExample('ai-bot.json'),
		review: await storeExample('ai-agent-asks-before-it-acts.json'),
		approval: await store('Ask', [start, relasi('Ask', question, full)]),
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
