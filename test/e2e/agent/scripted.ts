import assert from 'node:assert/strict';

import type { Execution } from '../../../scripts/n8n/executions';
import type { Scene } from '../examples/scene';
import { agentWorkflow } from '../support/ai';
import { callsOf, type Answer } from '../support/chatModel';
import { START } from '../support/workflows';

/** Runs an agent whose model gives these answers one after the other, and then says "Done."; it must succeed. */
export async function runScripted(
	{ api, model, credentials }: Scene,
	agentVersion: number,
	tools: Parameters<typeof agentWorkflow>[0]['tools'],
	answers: Answer[],
): Promise<Execution> {
	const before = model.script;
	model.turns.length = 0;
	model.script = (messages) => answers[callsOf(messages).length] ?? 'Done.';
	const prompt = 'Do what there is to do.';
	const workflow = agentWorkflow({ prompt, agentVersion, model: credentials[2], tools });
	const { id } = await api.createWorkflow(workflow);
	const execution = await api.run(id, START);
	model.script = before;
	assert.equal(execution.status, 'success', execution.error?.message);
	return execution;
}
