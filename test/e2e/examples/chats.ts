import assert from 'node:assert/strict';

import type { WorkflowFile } from '../../../scripts/n8n/api';
import { itemsOf } from '../../../scripts/n8n/executions';
import type { Conversation } from '../../simulator';
import { until } from '../support/until';
import { deliver, quick } from './aiAgent';
import type { Scene } from './scene';

/** Publishes a workflow for as long as `task` takes. */
async function published(
	scene: Scene,
	workflow: WorkflowFile,
	task: (workflowId: string) => Promise<void>,
): Promise<void> {
	const { id } = await scene.api.createWorkflow(quick(workflow));
	await scene.api.activate(id);
	try {
		await deliver(scene, workflow);
		await task(id);
	} finally {
		scene.simulator.webhooks.clear();
		await scene.api.deactivate(id);
	}
}

/** The one execution of a workflow, once it has ended. */
async function executionOf({ api }: Scene, workflowId: string) {
	const ended = async () => await api.listExecutions({ workflowId, status: ['success'] });
	await until('the execution has ended', async () => (await ended()).length > 0);
	const [{ id }] = await ended();
	return await api.getExecution(id);
}

const sentTo = ({ simulator }: Scene, { id }: Conversation) =>
	simulator.inbox.sentMessages
		.filter(({ conversation_id: to }) => to === id)
		.map(({ content }) => content);

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
		await until(
			'both are answered',
			() => sentTo(scene, owner).length + sentTo(scene, stranger).length >= 2,
		);
		assert.deepEqual(sentTo(scene, owner), ['Your order 1042 is on its way.']);
		assert.match(sentTo(scene, stranger)[0] ?? '', /^I found no order/);
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
		assert.match(sentTo(scene, chat)[0] ?? '', /1.*Great\s.*2.*Okay\s.*3.*Not good/);
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
