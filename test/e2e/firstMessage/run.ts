import assert from 'node:assert/strict';

import { setStage } from '../browser/stage';
import { Canvas } from '../editor/canvas';
import { CommunityNodes } from '../editor/communityNodes';
import { CredentialForm } from '../editor/credentialForm';
import { NodeView } from '../editor/nodeView';
import { runSuite } from '../support/suite';
import { until } from '../support/until';
import { countEffort } from './effort';

const TEXT = 'Hello from n8n';

/** From "I have an n8n" to the first message, the way the README tells it, with every click counted. */
void runSuite('firstMessage', async (round) => {
	const { checks, n8n, page, registry, simulator } = await setStage(round);
	await registry.publish(round.tarball);
	const startedAt = Date.now();
	const effort = await countEffort(page);
	await checks.must('the package is installed by its name', async () => {
		await new CommunityNodes(page, n8n.url).install('n8n-nodes-relasi');
	});
	await checks.must('the credential is tested as it is saved', async () => {
		const form = new CredentialForm(page);
		await form.create(n8n.url, 'Relasi API');
		await form.fill({ apiKey: simulator.keys.full, baseUrl: simulator.baseUrl });
		await form.save(/Connection tested successfully/);
		await form.close();
	});
	const canvas = new Canvas(page, n8n.url);
	await checks.must('the action is found by typing "relasi"', async () => {
		await canvas.openNew();
		await canvas.searchPanel('manual');
		await canvas.choose('(Trigger manually|Manual Trigger)');
		await canvas.searchPanel('relasi');
		await canvas.choose('Relasi');
		await canvas.choose('Send a message');
	});
	await checks.must('the message reaches the conversation that was picked', async () => {
		const node = new NodeView(page);
		await node.opened();
		const [first] = await node.openList('conversationId');
		await node.pick(first.trim());
		await node.type('text', TEXT);
		await node.execute();
		await until('Relasi has the message', () =>
			simulator.inbox.messages.all().some(({ row }) => row.content === TEXT),
		);
	});
	const { clicks, typed, opened } = effort;
	const seconds = Math.round((Date.now() - startedAt) / 1000);
	checks.note(
		`From "I have an n8n" to the first message: ${clicks} clicks, ${typed} texts typed (one of them the address of the test's API), ${opened} pages opened; ${seconds} s for a browser that does not read.`,
	);
	assert(clicks > 0 && typed > 0, 'nothing was counted');
});
