import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowFile } from '../../../scripts/n8n/api';
import type { Conversation } from '../../simulator';
import { callsOf, textOf, type Answer, type ChatMessage } from '../support/chatModel';
import { http } from '../../support/http';
import { until } from '../support/until';
import { everyThreeSeconds } from '../support/workflows';
import { SECRET, type Scene } from './scene';

const NOTICE = 'A colleague takes over and answers you here.';
const SLOW = 'This takes you a while.';

/** A model that hands over when a human is asked for; `meanwhile` happens while it thinks about a slow question. */
const receptionist =
	(meanwhile: () => void) =>
	(messages: ChatMessage[]): Answer => {
		const [asked = ''] = messages.filter(({ role }) => role === 'user').map(textOf);
		const [, last = ''] = /waits for an answer to:\n(.*)$/s.exec(asked.trim()) ?? [];
		if (last === SLOW) meanwhile();
		if (!/human/.test(last)) return `You **asked**: ${last}`;
		if (callsOf(messages).length === 0) return [{ tool: 'Hand_over_to_human', args: {} }];
		return 'HANDED OVER';
	};

/** Two customers write, each is answered or handed over, and then the bot leaves them to the humans. */
export async function checkAiBot(scene: Scene, workflow: WorkflowFile): Promise<void> {
	const { api, simulator, model } = scene;
	const { id } = await api.createWorkflow(quick(workflow));
	await api.activate(id);
	scene.checks.keep(async (folder) => keepExecutions(scene, id, folder));
	try {
		await deliver(scene, workflow);
		const { inbox } = simulator;
		const [curious, upset] = [inbox.addConversation(), inbox.addConversation()];
		const sentTo = ({ id: chat }: Conversation) =>
			inbox.sentMessages
				.filter(({ conversation_id: to }) => to === chat)
				.map(({ content, from_user_id: from }) => [content, from]);
		let said = 0;
		const write = (chat: Conversation, content: string, from_customer = true) =>
			inbox.addMessage({
				conversation_id: chat.id,
				content,
				from_customer,
				created_at: Date.now() + 10 * ++said,
			});
		const answer = (text: string) => [`You *asked*: ${text}`, null];
		model.script = receptionist(() => write(curious, 'And now this.'));

		write(curious, 'Hello!');
		write(curious, 'When do you open?');
		write(upset, 'I want a human.');
		await until('both are answered', () => sentTo(curious).length + sentTo(upset).length >= 2);
		assert.deepEqual(sentTo(curious), [answer('Hello!\nWhen do you open?')]);
		assert.deepEqual(sentTo(upset), [[NOTICE, null]]);

		write(upset, 'Are you there?');
		write(curious, SLOW);
		await until('both questions are answered', () => sentTo(curious).length >= 3);
		assert.deepEqual(sentTo(curious).slice(1), [answer(SLOW), answer('And now this.')]);

		write(curious, 'I am Ben, and I help you from here.', false);
		write(curious, 'Thank you, Ben.');
		await settled(scene, id);
		assert.equal(sentTo(curious).length, 3);
		assert.deepEqual(sentTo(upset), [[NOTICE, null]]);
		const failed = await api.listExecutions({ workflowId: id, status: ['error'] });
		assert.deepEqual(failed, []);
	} finally {
		simulator.webhooks.clear();
		await api.deactivate(id);
	}
}

const WEBHOOK = 'n8n-nodes-relasi.relasiWebhookTrigger';

/** Waits for the first poll of a workflow, or has the simulator deliver to it. */
export async function deliver(
	{ simulator, url: n8n }: Scene,
	{ nodes }: WorkflowFile,
): Promise<void> {
	const trigger = nodes.find(({ type }) => type === WEBHOOK);
	if (!trigger) {
		// The poll that tests the activation, and one after it that begins from now.
		await until('the trigger has polled', () => simulator.requests.length > 1);
		return;
	}
	const url = `${n8n}/webhook/${trigger.webhookId}/webhook`;
	await until('the example is served', async () => (await http.post(url)).status === 401);
	simulator.webhooks.register({ url, secret: SECRET });
}

/** Waits until no execution runs, and none has begun for longer than a poll takes. */
async function settled({ api }: Scene, workflowId: string): Promise<void> {
	const count = async () => {
		const running = await api.listExecutions({ workflowId, status: ['new', 'running'] });
		return running.length;
	};
	let quiet = 0;
	await until('no execution runs', async () => {
		quiet = (await count()) === 0 ? quiet + 1 : 0;
		return quiet >= 40;
	});
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
