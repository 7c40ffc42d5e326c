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

/** From "I have an n8n" to the first message, built by hand, with every click counted. */
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
		await canvas.choose('Send message');
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
	// A page opened by its address takes a user a click; the address of the test's API no user types.
	const [clicked, written] = [clicks + opened, typed - 1];
	checks.note(
		`From "I have an n8n" to the first message: ${clicked} clicks, ${written} texts typed; ${seconds} s for a browser that does not read.`,
	);
	await checks.check(
		'it takes about as many clicks and texts as docs/first-start.md says',
		() => {
			assert(clicked > 10 && clicked <= 22, `${clicked} clicks`);
			assert(written > 3 && written <= 7, `${written} texts`);
		},
	);
});
