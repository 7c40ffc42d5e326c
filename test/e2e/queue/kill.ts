import assert from 'node:assert/strict';

import type { ExecutionSummary } from '../../../scripts/n8n/executions';
import type { Simulator } from '../../simulator';
import { http } from '../../support/http';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import type { Cluster } from './cluster';
import { sender, sentTexts } from './sending';
import { chain, items } from '../support/workflows';

/** A workflow that a signed delivery starts, as long as it is active. */
export interface Hook {
	id: string;
	url: string;
	trigger: Parameters<typeof chain>[1][number];
}

const UNFINISHED = ['new', 'running', 'waiting'];

/** `kill -9` in the middle of sends: what n8n makes of it, and what running again then does. */
export async function killedWorkers(
	{ checks }: Round,
	cluster: Cluster,
	simulator: Simulator,
	hook: Hook,
): Promise<void> {
	const counts = (text: string) => [...sentTexts(simulator, text).values()];
	const once = (text: string) =>
		assert(
			counts(text).every((count) => count === 1),
			'a message went out twice',
		);
	await checks.check(
		'a worker killed in the middle of 1,000 sends: each message at most once',
		async () => {
			const parts = [hook.trigger, items(1000), await sender(cluster, simulator, 'killed')];
			await cluster.api.updateWorkflow(hook.id, chain('Hook', parts));
			const ended = await killDuring(
				cluster,
				simulator,
				hook,
				() => counts('killed').length > 300,
			);
			checks.note(
				`n8n ended the execution as ${ended.status}, with ${counts('killed').length} of 1000 sent`,
			);
			once('killed');
		},
	);
	await checks.check(
		'with a Client Request ID from the data, running again sends exactly what is missing',
		async () => {
			const options = { clientRequestId: '=retried-{{ $json.index }}' };
			const parts = [
				hook.trigger,
				items(300),
				await sender(cluster, simulator, 'retried', options),
			];
			await cluster.api.updateWorkflow(hook.id, chain('Hook', parts));
			await killDuring(cluster, simulator, hook, () => counts('retried').length > 100);
			// Not by n8n's Retry: in 2.41.1 that ended at once for such an execution and sent nothing.
			await startByDelivery(cluster, simulator, hook);
			await until('all messages are sent', () => counts('retried').length === 300, 120_000);
			once('retried');
		},
	);
}

/** Starts the workflow with a delivery, kills the worker that runs it, and waits until n8n has noticed. */
async function killDuring(
	{ api, workers }: Cluster,
	simulator: Simulator,
	hook: Hook,
	isMiddle: () => boolean,
): Promise<ExecutionSummary> {
	await startByDelivery({ api }, simulator, hook);
	await until('the sends are in the middle', isMiddle);
	const [execution] = await api.listExecutions({ workflowId: hook.id });
	const victim = workers.find(({ log }) => log().includes(`execution ${execution.id}`));
	assert(victim, 'nobody runs the execution');
	await victim.group.kill();
	await api.deactivate(hook.id);
	return until(
		'the execution has ended',
		async () => {
			const [now] = await api.listExecutions({ workflowId: hook.id });
			return !UNFINISHED.includes(now.status) && now;
		},
		240_000,
	);
}

async function startByDelivery(
	{ api }: Pick<Cluster, 'api'>,
	simulator: Simulator,
	hook: Hook,
): Promise<void> {
	await api.activate(hook.id);
	const registered = async () => (await http.post(hook.url)).status === 401;
	await until('the webhook answers', registered);
	await simulator.deliverWebhook('contact.created', { name: 'Kill' });
}
