import assert from 'node:assert/strict';

import { Canvas } from '../editor/canvas';
import { NodeView } from '../editor/nodeView';
import { countEffort } from '../firstMessage/effort';
import { until } from '../support/until';
import type { Stage } from './stage';

const TEXT = 'Hello from the first workflow';

/**
 * The fewest that n8n's editor asks for, with a credential in place: the first step, Relasi, Actions, Send
 * message, the list of conversations, one of them, the text field, Execute step.
 */
const CLICKS = 8;

/** Sends a message from an empty workflow, as a new user does first, and counts the clicks. */
export async function buildFirstWorkflow(stage: Stage): Promise<void> {
	const { checks, n8n, simulator, page, round } = stage;
	// The panel and the node view of 1.x ask for other clicks.
	if (round.install.version.startsWith('1.')) return;
	const canvas = new Canvas(page, n8n.url);
	const node = new NodeView(page);
	const effort = await countEffort(page);
	await checks.check(`a message leaves an empty workflow after ${CLICKS} clicks`, async () => {
		await canvas.openNew();
		effort.clicks = 0;
		await canvas.searchPanel('relasi');
		await canvas.choose('Relasi');
		await canvas.showActions();
		await canvas.choose('Send message');
		await node.opened();
		const [first] = await node.openList('conversationId');
		await node.pick(first.trim());
		await node.write('text', TEXT);
		await node.execute();
		await until('Relasi has the message', () =>
			simulator.inbox.messages.all().some(({ row }) => row.content === TEXT),
		);
		checks.note(`From an empty workflow to a message: ${effort.clicks} clicks.`);
		assert(effort.clicks > 0 && effort.clicks <= CLICKS, `${effort.clicks} clicks`);
	});
}
