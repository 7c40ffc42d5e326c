import assert from 'node:assert/strict';

import { Canvas } from '../editor/canvas';
import { NodeView } from '../editor/nodeView';
import type { Stage } from './stage';

/** n8n names a node after its action. */
export const BUILT = 'Get contact';
export const TRIGGER = 'When clicking ‘Execute workflow’';

/** Builds a workflow by hand, from the node panel to its output. */
export async function buildByHand(stage: Stage): Promise<void> {
	const { checks, n8n, api, page } = stage;
	const canvas = new Canvas(page, n8n.url);
	const node = new NodeView(page);
	await checks.must(
		'typing "relasi" finds the node, with an action for each operation',
		async () => {
			await canvas.openNew();
			await canvas.searchPanel('manual');
			await canvas.choose('(Trigger manually|Manual Trigger)');
			await canvas.searchPanel('relasi');
			await canvas.choose('Relasi');
			await canvas.panelItems.filter({ hasText: /^\s*Send message\s*$/ }).waitFor();
			assert((await canvas.panelItems.count()) >= 12);
		},
	);
	await checks.must('each operation offers its own options, and none of others', async () => {
		await canvas.choose('Send message');
		await node.opened();
		assert.deepEqual(await node.offered(), [
			...['Client Request ID', 'From User ID', 'Markdown', 'Only Within Hours'],
			...['Reply To Message ID', 'Send as System', 'Skip If Empty', 'Split Long Text'],
			'Wait for Delivery',
		]);
		await node.choose('operation', 'Get Many');
		assert.deepEqual(await node.offered(), ['As Transcript', 'Order']);
		await node.choose('resource', 'Conversation');
		await node.choose('operation', 'Get');
		assert.deepEqual(await node.offered(), ['Include Contact', 'Include Last Message']);
	});
	await checks.must(
		'resource and operation are chosen, and n8n has filled in the credential',
		async () => {
			await node.choose('resource', 'Contact');
			await node.choose('operation', 'Get');
			await page
				.getByTestId('node-credentials-select')
				.getByText(/Relasi account/)
				.or(page.locator('[data-test-id=node-credentials-select] input'))
				.first()
				.waitFor();
		},
	);
	await checks.must("a contact is found in the locator's list by searching", async () => {
		assert((await node.openList('contactId')).length > 3);
		const found = await node.searchList('Emma');
		assert.deepEqual(
			found.map((line) => line.trim()),
			['Emma Clarke · +44 7700 900101'],
		);
		await node.pick('Emma Clarke');
	});
	await checks.must('the node runs and shows its output', async () => {
		await node.execute();
		await node.output.getByText('emma.clarke@example.co.uk').first().waitFor();
	});
	await checks.must('the workflow is saved as it was built', async () => {
		await node.close();
		const id = await canvas.save('Built by hand');
		stage.workflow = await api.getWorkflow(id);
		const built = stage.workflow.nodes.find(({ name }) => name === BUILT);
		assert(built, stage.workflow.nodes.map(({ name }) => name).join(', '));
		const { resource, operation, contactId } = built.parameters;
		assert.deepEqual({ resource, operation }, { resource: 'contact', operation: 'get' });
		assert.equal((contactId as { mode: string }).mode, 'list');
	});
	await checks.check('the whole workflow runs from the canvas', async () => {
		await canvas.execute();
		await page
			.getByText(/Workflow executed successfully/)
			.first()
			.waitFor();
	});
}
