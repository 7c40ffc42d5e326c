import assert from 'node:assert/strict';

import type { INode } from 'n8n-workflow';

import { http } from '../../support/http';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { workflowOf, type Scene } from './scene';
import { ACCEPTED, again, genuineOf, REPEATED, send, tally } from './sending';

const WEBHOOK_ID = 'relasi-e2e-static-data';

/** An execution that changes static data has n8n write its old copy of all static data back at its end. */
export async function checkStaticData({ checks }: Round, scene: Scene): Promise<void> {
	const { secret, collector, api, n8n } = scene;
	const { id } = await api.createWorkflow(countingWorkflow(scene));
	await api.activate(id);
	const url = `${n8n.url}/webhook/${WEBHOOK_ID}/webhook`;
	const served = async () => (await http.post(url)).status === 401;
	await until('the webhook is served', served);
	await checks.check(
		'ids outlive a long execution whose Code node changes static data, and a restart',
		async () => {
			const [long, ...others] = genuineOf(secret, 4);
			const release = collector.hold(long.id);
			for (const delivery of [long, ...others]) {
				assert.deepEqual(tally([await send(url, delivery)]), { [ACCEPTED]: 1 });
				await until('it came', () => collector.counts().get(delivery.id) === 1);
			}
			release();
			await scene.settled(id);
			await scene.restart('stop');
			await until('the webhook is served again', served);
			for (const delivery of [long, ...others]) {
				assert.deepEqual(tally([await send(url, again(secret, delivery))]), {
					[REPEATED]: 1,
				});
			}
		},
	);
	await scene.api.deactivate(id);
}

function countingWorkflow({ credentialId, collector }: Scene) {
	const { nodes, ...workflow } = workflowOf(credentialId, collector.url);
	const [trigger, call] = nodes;
	const count: INode = {
		id: 'count',
		name: 'Count',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		position: [440, 0],
		parameters: {
			jsCode: "const data = $getWorkflowStaticData('global');\ndata.count = (data.count ?? 0) + 1;\nreturn $input.all();",
		},
	};
	const connections = {
		...workflow.connections,
		[call.name]: { main: [[{ node: count.name, type: 'main' as const, index: 0 }]] },
	};
	return {
		...workflow,
		connections,
		nodes: [{ ...trigger, webhookId: WEBHOOK_ID }, call, count],
	};
}
