import assert from 'node:assert/strict';

import { readExamples } from '../../../scripts/start/examples';
import { startSimulator, type Simulator } from '../../simulator';
import { http } from '../../support/http';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import type { Scene } from './scene';

const TRIGGER_TYPE = 'n8n-nodes-relasi.relasiWebhookTrigger';

/** The examples that begin with a webhook, from the customer's message to what the customer reads. */
export async function checkExamples({ checks, ...round }: Round, scene: Scene): Promise<void> {
	const simulator = await startSimulator({ seed: 'empty' });
	round.finally(async () => simulator.close());
	const data = { apiKey: simulator.keys.full, baseUrl: simulator.baseUrl, requestsPerSecond: 50 };
	await scene.api.createCredential({ name: 'Relasi', type: 'relasiApi', data });

	await checks.check(
		'example: each message is answered by its keyword, until a human takes over',
		async () => {
			const workflowId = await publish(scene, simulator, 'keyword-answers.json');
			const { id } = simulator.inbox.addConversation();
			const answers = [
				'Thank you for your message!',
				'We are open',
				'Of course! A colleague',
			];
			await say(simulator, id, 'Hello');
			await heard(simulator, id, answers.slice(0, 1));
			await say(simulator, id, 'When do you OPEN?');
			await heard(simulator, id, answers.slice(0, 2));
			await say(simulator, id, 'May I talk to a human, please?');
			await heard(simulator, id, answers);
			await say(simulator, id, 'Hello?');
			const other = simulator.inbox.addConversation();
			simulator.inbox.addMessage({
				conversation_id: other.id,
				from_customer: false,
				from_user_id: 'usr_1',
			});
			await say(simulator, other.id, 'Thanks');
			await scene.settled(workflowId);
			await heard(simulator, id, answers);
			await heard(simulator, other.id, []);
		},
	);
	await checks.check(
		"example: an execution asks, waits for the customer's reply and saves it",
		async () => {
			simulator.webhooks.clear();
			await publish(scene, simulator, 'ask-and-wait-for-reply.json');
			const contact = simulator.inbox.addContact({ name: 'Jo', email: '' });
			const { id } = simulator.inbox.addConversation({ customer_id: contact.id });
			await heard(simulator, id, ['Welcome! To which email address']);
			simulator.clearRequests();
			const looks = () =>
				simulator.requests.filter(({ path }) => path.endsWith('/messages')).length;
			await until('the execution has looked twice in vain', () => looks() >= 2);
			await say(simulator, id, 'Sure: jo@example.com, thanks');
			const emailOf = () => simulator.inbox.contacts.get(contact.id)?.email;
			await until('the address is saved', () => emailOf() === 'jo@example.com');
			await heard(simulator, id, ['Welcome! To which email address']);
		},
	);
}

/** Imports an example, has the simulator deliver to it, and returns its id. */
async function publish(
	{ api, n8n, secret }: Scene,
	simulator: Simulator,
	file: string,
): Promise<string> {
	const examples = readExamples(await api.listCredentials());
	const { workflow } = examples.find((example) => example.file === file)!;
	const { id } = await api.createWorkflow(workflow);
	await api.activate(id);
	const { webhookId } = workflow.nodes.find(({ type }) => type === TRIGGER_TYPE)!;
	const url = `${n8n.url}/webhook/${webhookId}/webhook`;
	await until('the example is served', async () => (await http.post(url)).status === 401);
	simulator.webhooks.register({ url, secret });
	return id;
}

async function say(simulator: Simulator, conversation_id: string, content: string): Promise<void> {
	simulator.inbox.addMessage({ conversation_id, content, from_customer: true });
	await simulator.webhooks.settled();
}

/** Waits until what was sent into a conversation begins with these words, and nothing else was sent. */
async function heard(
	simulator: Simulator,
	conversationId: string,
	beginnings: string[],
): Promise<void> {
	const sent = () =>
		simulator.inbox.sentMessages
			.filter(({ conversation_id }) => conversation_id === conversationId)
			.map(({ content }) => content);
	await until(`${beginnings.length} answers were sent`, () => sent().length >= beginnings.length);
	assert.deepEqual(
		sent().map((text, index) => (text ?? '').slice(0, beginnings[index]?.length)),
		beginnings,
	);
}
