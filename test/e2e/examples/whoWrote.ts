import assert from 'node:assert/strict';

import type { WorkflowFile } from '../../../scripts/n8n/api';
import { until } from '../support/until';
import { quick } from './aiAgent';
import type { Scene } from './scene';

/** A customer writes, and the answer greets them by the name of their contact. */
export async function checkWhoWrote(
	{ api, simulator }: Scene,
	workflow: WorkflowFile,
): Promise<void> {
	const { id } = await api.createWorkflow(quick(workflow));
	await api.activate(id);
	try {
		const { inbox } = simulator;
		const contact = inbox.addContact({ name: 'Budi Santoso' });
		const chat = inbox.addConversation({ customer_id: contact.id });
		// The poll that tests the activation, and one after it that begins from now.
		await until('the trigger has polled', () => simulator.requests.length > 1);
		inbox.addMessage({ conversation_id: chat.id, content: 'Hello?', from_customer: true });
		await until('the message is answered', () => inbox.sentMessages.length > 0);
		const [{ conversation_id: to, content }] = inbox.sentMessages;
		assert.equal(to, chat.id);
		assert.match(content ?? '', /^Hello Budi Santoso,/);
	} finally {
		await api.deactivate(id);
	}
}
