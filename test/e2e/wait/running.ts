import assert from 'node:assert/strict';

import type { Round } from '../support/suite';
import type { Scene } from './scene';

const days = { values: { limitType: 'afterTimeInterval', resumeAmount: 2, resumeUnit: 'days' } };
const soon = {
	values: { limitType: 'afterTimeInterval', resumeAmount: 0.1, resumeUnit: 'minutes' },
};

/** What n8n 1.x can do: it waits within the running execution. */
export async function checkRunning({ checks }: Round, scene: Scene): Promise<void> {
	const chats = scene.chats(3);
	const [one, two, three] = chats;
	await checks.check(
		'several items wait within the execution, each for its own answer',
		async () => {
			const id = await scene.ask(await scene.publish(), chats);
			for (const chat of chats) await scene.isAsked(chat);
			for (const chat of [three, one, two]) scene.write(chat, `from ${chat.id}`);
			const given = await scene.answersOf(id);
			assert.deepEqual(
				given.map((each) => [each.asked, each.given.text]),
				chats.map(({ id: chat }) => [chat, `from ${chat}`]),
			);
		},
	);
	await checks.check('the time limit ends the waiting', async () => {
		const id = await scene.ask(await scene.publish({ options: { limitWaitTime: soon } }), [
			one,
		]);
		const [{ given }] = await scene.answersOf(id);
		assert.equal(given._timed_out, true);
	});
	await checks.check(
		'a time limit that would need storing is refused, and nothing is asked',
		async () => {
			const before = scene.simulator.inbox.sentMessages.length;
			const id = await scene.ask(await scene.publish({ options: { limitWaitTime: days } }), [
				one,
			]);
			const { error } = await scene.ended(id);
			assert.match(String(error?.message), /up to 24 hours/);
			assert.equal(scene.simulator.inbox.sentMessages.length, before);
		},
	);
}
