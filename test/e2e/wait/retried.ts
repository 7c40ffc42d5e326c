import assert from 'node:assert/strict';

import type { Round } from '../support/suite';
import { until } from '../support/until';
import type { Scene } from './scene';

/** n8n is killed while it waits within the execution, and the execution is retried as the editor does it. */
export async function checkRetried({ checks }: Round, scene: Scene): Promise<void> {
	const [chat] = scene.chats(1);
	const asker = await scene.publish();
	const killed = await scene.ask(asker, [chat]);
	await scene.isAsked(chat);
	await scene.kill();
	await checks.check(
		'a retry after a kill in the first minute asks nobody twice, and gets the answer',
		async () => {
			assert.equal((await scene.ended(killed)).status, 'crashed');
			// n8n answers once the retry has ended, or waits.
			const retry = scene.api.session.request('POST', `/rest/executions/${killed}/retry`, {
				loadWorkflow: false,
			});
			const { workflowId } = asker;
			const { id } = await until('the retry is there', async () =>
				(await scene.api.listExecutions({ workflowId })).find(
					({ mode }) => mode === 'retry',
				),
			);
			const { requests } = scene.simulator;
			const checksNow = () => requests.filter(({ method }) => method === 'GET').length;
			const before = checksNow();
			await until('the retry looks for the answer', () => checksNow() > before + 1);
			scene.write(chat, 'Monday');
			await retry;
			const [{ given }] = await scene.answersOf(id, 100_000);
			assert.equal(given.text, 'Monday');
			assert.equal(scene.questionsIn([chat]), 1);
		},
	);
}
