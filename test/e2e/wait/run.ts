import assert from 'node:assert/strict';

import { runSuite } from '../support/suite';
import { checkKills } from './kills';
import { checkParked } from './parked';
import { checkRunning } from './running';
import { Scene } from './scene';

void runSuite('wait', async (round) => {
	const { checks, install } = round;
	const scene = await Scene.set(round);
	// Twenty take a quarter of an hour, so they are made on request only.
	const kills = Number(process.env.RELASI_KILLS ?? 0);
	if (kills > 0) return await checkKills(round, scene, kills);
	const asker = await scene.publish();
	const [chat] = scene.chats(1);
	await checks.check('a customer who is there is answered at once', async () => {
		const id = await scene.ask(asker, [chat]);
		await scene.isAsked(chat);
		scene.write(chat, 'Monday');
		scene.write(chat, 'at noon');
		const [{ asked, given }] = await scene.answersOf(id, 50_000);
		assert.deepEqual([asked, given.text], [chat.id, 'Monday\nat noon']);
		assert.equal(given.content, 'at noon');
	});
	await (install.version.startsWith('1.') ? checkRunning : checkParked)(round, scene);
});
