import assert from 'node:assert/strict';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

import type { Round } from '../support/suite';
import { until } from '../support/until';
import { lockDatabase } from './databaseLock';
import { DEFAULT_ENGINE, type Scene } from './scene';
import { ACCEPTED, genuineOf, REPEATED, send, tally } from './sending';

const GIVEN_UP_MS = 600;

/** A delivery counts as received once n8n has stored its execution, whatever its sender does meanwhile. */
export async function checkStoring({ checks, install }: Round, scene: Scene): Promise<void> {
	const { secret, productionUrl, collector } = scene;
	const startedOnce = async (id: string) => {
		await scene.settled();
		assert.equal(collector.counts().get(id), 1);
	};
	await checks.check(
		'a delivery that its sender gives up and n8n then cannot store starts when it comes again',
		async () => {
			const [delivery] = genuineOf(secret, 1);
			const unlock = await lockDatabase(scene.n8n, install.node);
			try {
				const givenUp = send(productionUrl, delivery, AbortSignal.timeout(GIVEN_UP_MS));
				await assert.rejects(givenUp);
				const { status } = await send(productionUrl, delivery);
				assert.ok(status >= 500, `While the database is locked: ${status}`);
				checks.note(`A repeat while the database is locked: ${status}`);
			} finally {
				await unlock();
			}
			const accepted = async () =>
				tally([await send(productionUrl, delivery)])[ACCEPTED] === 1;
			await until('a repeat is accepted', accepted);
			assert.deepEqual(tally([await send(productionUrl, delivery)]), { [REPEATED]: 1 });
			await startedOnce(delivery.id);
		},
	);
	await checks.check(
		'a delivery that its sender gives up and n8n then stores starts once',
		async () => {
			const [delivery] = genuineOf(secret, 1);
			const unlock = await lockDatabase(scene.n8n, install.node);
			const givenUp = send(productionUrl, delivery, AbortSignal.timeout(GIVEN_UP_MS));
			await assert.rejects(givenUp);
			await unlock();
			const { status } = await send(productionUrl, delivery);
			assert.equal(status, 200);
			assert.deepEqual(tally([await send(productionUrl, delivery)]), { [REPEATED]: 1 });
			await startedOnce(delivery.id);
		},
	);
}

/** n8n 2.x looks at the obstacle before it stores an execution. */
export async function checkObstacle({ checks }: Round, scene: Scene): Promise<void> {
	const { secret, productionUrl, collector, obstacle } = scene;
	await checks.must('n8n starts again with obstacles', async () =>
		scene.restart('stop', { ...DEFAULT_ENGINE, ...scene.hooks() }),
	);
	await checks.check(
		'a delivery for which n8n cannot start an execution may come again',
		async () => {
			const [delivery] = genuineOf(secret, 1);
			writeFileSync(obstacle, 'fail');
			assert.equal((await send(productionUrl, delivery)).status, 500);
			rmSync(obstacle);
			assert.deepEqual(tally([await send(productionUrl, delivery)]), { [ACCEPTED]: 1 });
			assert.deepEqual(tally([await send(productionUrl, delivery)]), { [REPEATED]: 1 });
			await scene.settled();
			assert.equal(collector.counts().get(delivery.id), 1);
		},
	);
	await checks.check(
		'what n8n cannot store while another delivery saves the memory starts after a restart',
		async () => {
			const [failing, other] = genuineOf(secret, 2);
			writeFileSync(obstacle, 'hold');
			const answered = send(productionUrl, failing);
			await until('it is held', () => existsSync(scene.held));
			assert.deepEqual(tally([await send(productionUrl, other)]), { [ACCEPTED]: 1 });
			rmSync(scene.held);
			assert.equal((await answered).status, 500);
			await scene.restart('stop', { ...DEFAULT_ENGINE, ...scene.hooks() });
			assert.deepEqual(tally([await send(productionUrl, other)]), { [REPEATED]: 1 });
			assert.deepEqual(tally([await send(productionUrl, failing)]), { [ACCEPTED]: 1 });
			await scene.settled();
			for (const { id } of [failing, other]) assert.equal(collector.counts().get(id), 1);
		},
	);
}
