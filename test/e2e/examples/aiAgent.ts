import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowFile } from '../../../scripts/n8n/api';
import type { Conversation } from '../../simulator';
import { callsOf, textOf, type Answer, type ChatMessage } from '../support/chatModel';
import { until } from '../support/until';
import { everyThreeSeconds } from '../support/workflows';
import type { Scene } from './scene';

const NOTICE = 'A colleague takes over and answers you here.';

/** A model that hands over when a human is asked for, after looking the customer up. */
export function receptionist(messages: ChatMessage[]): Answer {
	const [asked = ''] = messages.filter(({ role }) => role === 'user').map(textOf);
	const [, last = ''] = /Customer: (.*)$/.exec(asked.trim()) ?? [];
	const done = callsOf(messages).map(({ tool }) => tool);
	if (!/human/.test(last)) return `You asked: ${last}`;
	if (done.length === 0) return [{ tool: 'Look_up_a_contact', args: { Search: 'Emma Clarke' } }];
	if (done.length === 1) return [{ tool: 'Hand_over_to_a_human', args: {} }];
	return 'HANDED OVER';
}

/** Two customers write, each is answered or handed over, and then the bot leaves one of them to the humans. */
export async function checkAiAgent(scene: Scene, workflow: WorkflowFile): Promise<void> {
	const { api, simulator, model } = scene;
	model.script = receptionist;
	const { id } = await api.createWorkflow(quick(workflow));
	await api.activate(id);
	scene.checks.keep(async (folder) => keepExecutions(scene, id, folder));
	try {
		const { inbox } = simulator;
		const [curious, upset] = [inbox.addConversation(), inbox.addConversation()];
		const sentTo = ({ id: chat }: Conversation) =>
			inbox.sentMessages
				.filter(({ conversation_id: to }) => to === chat)
				.map(({ content, from_user_id: from }) => [content, from]);
		let said = 0;
		const write = (chat: Conversation, content: string) =>
			inbox.addMessage({
				conversation_id: chat.id,
				content,
				created_at: Date.now() + 10 * ++said,
			});
		await until('the trigger has polled', () => simulator.requests.length > 0);
		write(curious, 'Hello!');
		write(curious, 'When do you open?');
		write(upset, 'I want a human.');
		await until('both are answered', () => sentTo(curious).length + sentTo(upset).length === 2);
		assert.deepEqual(sentTo(curious), [['You asked: When do you open?', null]]);
		assert.deepEqual(sentTo(upset), [[NOTICE, null]]);
		write(upset, 'Are you there?');
		write(curious, 'And on Sundays?');
		await until('the next question is answered', () => sentTo(curious).length === 2);
		await until('no execution runs', async () => {
			const status = ['new', 'running'];
			return (await api.listExecutions({ workflowId: id, status })).length === 0;
		});
		assert.deepEqual(sentTo(upset), [[NOTICE, null]]);
		const failed = await api.listExecutions({ workflowId: id, status: ['error'] });
		assert.deepEqual(failed, []);
	} finally {
		await api.deactivate(id);
	}
}

async function keepExecutions({ api }: Scene, workflowId: string, folder: string): Promise<void> {
	for (const { id } of await api.listExecutions({ workflowId })) {
		const execution = await api.getExecution(id);
		writeFileSync(join(folder, `execution-${id}.json`), JSON.stringify(execution, null, '\t'));
	}
}

/** The workflow with a trigger that polls every three seconds and combines after two. */
export function quick(workflow: WorkflowFile): WorkflowFile {
	const nodes = workflow.nodes.map((node) => {
		if (!node.type.endsWith('.relasiTrigger')) return node;
		const options = { ...(node.parameters.options as object), quietSeconds: 2 };
		return {
			...node,
			parameters: { ...node.parameters, pollTimes: everyThreeSeconds, options },
		};
	});
	return { ...workflow, nodes };
}
