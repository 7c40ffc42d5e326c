import assert from 'node:assert/strict';

import { itemsOf } from '../../../scripts/n8n/executions';
import { Canvas } from '../editor/canvas';
import { http } from '../../support/http';
import { until } from '../support/until';
import { chain, end, everyThreeSeconds, relasi } from '../support/workflows';
import type { Stage } from './stage';

const SECRET = 'whsec_browser_suite';

/** Publishes both triggers by hand and sees each start executions. */
export async function publishTriggers(stage: Stage): Promise<void> {
	await pollingTrigger(stage);
	await webhookTrigger(stage);
}

async function pollingTrigger({
	checks,
	simulator,
	n8n,
	api,
	page,
	credential,
}: Stage): Promise<void> {
	const canvas = new Canvas(page, n8n.url);
	const parameters = { event: 'messageReceived', pollTimes: everyThreeSeconds };
	const trigger = relasi('Relasi Trigger', parameters, credential, 'relasiTrigger');
	const { id } = await api.createWorkflow(chain('New messages', [trigger, end]));
	await checks.check('the polling trigger is published in the editor', async () => {
		await canvas.open(id);
		await canvas.publish();
		await until('n8n says it is active', async () => (await api.getWorkflow(id)).active);
	});
	await checks.check(
		'a message starts an execution, which its Executions tab lists',
		async () => {
			// Activation starts from now, so the first poll has to be over.
			const fromMs = Date.now();
			const polls = () =>
				simulator.requests.filter(
					({ path, at }) => path.endsWith('/conversations') && at >= fromMs,
				);
			const polled = () => polls().length > 2;
			await until('the trigger has polled three times', polled);
			const [conversation] = simulator.inbox.conversations.all();
			const { id: conversation_id } = conversation.row;
			simulator.inbox.addMessage({
				conversation_id,
				content: 'Is the shop open?',
				from_customer: true,
			});
			const succeeded = async () =>
				api.listExecutions({ workflowId: id, status: ['success'] });
			const [execution] = await until('an execution', async () => {
				const list = await succeeded();
				return list.length > 0 && list;
			});
			const [item] = itemsOf(await api.getExecution(execution.id), 'End');
			assert.equal(item.json.content, 'Is the shop open?');
			await canvas.showExecutions();
		},
	);
	await api.deactivate(id);
}

async function webhookTrigger({ checks, simulator, n8n, api, page }: Stage): Promise<void> {
	const canvas = new Canvas(page, n8n.url);
	const credential = await api.createCredential({
		name: 'Relasi webhook',
		type: 'relasiWebhookApi',
		data: { signingSecret: SECRET },
	});
	const webhookId = 'b0a1c6f4-9d11-4d5e-8a55-0c2f6f3b7a10';
	const trigger = {
		...relasi('Relasi Webhook Trigger', {}, credential, 'relasiWebhookTrigger'),
		webhookId,
	};
	const { id } = await api.createWorkflow(chain('Webhook events', [trigger, end]));
	const url = `${n8n.url}/webhook/${webhookId}/webhook`;
	await checks.check('the webhook trigger is published in the editor', async () => {
		await canvas.open(id);
		await canvas.publish();
		await until('n8n says it is active', async () => (await api.getWorkflow(id)).active);
	});
	await checks.check('a signed delivery starts an execution', async () => {
		// 2.x says a workflow is active before its address answers.
		await until('the webhook answers', async () => (await http.post(url)).status === 401);
		simulator.webhooks.register({ url, secret: SECRET });
		const [attempt] = await simulator.deliverWebhook('contact.created', { name: 'Wendy Hook' });
		assert.equal(attempt.status, 200);
		const [execution] = await until('an execution', async () => {
			const list = await api.listExecutions({ workflowId: id, status: ['success'] });
			return list.length > 0 && list;
		});
		const [item] = itemsOf(await api.getExecution(execution.id), 'End');
		assert.equal(item.json.type, 'contact.created');
		assert.deepEqual(item.json.data, { name: 'Wendy Hook' });
	});
	await checks.check(
		'a delivery with a wrong signature gets 401 and starts nothing',
		async () => {
			assert.equal((await http.post(url, {})).status, 401);
			assert.equal((await api.listExecutions({ workflowId: id })).length, 1);
		},
	);
	await api.deactivate(id);
}
