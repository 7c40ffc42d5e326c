import assert from 'node:assert/strict';

import { itemsOf } from '../../../scripts/n8n/executions';
import type { Conversation } from '../../simulator';
import { agentWorkflow, fromAi } from '../support/ai';
import { callsOf, ChatModel, type Answer, type ChatMessage } from '../support/chatModel';
import type { Round } from '../support/suite';
import { locator, relasi, START } from '../support/workflows';
import type { Scene } from './scene';

/** A plain tool has a minute: the model is told what the customer wrote, or that they did not. */
export async function checkTool(round: Round, scene: Scene): Promise<void> {
	const [quick, slow] = scene.chats(2);
	const answered = await startTool(round, scene, quick);
	const unanswered = await startTool(round, scene, slow);
	scene.write(quick, 'On Monday');
	await round.checks.check('an agent’s plain tool gives the reply', async () => {
		assert.match(await answered(), /^RESULT .*"text":"On Monday"/);
	});
	await round.checks.check('an agent’s plain tool tells that no reply came', async () => {
		assert.match(await unanswered(), /^RESULT .*"_timed_out":true/);
		assert.equal(scene.questionsIn([quick, slow]), 2);
	});
}

/** Asks once, and says what came of it. */
function curious(chat: Conversation) {
	return (messages: ChatMessage[]): Answer => {
		const [asked] = callsOf(messages);
		if (asked) return `RESULT ${JSON.stringify(asked.result)}`;
		return [{ tool: 'Ask_the_customer', args: { Conversation: chat.id } }];
	};
}

/** An AI Agent with the operation as a plain tool; gives its last words. */
async function startTool(
	round: Round,
	scene: Scene,
	chat: Conversation,
): Promise<() => Promise<string>> {
	const { api, credential } = scene;
	const model = await new ChatModel().listen();
	round.finally(() => model.close());
	model.script = curious(chat);
	const workflow = agentWorkflow({
		prompt: 'Ask the customer which day suits them.',
		agentVersion: 3.1,
		model: await api.createCredential({
			...{ name: 'Model', type: 'openAiApi', data: { apiKey: 'none', url: model.url } },
		}),
		tools: [
			relasi(
				'Ask the customer',
				{
					...{ resource: 'message', operation: 'sendAndWait' },
					message: 'Which day suits you?',
					conversationId: locator(fromAi('Conversation', 'ID of the conversation')),
				},
				credential,
				'relasiTool',
			),
		],
	});
	const settings = { ...workflow.settings, saveDataSuccessExecution: 'all' as const };
	const { id } = await api.createWorkflow({ ...workflow, settings });
	const executionId = (await api.start(id, START))!;
	await scene.isAsked(chat);
	return async () => {
		const execution = await scene.ended(executionId, 300_000);
		assert.equal(execution.status, 'success', execution.error?.message);
		return String(itemsOf(execution, 'AI Agent')[0].json.output);
	};
}
