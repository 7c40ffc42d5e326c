import type { INodeParameters } from 'n8n-workflow';
import assert from 'node:assert/strict';

import { itemsOf } from '../../../scripts/n8n/executions';
import { startSimulator, type Simulator } from '../../simulator';
import { requestsOf } from '../support/evidence';
import { runSuite, type Round } from '../support/suite';
import { until } from '../support/until';
import {
	chain,
	end,
	everyThreeSeconds,
	items,
	locator,
	relasi,
	START,
	start,
} from '../support/workflows';
import { startCluster, type Cluster } from './cluster';

const SECRET = 'whsec_queue_suite';
const WEBHOOK_ID = 'a6f7b8c9-1d2e-4f30-8a41-5b6c7d8e9f00';

/** PostgreSQL, Redis, a main and a webhook process and three workers that share one API key. */
void runSuite('queue', async (round) => {
	const simulator = await startSimulator();
	round.finally(() => simulator.close());
	round.checks.keep(requestsOf(simulator));
	const cluster = await startCluster(round, 3);
	await actionAndTriggers(round, cluster, simulator);
	await sharedKey(round, cluster, simulator);
	await killedWorker(round, cluster, simulator);
	await retriedByHand(round, cluster, simulator);
});

async function credentialOf({ api }: Cluster, simulator: Simulator) {
	const found = (await api.listCredentials()).find(({ type }) => type === 'relasiApi');
	const data = { apiKey: simulator.keys.full, baseUrl: simulator.baseUrl, requestsPerSecond: 60 };
	return (
		found ?? (await api.createCredential({ name: 'Relasi account', type: 'relasiApi', data }))
	);
}

/** A node that sends a text of its own for each item. */
async function sender(
	cluster: Cluster,
	simulator: Simulator,
	text: string,
	options: INodeParameters = {},
) {
	const [conversation] = simulator.inbox.conversations.all();
	const parameters = {
		...{ resource: 'message', operation: 'send', options },
		...{ conversationId: locator(conversation.row.id), text: `=${text} {{ $json.index }}` },
	};
	return relasi('Send', parameters, await credentialOf(cluster, simulator));
}

/** How many times each text of this kind really went out; a repeated request that was recognised is not among them. */
function sentTexts({ inbox }: Simulator, text: string): Map<string, number> {
	const counts = new Map<string, number>();
	for (const message of inbox.sentMessages) {
		if (!message.content.startsWith(`${text} `)) continue;
		counts.set(message.content, (counts.get(message.content) ?? 0) + 1);
	}
	return counts;
}

async function actionAndTriggers(
	round: Round,
	cluster: Cluster,
	simulator: Simulator,
): Promise<void> {
	const { api, workers, webhook } = cluster;
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
	await round.checks.check(
		'the webhook process takes a delivery, and a worker runs it',
		async () => {
			const data = { signingSecret: SECRET };
			const credential = await api.createCredential({
				name: 'Hook',
				type: 'relasiWebhookApi',
				data,
			});
			const trigger = relasi(
				'Relasi Webhook Trigger',
				{},
				credential,
				'relasiWebhookTrigger',
			);
			const send = await sender(cluster, simulator, 'killed');
			// The same workflow serves the last check: an event starts a thousand sends.
			const parts = [{ ...trigger, webhookId: WEBHOOK_ID }, items(1000), send];
			const { id } = await api.createWorkflow(chain('Hook', [parts[0], end]));
			await api.activate(id);
			const url = `${webhook.url}/webhook/${WEBHOOK_ID}/webhook`;
			await until(
				'the webhook answers',
				async () => (await fetch(url, { method: 'POST' })).status === 401,
			);
			// With all events each send would start the workflow that sends.
			simulator.webhooks.register({ url, secret: SECRET, events: ['contact.created'] });
			const [attempt] = await simulator.deliverWebhook('contact.created', {
				name: 'Wendy Hook',
			});
			assert.equal(attempt.status, 200);
			await until('the execution has succeeded', async () => {
				const list = await api.listExecutions({ workflowId: id, status: ['success'] });
				return list.length === 1;
			});
			await api.updateWorkflow(id, chain('Hook', parts));
			await api.deactivate(id);
		},
	);
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

async function killedWorker(
	{ checks }: Round,
	cluster: Cluster,
	simulator: Simulator,
): Promise<void> {
	const { api, workers } = cluster;
	await checks.check(
		'a worker killed in the middle of 1,000 sends: each message at most once',
		async () => {
			const { id } = (await api.listWorkflows()).find(({ name }) => name === 'Hook')!;
			await api.activate(id);
			const [{ id: last }] = await api.listExecutions({ workflowId: id });
			const url = `${cluster.webhook.url}/webhook/${WEBHOOK_ID}/webhook`;
			await until(
				'the webhook answers',
				async () => (await fetch(url, { method: 'POST' })).status === 401,
			);
			await simulator.deliverWebhook('contact.created', { name: 'Kill' });
			const sent = () => sentTexts(simulator, 'killed').size;
			await until('a third of the messages is sent', () => sent() > 300);
			const [execution] = await api.listExecutions({ workflowId: id });
			assert.notEqual(execution.id, last);
			const victim = workers.find((worker) =>
				worker.log().includes(`execution ${execution.id}`),
			);
			assert(victim, 'nobody runs the execution');
			await victim.group.kill();
			const before = sent();
			const ended = await until(
				'the execution has ended',
				async () => {
					const [now] = await api.listExecutions({ workflowId: id });
					return !['new', 'running', 'waiting'].includes(now.status) && now;
				},
				240_000,
			);
			const counts = [...sentTexts(simulator, 'killed').values()];
			checks.note(
				`killed after ${before} of 1000; n8n then ended the execution as ${ended.status} with ${counts.length} sent`,
			);
			assert(
				counts.every((count) => count === 1),
				'a message went out twice',
			);
			if (ended.status === 'success') assert.equal(counts.length, 1000);
		},
	);
}

/** What the README advises: with an id made from the data, Retry finishes the work and repeats nothing. */
async function retriedByHand(
	{ checks }: Round,
	cluster: Cluster,
	simulator: Simulator,
): Promise<void> {
	const { api } = cluster;
	await checks.check(
		'with a Client Request ID from the data, Retry sends exactly what is missing',
		async () => {
			const options = { clientRequestId: '=retried-{{ $json.index }}' };
			const send = await sender(cluster, simulator, 'retried', options);
			const workflow = await api.createWorkflow(chain('Retried', [start, items(300), send]));
			const sent = () => sentTexts(simulator, 'retried').size;
			const failed = api.run(workflow.id, START, 240_000);
			await until('some messages are sent', () => sent() > 100);
			const [running] = await api.listExecutions({ workflowId: workflow.id });
			const victim = cluster.workers.find(({ log }) =>
				log().includes(`execution ${running.id}`),
			);
			assert(victim, 'nobody runs the execution');
			await victim.group.kill();
			const ended = await failed;
			assert.equal(
				ended.status,
				'error',
				'n8n is expected to give up what a dead worker ran',
			);
			await api.session.request('POST', `/rest/executions/${ended.id}/retry`, {
				loadWorkflow: false,
			});
			await until('all messages are sent', () => sent() === 300, 120_000);
			const counts = [...sentTexts(simulator, 'retried').values()];
			assert(
				counts.every((count) => count === 1),
				'a message went out twice',
			);
		},
	);
}
