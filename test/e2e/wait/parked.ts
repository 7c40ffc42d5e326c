import assert from 'node:assert/strict';

import { http } from '../../support/http';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { relasi, locator } from '../support/workflows';
import { CITY, cityOf, startAgent } from './agent';
import { askBeforeChanges } from './changed';
import type { Scene } from './scene';
import { checkTool } from './tool';

const minutes = (resumeAmount: number) => ({
	limitWaitTime: {
		values: { limitType: 'afterTimeInterval', resumeAmount, resumeUnit: 'minutes' },
	},
});
const APPROVAL = { responseType: 'approval' };
const END_MS = 300_000;

/** Many executions wait at the same time, n8n is killed in the middle of a check, and each gets its answer. */
export async function checkParked(round: Round, scene: Scene): Promise<void> {
	const { checks } = round;
	const { inbox, faults } = scene.simulator;
	const [a, b, c, limited, stopped, deactivated, gone, undelivered] = scene.chats(8);
	const [byPage, byWord, unsaved, agreed, refused, unread, reread, cut] = scene.chats(8);
	const plain = await scene.publish();
	const approval = await scene.publish(APPROVAL);
	const short = await scene.publish({ options: minutes(2.5) });
	const errors = await scene.publish({}, { node: { onError: 'continueRegularOutput' } });
	const thanks = relasi(
		'Thank',
		{
			...{ resource: 'message', operation: 'send', text: '=Thanks for {{ $json.text }}' },
			conversationId: locator('={{ $json.conversation_id }}'),
		},
		scene.credential,
	);
	const forgetful = await scene.publish(
		{},
		{ after: thanks, settings: { saveDataSuccessExecution: 'DEFAULT' } },
	);
	const keys = [scene.simulator.addKey(), scene.simulator.addKey()];
	const [lost, renewed] = [
		await scene.credentialWith(keys[0]),
		await scene.credentialWith(keys[1]),
	];
	const hasty = await scene.publish({}, { settings: { executionTimeout: 260 } });
	const keyless = await scene.publish({}, { credential: lost });
	const rekeyed = await scene.publish({}, { credential: renewed });
	const temporary = await scene.publish();

	const asked = {
		several: await scene.ask(plain, [a, b, c]),
		stopped: await scene.ask(plain, [stopped]),
		limited: await scene.ask(short, [limited]),
		failing: await scene.ask(errors, [gone, undelivered]),
		byPage: await scene.ask(approval, [byPage]),
		byWord: await scene.ask(approval, [byWord]),
		unsaved: await scene.ask(forgetful, [unsaved]),
		deactivated: await scene.ask(temporary, [deactivated]),
		keyless: await scene.ask(keyless, [unread]),
		rekeyed: await scene.ask(rekeyed, [reread]),
		cut: await scene.ask(hasty, [cut]),
	};
	const changed = await askBeforeChanges(round, scene);
	const agree = await startAgent(round, scene, agreed);
	const refuse = await startAgent(round, scene, refused);
	const tool = checkTool(round, scene);
	await scene.isAsked(b);
	scene.write(b, 'from b');
	await checks.must('executions that wait stand as waiting in n8n', async () => {
		const others = { ...asked, limited: asked.byWord };
		for (const id of Object.values(others)) await scene.parked(id);
	});
	await checks.check(
		'opening the page of an approval decides nothing, a forged link less',
		async () => {
			const link = scene.linkIn(byPage);
			const page = await http.get<string>(link);
			assert.equal(page.status, 200);
			assert.match(page.data, /Which day suits you\?[^]*<button/);
			const forged = link.replace(/signature=..../, 'signature=0000');
			assert.equal((await http.post(forged)).status, 401);
			assert.equal((await scene.api.getExecution(asked.byPage)).status, 'waiting');
		},
	);
	await checks.check('a button of the page decides', async () => {
		const done = await decline(scene.linkIn(byPage));
		assert.equal(done.status, 200);
		const [{ given }] = await scene.answersOf(asked.byPage);
		assert.deepEqual(given, { data: { approved: false } });
	});
	await scene.changeKey(renewed, scene.simulator.keys.second);
	for (const key of keys) scene.simulator.revokeKey(key);
	await scene.api.session.request('POST', `/rest/executions/${asked.stopped}/stop`);
	await scene.api.deactivate(temporary.workflowId);
	await refuse.isStored();
	await decline(scene.linkIn(refused));
	await checks.check(
		'an agent’s tool does not run when the customer declines on the page',
		async () => {
			assert.match(await refuse(), /RESULT .*rejected/);
			assert.equal(cityOf(scene, refused), null);
		},
	);

	// Before the kill: n8n's recovery takes an agent that waits for crashed.
	scene.write(agreed, 'Yes!');
	await checks.check('an agent’s tool runs once the customer has said yes', async () => {
		await agree();
		assert.equal(cityOf(scene, agreed), CITY);
	});

	await changed.change();
	await tool;
	await checks.must('n8n is killed in the middle of a check and starts again', async () => {
		const before = scene.simulator.requests.length;
		faults.add({ kind: 'delay', ms: 5_000, times: 2, match: { method: 'GET' } });
		await until(
			'a check is under way',
			() => scene.simulator.requests.length > before,
			120_000,
		);
		scene.write(c, 'from c');
		await scene.kill();
	});
	const killedAtMs = Date.now();
	for (const chat of [a, deactivated, unsaved, reread]) scene.write(chat, `from ${chat.id}`);
	scene.write(byWord, 'Yes!');
	for (const { row } of [...inbox.messages.group('conversation_id', gone.id)])
		inbox.messages.remove(row.id);
	const question = inbox.sentMessages.find(({ conversation_id: to }) => to === undelivered.id)!;
	inbox.setMessage(question.id, { send_state: 'failed' });

	await checks.check(
		'each item gets its own answer, once and in order, in spite of the kill',
		async () => {
			const given = await scene.answersOf(asked.several, END_MS);
			assert.deepEqual(
				given.map((each) => [each.asked, each.given.text]),
				[
					[a.id, `from ${a.id}`],
					[b.id, 'from b'],
					[c.id, 'from c'],
				],
			);
		},
	);
	await checks.check('a word in the chat approves', async () => {
		const [{ given }] = await scene.answersOf(asked.byWord, END_MS);
		assert.deepEqual(given.data, { approved: true, chatInput: 'Yes!' });
		assert.equal(given.text, 'Yes!');
	});
	await checks.check('a time limit that ends while n8n waits is told', async () => {
		const [{ given }] = await scene.answersOf(asked.limited, END_MS);
		assert.equal(given._timed_out, true);
		assert.equal((given.question as { conversation_id: string }).conversation_id, limited.id);
	});
	await checks.check(
		'the timeout of a workflow ends the wait before n8n cancels it',
		async () => {
			const [{ given }] = await scene.answersOf(asked.cut, END_MS);
			assert.equal(given._timed_out, true);
		},
	);
	await checks.check(
		'a conversation that is gone and a question not delivered are told',
		async () => {
			const given = await scene.answersOf(asked.failing, END_MS);
			assert.match(String(given[0].given.error), /conversation .* no longer exists/);
			assert.match(String(given[1].given.error), /couldn't deliver/);
		},
	);
	await checks.check('a key that is revoked meanwhile is told', async () => {
		const { status, error } = await scene.ended(asked.keyless, END_MS);
		assert.equal(status, 'error');
		assert.match(String(error?.message), /^The question was sent.*rejected the API key/);
		assert.match(String(error?.description), /API key revoked/);
	});
	await checks.check('a credential that gets a new key meanwhile goes on with it', async () => {
		const [{ given }] = await scene.answersOf(asked.rekeyed, END_MS);
		assert.equal(given.text, `from ${reread.id}`);
	});
	await checks.check('a workflow that was deactivated meanwhile gets its answer', async () => {
		const [{ given }] = await scene.answersOf(asked.deactivated, END_MS);
		assert.equal(given.text, `from ${deactivated.id}`);
	});
	await checks.check('a workflow whose executions are not kept goes on too', async () => {
		const text = `Thanks for from ${unsaved.id}`;
		await until(
			'the answer is used',
			() => inbox.sentMessages.some(({ content }) => content === text),
			END_MS,
		);
	});
	await changed.check();
	await checks.check('a stopped execution asks Relasi nothing any more', () => {
		const late = scene.simulator.requests.filter(
			({ at, query }) => at > killedAtMs && query.conversation_id === stopped.id,
		);
		assert.deepEqual(late, []);
	});
	await checks.check('nobody was asked twice', () => {
		const chats = inbox.sentMessages
			.filter(({ content }) => /Which day|We were told/.test(content))
			.map(({ conversation_id: to }) => to);
		assert.equal(new Set(chats).size, chats.length);
	});
}

/** What the form of the page sends when the customer presses its second button. */
async function decline(link: string) {
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	return await http.post(link, 'decision=no', { headers });
}
