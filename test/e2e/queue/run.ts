import assert from 'node:assert/strict';

import { itemsOf } from '../../../scripts/n8n/executions';
import type { Simulator } from '../../simulator';
import { http } from '../../support/http';
import { simulatorFor } from '../support/start';
import { runSuite, type Round } from '../support/suite';
import { until } from '../support/until';
import { chain, end, everyThreeSeconds, items, relasi, START, start } from '../support/workflows';
import { bot } from './bot';
import { startCluster, type Cluster } from './cluster';
import { deliveries } from './deliveries';
import { killedWorkers, type Hook } from './kill';
import { credentialOf, sender, sentTexts } from './sending';
import { waiting } from './waiting';

const SECRET = 'whsec_queue_suite';
const WEBHOOK_ID = 'a6f7b8c9-1d2e-4f30-8a41-5b6c7d8e9f00';

/** PostgreSQL, Redis, a main and a webhook process and three workers that share one API key. */
void runSuite('queue', async (round) => {
	const simulator = await simulatorFor(round);
	const cluster = await startCluster(round, 3);
	await actionAndTriggers(round, cluster, simulator);
	await bot(round, cluster, simulator);
	const hook = await webhookTrigger(round, cluster, simulator);
	await sharedKey(round, cluster, simulator);
	if (!round.install.version.startsWith('1.')) {
		await deliveries(round, cluster);
		await waiting(round, cluster, simulator);
	}
	await killedWorkers(round, cluster, simulator, hook);
});

async function actionAndTriggers(
	round: Round,
	cluster: Cluster,
	simulator: Simulator,
): Promise<void> {
	const { api, workers } = cluster;
	await round.checks.check('the action node runs in a worker', async () => {
		const send = await sender(cluster, simulator, 'action');
		const { id } = await api.createWorkflow(chain('Action', [start, items(20), send]));
		const run = await api.run(id, START);
		assert.equal(run.status, 'success', run.error?.message);
		assert.equal(itemsOf(run, 'Send').length, 20);
		assert.equal(sentTexts(simulator, 'action').size, 20);
		assert(workers.some((worker) => worker.log().includes(`execution ${run.id}`)));
	});
	await round.checks.check(
		'the polling trigger starts executions in workers, one for each message',
		async () => {
			const credential = await credentialOf(cluster, simulator);
			const parameters = { event: 'messageReceived', pollTimes: everyThreeSeconds };
			const trigger = relasi('Relasi Trigger', parameters, credential, 'relasiTrigger');
			const { id } = await api.createWorkflow(chain('Polling', [trigger, end]));
			simulator.clearRequests();
			await api.activate(id);
			const polled = () =>
				simulator.requests.filter(({ path }) => path.endsWith('/conversations')).length > 2;
			await until('the trigger has polled three times', polled);
			const [conversation] = simulator.inbox.conversations.all();
			for (const content of ['first', 'second', 'third']) {
				simulator.inbox.addMessage({
					conversation_id: conversation.row.id,
					content,
					from_customer: true,
				});
			}
			const contents = async () => {
				const list = await api.listExecutions({ workflowId: id, status: ['success'] });
				const runs = await Promise.all(
					list.map(async (execution) => api.getExecution(execution.id)),
				);
				return runs.flatMap((run) => itemsOf(run, 'End').map(({ json }) => json.content));
			};
			await until('all three have come', async () => (await contents()).length >= 3);
			assert.deepEqual((await contents()).sort(), ['first', 'second', 'third']);
			await api.deactivate(id);
		},
	);
}

async function webhookTrigger(
	{ checks }: Round,
	{ api, webhook }: Cluster,
	simulator: Simulator,
): Promise<Hook> {
	const data = { signingSecret: SECRET };
	const credential = await api.createCredential({ name: 'Hook', type: 'relasiWebhookApi', data });
	const node = relasi('Relasi Webhook Trigger', {}, credential, 'relasiWebhookTrigger');
	const trigger = { ...node, webhookId: WEBHOOK_ID };
	const { id } = await api.createWorkflow(chain('Hook', [trigger, end]));
	const url = `${webhook.url}/webhook/${WEBHOOK_ID}/webhook`;
	await checks.must('the webhook process takes a delivery, and a worker runs it', async () => {
		await api.activate(id);
		const registered = async () => (await http.post(url)).status === 401;
		await until('the webhook answers', registered);
		// With all events each send would start the workflow that sends.
		simulator.webhooks.register({ url, secret: SECRET, events: ['contact.created'] });
		const [attempt] = await simulator.deliverWebhook('contact.created', { name: 'Wendy Hook' });
		assert.equal(attempt.status, 200);
		await until('the execution has succeeded', async () => {
			const list = await api.listExecutions({ workflowId: id, status: ['success'] });
			return list.length === 1;
		});
		await api.deactivate(id);
	});
	return { id, url, trigger };
}

async function sharedKey({ checks }: Round, cluster: Cluster, simulator: Simulator): Promise<void> {
	const { api, workers } = cluster;
	await checks.check(
		'three workers beyond the limit of one key: each message once, no item failed',
		async () => {
			simulator.clearRequests();
			const ids: string[] = [];
			for (const name of ['alpha', 'beta', 'gamma']) {
				const send = await sender(cluster, simulator, name);
				ids.push((await api.createWorkflow(chain(name, [start, items(200), send]))).id);
			}
			const runs = await Promise.all(ids.map(async (id) => api.run(id, START, 240_000)));
			for (const run of runs) assert.equal(run.status, 'success', run.error?.message);
			for (const name of ['alpha', 'beta', 'gamma']) {
				const counts = sentTexts(simulator, name);
				assert.equal(counts.size, 200, name);
				assert(
					[...counts.values()].every((count) => count === 1),
					`${name}: a message went out twice`,
				);
			}
			const busy = workers.filter((worker) =>
				runs.some(({ id }) => worker.log().includes(`execution ${id}`)),
			);
			assert.equal(busy.length, 3, 'not all workers took part');
			const { refused, requests } = simulator.stats;
			checks.note(`${requests} requests, ${refused} of them refused with 429 and sent again`);
			assert(refused > 0, 'the workers did not exceed the limit together');
		},
	);
}
