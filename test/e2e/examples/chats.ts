import assert from 'node:assert/strict';

import type { WorkflowFile } from '../../../scripts/n8n/api';
import { itemsOf } from '../../../scripts/n8n/executions';
import { until } from '../support/until';
import { executionOf, heard, published, sentTo, settled } from './published';
import type { Scene } from './scene';

/** A customer writes, and the answer greets them by the name of their contact. */
export async function checkWhoWrote(scene: Scene, workflow: WorkflowFile): Promise<void> {
	await published(scene, workflow, async () => {
		const { inbox } = scene.simulator;
		const { id } = inbox.addContact({ name: 'Budi Santoso' });
		const chat = inbox.addConversation({ customer_id: id });
		inbox.addMessage({ conversation_id: chat.id, content: 'Hello?' });
		await heard(scene, chat, ['Hello Budi Santoso,']);
	});
}

/** Each message is answered by its keyword, until a human takes over. */
export async function checkKeywords(scene: Scene, workflow: WorkflowFile): Promise<void> {
	await published(scene, workflow, async (workflowId) => {
		const { inbox } = scene.simulator;
		const [chat, other] = [inbox.addConversation(), inbox.addConversation()];
		const say = (conversation_id: string, content: string) =>
			inbox.addMessage({ conversation_id, content });
		const answers = ['Thank you for your message!', 'We are open', 'Of course! A colleague'];
		say(chat.id, 'Hello');
		await heard(scene, chat, answers.slice(0, 1));
		say(chat.id, 'When do you OPEN?');
		await heard(scene, chat, answers.slice(0, 2));
		say(chat.id, 'May I talk to a human, please?');
		await heard(scene, chat, answers);
		say(chat.id, 'Hello?');
		const agent = { from_customer: false, from_user_id: 'usr_1' };
		inbox.addMessage({ conversation_id: other.id, ...agent });
		say(other.id, 'Thanks');
		await settled(scene, workflowId);
		await heard(scene, chat, answers);
		await heard(scene, other, []);
	});
}

/** An execution asks, waits for the customer's reply, and saves it. */
export async function checkReply(scene: Scene, workflow: WorkflowFile): Promise<void> {
	const { simulator } = scene;
	await published(scene, workflow, async () => {
		const { inbox } = simulator;
		const contact = inbox.addContact({ name: 'Jo', email: '' });
		const chat = inbox.addConversation({ customer_id: contact.id });
		const question = ['Welcome! To which email address'];
		await heard(scene, chat, question);
		simulator.clearRequests();
		const looks = () =>
			simulator.requests.filter(({ path }) => path.endsWith('/messages')).length;
		await until('the execution has looked twice in vain', () => looks() >= 2);
		inbox.addMessage({ conversation_id: chat.id, content: 'Sure: jo@example.com, thanks' });
		const emailOf = () => inbox.contacts.get(contact.id)?.email;
		await until('the address is saved', () => emailOf() === 'jo@example.com');
		await heard(scene, chat, question);
	});
}

/** Who asks for their order gets its status, and whoever names somebody else's phone doesn't. */
export async function checkOrderStatus(scene: Scene, workflow: WorkflowFile): Promise<void> {
	await published(scene, workflow, async () => {
		const { inbox } = scene.simulator;
		const [owner, stranger] = ['+447700900123', '+447700900777'].map((phone) =>
			inbox.addConversation({ customer_id: inbox.addContact({ phone }).id }),
		);
		inbox.addMessage({ conversation_id: owner.id, content: 'Where is my order?' });
		const asked = 'My phone is +447700900123. Where is my order?';
		inbox.addMessage({ conversation_id: stranger.id, content: asked });
		await heard(scene, owner, ['Your order 1042 is on its way.']);
		await heard(scene, stranger, ['I found no order']);
	});
}

/** A conversation begins, and the row says who wrote what. */
export async function checkLead(scene: Scene, workflow: WorkflowFile): Promise<void> {
	await published(scene, workflow, async (workflowId) => {
		const { inbox } = scene.simulator;
		const contact = inbox.addContact({ name: '=HYPERLINK("x")', phone: '+447700900777' });
		inbox.addConversation({ customer_id: contact.id });
		const [{ json }] = itemsOf(await executionOf(scene, workflowId), 'Add a row');
		assert.equal(json.Name, `'=HYPERLINK("x")`);
		assert.equal(json.Phone, "'+447700900777");
	});
}

/** A conversation is closed, and the customer who isn't happy is looked at. */
export async function checkRating(scene: Scene, workflow: WorkflowFile): Promise<void> {
	await published(scene, workflow, async () => {
		const { inbox } = scene.simulator;
		const chat = inbox.addConversation();
		inbox.addMessage({ conversation_id: chat.id, content: 'Thanks, bye' });
		inbox.setConversation(chat.id, { status: 'closed' });
		await until('they are asked', () => sentTo(scene, chat).length === 1);
		assert.match(sentTo(scene, chat)[0], /1.*Great\s.*2.*Okay\s.*3.*Not good/);
		inbox.addMessage({ conversation_id: chat.id, content: 'not good!' });
		await until('the answer is sorted', async () => {
			const executions = await scene.api.listExecutions({ status: ['success'] });
			const all = await Promise.all(
				executions.map(async ({ id }) => await scene.api.getExecution(id)),
			);
			return all.some((execution) => itemsOf(execution, 'Needs review').length === 1);
		});
	});
}
