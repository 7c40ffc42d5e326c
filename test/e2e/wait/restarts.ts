import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Round } from '../support/suite';
import { CITY, cityOf, startAgent } from './agent';
import type { Scene } from './scene';

/** From then on a question survives whatever ends n8n. */
const STORED_MS = 10_000;
const END_MS = 200_000;

/** n8n is ended in order, and once more at once, ten seconds after the questions; the customers answer then. */
export async function checkRestarts(round: Round, scene: Scene): Promise<void> {
	const { checks } = round;
	for (const [how, end] of [
		['a clean restart', async () => scene.restart()],
		['a kill', async () => scene.kill()],
	] as const) {
		const [replying, approving, gated] = scene.chats(3);
		const asked = {
			reply: await scene.ask(await scene.publish(), [replying]),
			approval: await scene.ask(await scene.publish({ responseType: 'approval' }), [
				approving,
			]),
		};
		const finish = await startAgent(round, scene, gated);
		const slackMs = await scene.slackMs();
		await sleep(STORED_MS);
		await checks.check(`all are stored in the tenth second, before ${how}`, async () => {
			const sleptMs = Date.now();
			for (const id of [asked.reply, asked.approval]) await scene.parked(id);
			await finish.isStored();
			assert(Date.now() - sleptMs < 1_000 + slackMs);
		});
		await end();
		scene.write(replying, 'Monday');
		scene.write(approving, 'Yes!');
		scene.write(gated, 'Yes!');
		await checks.check(`a reply after ${how} is given`, async () => {
			const [{ given }] = await scene.answersOf(asked.reply, END_MS);
			assert.equal(given.text, 'Monday');
		});
		await checks.check(`a Yes after ${how} approves`, async () => {
			const [{ given }] = await scene.answersOf(asked.approval, END_MS);
			assert.deepEqual(given.data, { approved: true, chatInput: 'Yes!' });
		});
		await checks.check(`an agent's tool runs after ${how} and a Yes`, async () => {
			const said = await finish();
			assert.equal(cityOf(scene, gated), CITY, said);
		});
		await checks.check(`nobody was asked twice because of ${how}`, () => {
			assert.equal(scene.questionsIn([replying, approving, gated]), 3);
		});
	}
}
