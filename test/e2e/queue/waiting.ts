import assert from 'node:assert/strict';

import { itemsOf, waitForExecution } from '../../../scripts/n8n/executions';
import type { Simulator } from '../../simulator';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { chain, end, locator, relasi, START, start } from '../support/workflows';
import type { Cluster } from './cluster';
import { credentialOf } from './sending';

const PARKED_MS = 180_000;

/** n8n 2.x only: the execution waits in the database, and workers check for the answer. */
export async function waiting({ checks }: Round, cluster: Cluster, simulator: Simulator) {
	const { api } = cluster;
	await checks.check(
		'an execution that waits is checked by workers and gets its answer',
		async () => {
			const { id: chat } = simulator.inbox.addConversation();
			const parameters = {
				...{ resource: 'message', operation: 'sendAndWait', message: 'Which day?' },
				conversationId: locator(chat),
			};
			const ask = relasi('Ask', parameters, await credentialOf(cluster, simulator));
			const { id } = await api.createWorkflow(chain('Wait', [start, ask, end]));
			const { executionId } = await api.session.request<{ executionId: string }>(
				'POST',
				`/rest/workflows/${id}/run`,
				{ workflowData: await api.getWorkflow(id), triggerToStartFrom: { name: START } },
			);
			await until(
				'the execution waits',
				async () => (await api.getExecution(executionId)).status === 'waiting',
				PARKED_MS,
			);
			simulator.inbox.addMessage({ conversation_id: chat, content: 'Monday' });
			const execution = await waitForExecution(api.session, executionId, PARKED_MS);
			assert.equal(execution.status, 'success', execution.error?.message);
			assert.equal(itemsOf(execution, 'End')[0].json.text, 'Monday');
		},
	);
}
