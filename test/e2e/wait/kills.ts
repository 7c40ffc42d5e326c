import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Round } from '../support/suite';
import type { Scene } from './scene';

/** Every third kill comes while the API keeps a check waiting. */
const SLOW_CHECK = { kind: 'delay', ms: 4_000, times: 1, match: { method: 'GET' } } as const;
/** The next one when what that kill ended is about to be started anew, and the next at any moment. */
const ANEW_MS = 2_000;
const MAX_PAUSE_MS = 15_000;
const CUSTOMERS = 5;

/** Kills n8n again and again while executions wait, and then lets the customers answer. */
export async function checkKills({ checks }: Round, scene: Scene, count: number): Promise<void> {
	const chats = scene.chats(CUSTOMERS);
	const asker = await scene.publish();
	const ids: string[] = [];
	for (const chat of chats) ids.push(await scene.ask(asker, [chat]));
	for (const id of ids) await scene.parked(id);
	await checks.must(`n8n comes back after each of ${count} kills`, async () => {
		for (let kill = 0; kill < count; kill++) {
			if (kill % 3 === 0) await duringCheck(scene);
			else await sleep(Math.random() * (kill % 3 === 1 ? ANEW_MS : MAX_PAUSE_MS));
			await scene.kill();
		}
	});
	for (const chat of chats) scene.write(chat, `from ${chat.id}`);
	await checks.check(
		`after ${count} kills each answer is given once, and nobody was asked twice`,
		async () => {
			for (const [index, id] of ids.entries()) {
				const [{ given }] = await scene.answersOf(id, 600_000);
				assert.equal(given.text, `from ${chats[index].id}`);
			}
			assert.equal(scene.questionsIn(chats), CUSTOMERS);
		},
	);
}

/** Resolves in the middle of a check, or after a minute and a half without one. */
async function duringCheck({ simulator }: Scene): Promise<void> {
	const before = simulator.requests.length;
	simulator.faults.add({ ...SLOW_CHECK });
	for (let waits = 0; waits < 900 && simulator.requests.length === before; waits++)
		await sleep(100);
}
