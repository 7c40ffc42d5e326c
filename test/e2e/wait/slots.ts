import assert from 'node:assert/strict';

import { http } from '../../support/http';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { chain } from '../support/workflows';
import { Scene } from './scene';

/** One execution at a time: three questions are asked, and another workflow is called behind them. */
export async function checkSlots(round: Round): Promise<void> {
	const { checks } = round;
	const scene = await Scene.set(round, { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' });
	const chats = scene.chats(3);
	const asker = await scene.publish();
	const other = await publishOther(scene);
	const slackMs = await scene.slackMs();
	const startedMs = Date.now();
	for (const chat of chats) await scene.call(asker, [chat]);
	const called = other();
	await checks.check(
		'three questions go out within half a minute, one slot for all',
		async () => {
			await until('all are asked', () => scene.questionsIn(chats) === 3, 60_000);
			const lastMs = Date.now() - startedMs;
			checks.note(`the third question went out after ${lastMs} ms`);
			assert(lastMs < 30_000 + slackMs);
		},
	);
	await checks.check('another workflow that came after them is answered', async () => {
		const afterMs = (await called) - startedMs;
		checks.note(`its webhook was answered after ${afterMs} ms`);
		assert(afterMs < 32_000 + slackMs);
	});
	await checks.check('executions that are stored hold no slot', async () => {
		for (const id of await scene.idsOf(asker)) await scene.parked(id);
		const calledMs = Date.now();
		const afterMs = (await other()) - calledMs;
		checks.note(`a webhook was answered after ${afterMs} ms`);
		assert(afterMs < 2_000 + slackMs);
	});
}

/** A workflow that answers when it has run; gives a function that calls it and resolves with the time of the answer. */
async function publishOther({ api, n8n }: Scene): Promise<() => Promise<number>> {
	const hook = {
		...{ name: 'Called', type: 'n8n-nodes-base.webhook', typeVersion: 2 },
		parameters: { httpMethod: 'POST', path: 'other', responseMode: 'lastNode' },
		webhookId: 'other',
	};
	const { id } = await api.createWorkflow(
		chain('Other', [
			hook,
			{
				...{ name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1 },
				parameters: {},
			},
		]),
	);
	await api.activate(id);
	const call = async () => http.post(`${n8n.url}/webhook/other`, {});
	await until('the other workflow can be called', async () => (await call()).status === 200);
	return async () => {
		assert.equal((await call()).status, 200);
		return Date.now();
	};
}
