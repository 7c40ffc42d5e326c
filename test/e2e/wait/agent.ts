import assert from 'node:assert/strict';

import { itemsOf } from '../../../scripts/n8n/executions';
import type { Conversation } from '../../simulator';
import { agentWorkflow, fromAi } from '../support/ai';
import { callsOf, ChatModel, type Answer, type ChatMessage } from '../support/chatModel';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { locator } from '../support/workflows';
import type { Scene } from './scene';

/** Calls the gated tool once, and then says what came of it. */
function bookkeeper(messages: ChatMessage[]): Answer {
	const done = callsOf(messages);
	if (done.length > 0) return `RESULT ${JSON.stringify(done[0].result)}`;
	const args = { toolParameters: { Lead_Status: 'lost' }, hitlParameters: {} };
	return [{ tool: 'Close_the_deal', args }];
}

/** An agent whose tool changes a contact only after the customer has said so; gives what the agent says at last. */
export async function startAgent(
	round: Round,
	scene: Scene,
	conversation: Conversation,
	contactId: string,
): Promise<() => Promise<string>> {
	const { api, credential } = scene;
	const model = await new ChatModel().listen();
	round.finally(() => model.close());
	model.script = bookkeeper;
	const credentials = { relasiApi: { id: credential.id, name: credential.name } };
	const tool = {
		...{ name: 'Close the deal', type: 'n8n-nodes-relasi.relasiTool', credentials },
		parameters: {
			...{ resource: 'contact', operation: 'update', contactId: locator(contactId) },
			updateFields: { leadStatus: fromAi('Lead_Status', 'New status') },
		},
	};
	const review = {
		...{ name: 'Ask first', type: 'n8n-nodes-relasi.relasiHitlTool', credentials },
		parameters: {
			...{ resource: 'message', operation: 'sendAndWait', responseType: 'approval' },
			conversationId: locator(conversation.id),
			message: '=May we close your order? ({{ $tool.name }})',
		},
	};
	const workflow = agentWorkflow({
		...{ prompt: 'Close the deal.', agentVersion: 3.1, tools: [tool, review] },
		model: await api.createCredential({
			...{ name: 'Model', type: 'openAiApi', data: { apiKey: 'none', url: model.url } },
		}),
	});
	// The tool goes through the review.
	workflow.connections[tool.name] = {
		ai_tool: [[{ node: review.name, type: 'ai_tool', index: 0 }]],
	};
	const { id } = await api.createWorkflow(workflow);
	const executionId = await scene.start(id);
	await until('the customer is asked', () =>
		scene.simulator.inbox.sentMessages.some(
			({ conversation_id: to }) => to === conversation.id,
		),
	);
	return async () => {
		const execution = await scene.ended(executionId, 300_000);
		assert.equal(execution.status, 'success', execution.error?.message);
		return String(itemsOf(execution, 'AI Agent')[0].json.output);
	};
}
