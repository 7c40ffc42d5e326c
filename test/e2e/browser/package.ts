import assert from 'node:assert/strict';

import { itemsOf } from '../../../scripts/n8n/executions';
import { CommunityNodes } from '../editor/communityNodes';
import { until } from '../support/until';
import { BUILT, TRIGGER } from './build';
import type { Stage } from './stage';

const NAME = 'n8n-nodes-relasi';
const BEFORE = '0.9.0';

/** Installs the version before this one by its name, on the Community nodes screen. */
export async function installPackage({
	round,
	checks,
	registry,
	n8n,
	api,
	page,
}: Stage): Promise<void> {
	const screen = new CommunityNodes(page, n8n.url);
	await registry.publish(round.tarball, BEFORE);
	await checks.must(`"${NAME}" installs on the Community nodes screen`, async () => {
		await screen.install(NAME);
		assert.match(await screen.card.innerText(), /v0\.9\.0/);
	});
	await checks.check('n8n offers the three nodes, and the action as a tool', async () => {
		const types = (await api.nodeTypes()).map((type) => type.name);
		const ours = types.filter((type) => type.startsWith(`${NAME}.`)).sort();
		// n8n 1.x makes no tool of its own for human review.
		const review = round.install.version.startsWith('1.') ? [] : ['relasiHitlTool'];
		const tools = [...review, 'relasiTool'];
		const expected = ['relasi', ...tools, 'relasiTrigger', 'relasiWebhookTrigger'];
		assert.deepEqual(
			ours,
			expected.map((type) => `${NAME}.${type}`),
		);
	});
}

/** Publishes this version, presses Update, and looks whether saved workflows are as they were. */
export async function updatePackage({
	round,
	checks,
	registry,
	n8n,
	api,
	page,
	workflow,
}: Stage): Promise<void> {
	const screen = new CommunityNodes(page, n8n.url);
	const saved = async () => {
		const list = await api.listWorkflows();
		const whole = await Promise.all(list.map(async ({ id }) => api.getWorkflow(id)));
		return whole
			.map(({ id, name, active, nodes, connections }) => ({
				id,
				name,
				active,
				nodes,
				connections,
			}))
			.sort((a, b) => a.id.localeCompare(b.id));
	};
	const before = await saved();
	await checks.must('the card offers an update, and Update installs it', async () => {
		await registry.publish(round.tarball);
		await screen.update('1.0.0');
	});
	await checks.check('saved workflows are unchanged after the update', async () => {
		assert.deepEqual(await saved(), before);
	});
	await checks.check('the workflow built before the update runs after it', async () => {
		assert(workflow, 'no workflow was built');
		const run = await api.run(workflow.id, TRIGGER);
		assert.equal(run.status, 'success', run.error?.message);
		assert.equal(itemsOf(run, BUILT)[0].json.name, 'Emma Clarke');
	});
}

export async function uninstallPackage({ checks, n8n, api, page }: Stage): Promise<void> {
	const screen = new CommunityNodes(page, n8n.url);
	await checks.check('the package uninstalls, and its nodes have gone', async () => {
		await screen.uninstall();
		await until('the nodes have gone', async () => {
			const types = await api.nodeTypes();
			return !types.some((type) => type.name.startsWith(`${NAME}.`));
		});
	});
}
