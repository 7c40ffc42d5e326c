import assert from 'node:assert/strict';

import { http } from '../../support/http';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { Collector } from '../webhook/collector';
import { PATH, SECRET, workflowOf } from '../webhook/scene';
import { ACCEPTED, again, genuineOf, REPEATED, send, tally } from '../webhook/sending';
import type { Cluster } from './cluster';

const EVENTS = 15;

/** The main process and the webhook process take deliveries of one workflow, workers run it. */
export async function deliveries(round: Round, cluster: Cluster): Promise<void> {
	const { checks } = round;
	const collector = await new Collector().listen();
	round.finally(async () => collector.close());
	const { main, webhook, api } = cluster;
	const data = { signingSecret: SECRET };
	const { id: credentialId } = await api.createCredential({
		name: 'Webhook',
		type: 'relasiWebhookApi',
		data,
	});
	const { id } = await api.createWorkflow(workflowOf(credentialId, collector.url));
	await api.activate(id);
	const urls = [main.url, webhook.url].map((url) => `${url}/webhook/${PATH}`);
	for (const url of urls) {
		await until('the webhook is served', async () => (await http.post(url)).status === 401);
	}

	await checks.check(
		`of ${EVENTS} events that reach both processes, one after the other, each starts once`,
		async () => {
			for (const [index, delivery] of genuineOf(SECRET, EVENTS).entries()) {
				const [first, second] = index % 2 ? urls : [...urls].reverse();
				assert.deepEqual(tally([await send(first, delivery)]), { [ACCEPTED]: 1 });
				assert.deepEqual(tally([await send(second, again(SECRET, delivery))]), {
					[REPEATED]: 1,
				});
			}
			await until('all events came', () => collector.envelopes.length >= EVENTS);
			assert.deepEqual([...collector.counts().values()], Array(EVENTS).fill(1));
		},
	);
	await checks.check(
		'what reaches both processes in the same moment starts, and a later copy does not',
		async () => {
			let [once, twice] = [0, 0];
			for (const delivery of genuineOf(SECRET, EVENTS)) {
				const answers = await Promise.all(urls.map(async (url) => send(url, delivery)));
				const accepted = tally(answers)[ACCEPTED];
				assert.ok(accepted >= 1);
				if (accepted === 1) once++;
				else twice++;
				assert.deepEqual(tally([await send(urls[0], again(SECRET, delivery))]), {
					[REPEATED]: 1,
				});
			}
			checks.note(
				`${EVENTS} events sent to two processes in the same moment: ${once} started once, ${twice} twice`,
			);
		},
	);
	await api.deactivate(id);
}
