import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { WorkflowFile } from '../../../scripts/n8n/api';
import { Canvas } from '../editor/canvas';
import { until } from '../support/until';
import { countEffort } from './effort';
import type { Stage } from './stage';

const README = resolve(__dirname, '../../../README.md');

const CLICKS = 5;
/** The copy button of the README's box, on GitHub. */
const CLICKS_TO_COPY = 1;
/** The trigger polls every minute. */
const POLL_MS = 90_000;

/** Publishes the README's first workflow as the README says, counts the clicks, and lets a customer write. */
export async function publishFirstWorkflow(stage: Stage): Promise<void> {
	const { checks, n8n, api, simulator, page, round } = stage;
	// 1.x doesn't fill in the credential of pasted nodes.
	if (round.install.version.startsWith('1.')) return;
	const json = /```json\n(.*?)```/s.exec(readFileSync(README, 'utf8'))![1];
	const { text } = (JSON.parse(json) as WorkflowFile).nodes[1].parameters;
	const canvas = new Canvas(page, n8n.url);
	const effort = await countEffort(page);
	const activeOnes = async () => (await api.listWorkflows()).filter(({ active }) => active);
	const startedMs = Date.now();
	const isPublished = await checks.check(
		`the README's first workflow is published after at most ${CLICKS} clicks`,
		async () => {
			await canvas.openNew();
			await canvas.paste(json);
			await canvas.publish();
			const { clicks, typed, opened } = effort;
			// A page opened by its address takes a user a click.
			const clicked = CLICKS_TO_COPY + opened + clicks;
			checks.note(`To the first workflow: ${clicked} clicks, ${typed} texts typed.`);
			assert(clicked <= CLICKS && typed === 0, `${clicked} clicks, ${typed} texts`);
			await until('n8n says it is active', async () => (await activeOnes()).length > 0);
		},
	);
	if (!isPublished) return;
	await checks.check('the first workflow answers a customer', async () => {
		const hasPolled = () =>
			simulator.requests.some(
				// A message that comes while the first poll reads counts as one that was there before.
				({ path, at }) =>
					path.endsWith('/conversations') && at >= startedMs && at < Date.now() - 2000,
			);
		await until('the trigger has polled', hasPolled, POLL_MS);
		const [{ row: chat }] = simulator.inbox.conversations.all();
		const question = { conversation_id: chat.id, content: 'Hello?', from_customer: true };
		simulator.inbox.addMessage(question);
		const answers = () =>
			simulator.inbox.sentMessages.filter(({ content }) => content === text);
		await until('the answer is there', () => answers().length > 0, POLL_MS);
		assert.deepEqual(
			answers().map(({ conversation_id }) => conversation_id),
			[chat.id],
		);
	});
	for (const { id } of await activeOnes()) await api.deactivate(id);
}
