import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { itemsOf } from '../../../scripts/n8n/executions';
import { http } from '../../support/http';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { TRIGGER, type Scene } from './scene';
import { ACCEPTED, again, genuineOf, mutatedOf, send, signed, tally } from './sending';

/** Runs a check during which no execution may start. */
export type StartsNothing = (fact: string, test: () => Promise<unknown>) => Promise<unknown>;

/** The URL of the editor's test runs. */
export async function checkTestUrl({ checks }: Round, scene: Scene): Promise<void> {
	const { secret, collector } = scene;
	const [delivery] = genuineOf(secret, 1);
	const came = async (times: number) =>
		await until(
			`the event came ${times} times`,
			() => collector.counts().get(delivery.id) === times,
		);
	await checks.check(
		'the test URL refuses what is forged, goes on listening, and takes a genuine delivery once',
		async () => {
			await scene.listen();
			for (const forged of mutatedOf(secret, 50)) {
				const { status } = await send(scene.testUrl, forged);
				assert.ok(status === 401 || status === 422, `${forged.change}: ${status}`);
			}
			const answers = await Promise.all(
				[1, 2, 3].map(async () => send(scene.testUrl, delivery)),
			);
			assert.equal(tally(answers)[ACCEPTED], 1);
			await came(1);
		},
	);
	await checks.check('the test URL takes the same event each time it listens anew', async () => {
		for (const times of [2, 3]) {
			await scene.listen();
			assert.deepEqual(tally([await send(scene.testUrl, again(secret, delivery))]), {
				[ACCEPTED]: 1,
			});
			await scene.settled();
			await came(times);
		}
	});
	await checks.check(
		'what the test URL has taken still starts the published workflow',
		async () => {
			assert.deepEqual(tally([await send(scene.productionUrl, again(secret, delivery))]), {
				[ACCEPTED]: 1,
			});
			await came(4);
		},
	);
}

/** Bodies about as large as n8n takes them, and requests that are no deliveries. */
export async function checkSizes(
	{ checks, install }: Round,
	scene: Scene,
	startsNothing: StartsNothing,
): Promise<void> {
	const { secret, collector, productionUrl } = scene;
	const is1x = install.version.startsWith('1.');
	const ofSize = (id: string, megabytes: number) =>
		signed(
			secret,
			id,
			Buffer.from(
				JSON.stringify({
					id,
					type: 'message.created',
					data: 'x'.repeat(megabytes * 2 ** 20),
				}),
			),
		);
	await checks.check('a body of 15 MB is accepted whole', async () => {
		const large = ofSize('evt_large', 15);
		assert.deepEqual(tally([await send(productionUrl, large)]), { [ACCEPTED]: 1 });
		const envelope = await until('it came', () =>
			collector.envelopes.find(({ id }) => id === 'evt_large'),
		);
		assert.equal(JSON.stringify(envelope), large.body.toString());
	});
	await checks.check('a byte order mark before the body is signed, and read over', async () => {
		const id = 'evt_marked';
		const delivery = signed(
			secret,
			id,
			Buffer.from(`\ufeff{"id":"${id}","type":"contact.updated"}`),
		);
		const { status } = await send(productionUrl, delivery);
		// n8n 1.x refuses it itself.
		assert.equal(status, is1x ? 422 : 200);
		if (!is1x) await until('it came', () => collector.counts().get(id) === 1);
	});
	await startsNothing("a body beyond n8n's limit of 16 MB is refused by n8n", async () => {
		assert.ok((await send(productionUrl, ofSize('evt_too_large', 17))).status >= 400);
	});
	await startsNothing('GET and HEAD find no webhook', async () => {
		for (const method of ['GET', 'HEAD'])
			assert.equal((await http.request({ url: productionUrl, method })).status, 404);
	});
}

/** What is kept of a delivery, and what is said about a secret. */
export async function checkSecrecy({ checks }: Round, scene: Scene): Promise<void> {
	const { api, secret } = scene;
	await checks.check(
		'an execution holds the envelope alone; no log holds the secret',
		async () => {
			const [delivery] = genuineOf(secret, 1);
			await send(scene.productionUrl, delivery);
			await scene.settled();
			const [{ id }] = await api.listExecutions({ workflowId: scene.workflowId });
			const execution = await api.getExecution(id);
			const [item] = itemsOf(execution, TRIGGER);
			assert.deepEqual(item.json, JSON.parse(delivery.body.toString()));
			assert.deepEqual(item.binary, undefined);
			for (const text of [
				JSON.stringify(execution),
				readFileSync(scene.n8n.logFile, 'utf8'),
			]) {
				assert.ok(!text.includes(secret) && !text.includes(delivery.signature));
			}
		},
	);
	await checks.check(
		'a credential with a wrong secret is told so, and deliveries too',
		async () => {
			const credential = { name: 'Relasi webhook', type: 'relasiWebhookApi' };
			const testWith = async (signingSecret: string) => {
				await api.updateCredential(scene.credentialId, {
					...credential,
					data: { signingSecret },
				});
				return await api.testCredential(scene.credentialId);
			};
			assert.match(
				(await testWith('ru_live_01.secretsecret')).message,
				/API key, not a signing secret/,
			);
			assert.match((await testWith(` ${secret}`)).message, /white space around it/);
			const { status, text } = await send(scene.productionUrl, genuineOf(secret, 1)[0]);
			assert.equal(status, 401);
			assert.match(text, /white space around it/);
			assert.equal((await testWith(secret)).status, 'OK');
		},
	);
}
