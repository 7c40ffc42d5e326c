import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { WorkflowFile } from '../../../scripts/n8n/api';
import type { Execution } from '../../../scripts/n8n/executions';
import type { Conversation } from '../../simulator';
import { http } from '../../support/http';
import { until } from '../support/until';
import { everyThreeSeconds } from '../support/workflows';
import { SECRET, type Scene } from './scene';

const WEBHOOK = 'n8n-nodes-relasi.relasiWebhookTrigger';

/** Publishes an example for as long as `task` takes; failed checks keep its executions. */
export async function published(
	scene: Scene,
	workflow: WorkflowFile,
	task: (workflowId: string) => Promise<void>,
): Promise<void> {
	const { api, simulator } = scene;
	const { id } = await api.createWorkflow(quick(workflow));
	await api.activate(id);
	scene.checks.keep(async (folder) => keepExecutions(scene, id, folder));
	try {
		await listens(scene, workflow);
		await task(id);
	} finally {
		simulator.webhooks.clear();
		await api.deactivate(id);
	}
}

/** The workflow with a trigger that polls every three seconds and combines after two. */
function quick(workflow: WorkflowFile): WorkflowFile {
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

/** Waits for the first polls of a workflow, or has the simulator deliver to it. */
async function listens({ simulator, url: n8n }: Scene, { nodes }: WorkflowFile): Promise<void> {
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

async function keepExecutions({ api }: Scene, workflowId: string, folder: string): Promise<void> {
	for (const { id } of await api.listExecutions({ workflowId })) {
		const execution = await api.getExecution(id);
		writeFileSync(join(folder, `execution-${id}.json`), JSON.stringify(execution, null, '\t'));
	}
}

/** Waits until no execution runs, and none has begun for longer than a poll takes. */
export async function settled({ api }: Scene, workflowId: string): Promise<void> {
	let quiet = 0;
	await until('no execution runs', async () => {
		const running = await api.listExecutions({ workflowId, status: ['new', 'running'] });
		quiet = running.length === 0 ? quiet + 1 : 0;
		return quiet >= 40;
	});
}

/** The one execution of a workflow, once it has ended. */
export async function executionOf({ api }: Scene, workflowId: string): Promise<Execution> {
	const [{ id }] = await until('the execution has ended', async () => {
		const ended = await api.listExecutions({ workflowId, status: ['success'] });
		return ended.length > 0 && ended;
	});
	return await api.getExecution(id);
}

/** What was sent into a conversation. */
export const sentTo = ({ simulator }: Scene, { id }: Conversation): string[] =>
	simulator.inbox.sentMessages
		.filter(({ conversation_id: to }) => to === id)
		.map(({ content }) => content);

/** Waits until what was sent into a conversation begins with these words, and nothing else was sent. */
export async function heard(scene: Scene, chat: Conversation, beginnings: string[]): Promise<void> {
	const count = beginnings.length;
	await until(`${count} answers were sent`, () => sentTo(scene, chat).length >= count);
	const sent = sentTo(scene, chat);
	assert.deepEqual(
		sent.map((text, index) => text.slice(0, beginnings[index]?.length)),
		beginnings,
	);
}
