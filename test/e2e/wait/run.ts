import assert from 'node:assert/strict';

import { runSuite } from '../support/suite';
import { checkMcp } from './mcp';
import { checkParked } from './parked';
import { checkRestarts } from './restarts';
import { checkRunning } from './running';
import { checkRetried } from './retried';
import { Scene } from './scene';
import { checkSlots } from './slots';

/** What an admin excludes who allows no sub-workflows; the wait needs none of n8n's own nodes. */
const EXCLUDED = ['executeWorkflow', 'executeWorkflowTrigger', 'if', 'switch', 'wait', 'code'].map(
	(name) => `n8n-nodes-base.${name}`,
);

void runSuite('wait', async (round) => {
	const { checks, install } = round;
	// The harshest settings that an admin may choose.
	const scene = await Scene.set(round, {
		EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
		NODES_EXCLUDE: JSON.stringify(EXCLUDED),
	});
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
	await checkMcp(round, scene);
	if (install.version.startsWith('1.')) return await checkRunning(round, scene);
	await checkRestarts(round, scene);
	await checkRetried(round, scene);
	await checkParked(round, scene);
	await checkSlots(round);
});
