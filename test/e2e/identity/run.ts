import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nApi } from '../../../scripts/n8n/api';
import { itemsOf, waitForExecution, type Execution } from '../../../scripts/n8n/executions';
import { startN8n } from '../../../scripts/n8n/instance';
import type { Simulator } from '../../simulator';
import { n8nFor, relasiAccount, simulatorFor } from '../support/start';
import { runSuite, type Round } from '../support/suite';
import { chain, items, locator, relasi, START, start } from '../support/workflows';

const RETRY_MS = 60_000;
/** Where n8n stores with an execution when it began. */
const isVersion2 = ({ install }: Round) => !install.version.startsWith('1.');

interface Scene {
	round: Round;
	simulator: Simulator;
	api: N8nApi;
}

/** Which messages are the same message: within an execution, after Retry, and in a copy of the database. */
void runSuite('identity', async (round) => {
	const simulator = await simulatorFor(round);
	const folder = mkdtempSync(join(tmpdir(), 'n8n-relasi-identity-'));
	round.finally(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
	const original = join(folder, 'original');
	const n8n = await n8nFor(round, { userFolder: original });
	const scene = { round, simulator, api: await N8nApi.connect(n8n.url) };
	const id = await sending(scene, 'Copied', '=copied {{ $json.index }}');
	await n8n.stop();
	const copy = join(folder, 'copy');
	cpSync(original, copy, { recursive: true });
	await n8n.restart();
	scene.api = await N8nApi.connect(n8n.url);
	await copiedDatabase(scene, id, copy);
	await retried(scene);
	await subWorkflow(scene);
});

/** A workflow that sends three messages into one conversation. */
async function sending({ api, simulator }: Scene, name: string, text: string): Promise<string> {
	const send = await sender(api, simulator, text);
	return (await api.createWorkflow(chain(name, [start, items(3), send]))).id;
}

async function sender(api: N8nApi, simulator: Simulator, text: string) {
	const credential =
		(await api.listCredentials())[0] ?? (await api.createCredential(relasiAccount(simulator)));
	const [conversation] = simulator.inbox.conversations.all();
	const parameters = {
		resource: 'message',
		operation: 'send',
		conversationId: locator(conversation.row.id),
		text,
	};
	return relasi('Send', parameters, credential);
}

async function copiedDatabase({ round, simulator, api }: Scene, id: string, userFolder: string) {
	const { install, checks } = round;
	const n8n = await startN8n({ install, userFolder });
	const other = await N8nApi.connect(n8n.url);
	await checks.check(
		isVersion2(round)
			? 'an execution of the same number in a copy of the database sends its own messages'
			: 'an execution of the same number in a copy of the database is the limit that README tells',
		async () => {
			const [here, there] = [await api.run(id, START), await other.run(id, START)];
			assert.deepEqual([here.id, here.status], [there.id, 'success']);
			assert.equal(there.status, 'success', there.error?.message);
			assert.equal(sentOf(simulator, 'copied').length, isVersion2(round) ? 6 : 3);
		},
	);
	await n8n.stop();
}

async function retried({ round, simulator, api }: Scene): Promise<void> {
	for (const text of [
		'=retried {{ $json.index }}',
		'=late {{ $json.index }} {{ $now.toMillis() }}',
	]) {
		const word = /\w+/.exec(text)![0];
		await round.checks.check(
			`Retry of a failed execution sends only what is missing (${word})`,
			async () => {
				const id = await sending({ round, simulator, api }, word, text);
				simulator.faults.add({
					kind: 'status',
					status: 422,
					match: { path: '/messages/text' },
				});
				const failed = await api.run(id, START);
				assert.equal(failed.status, 'error');
				assert.equal(sentOf(simulator, word).length, 2);
				const run = await retry(api, failed);
				assert.equal(run.status, 'success', run.error?.message);
				assert.notEqual(run.id, failed.id);
				assert.equal(itemsOf(run, 'Send').length, 3);
				assert.equal(sentOf(simulator, word).length, 3);
			},
		);
	}
}

/** As the editor's Retry does it. */
async function retry(api: N8nApi, { id, workflowId }: Execution): Promise<Execution> {
	await api.session.request('POST', `/rest/executions/${id}/retry`, { loadWorkflow: false });
	const [newest] = await api.listExecutions({ workflowId });
	return await waitForExecution(api.session, newest.id, RETRY_MS);
}

async function subWorkflow({ round, simulator, api }: Scene): Promise<void> {
	await round.checks.check('each call of a sub-workflow sends its own message', async () => {
		const trigger = {
			name: START,
			type: 'n8n-nodes-base.executeWorkflowTrigger',
			typeVersion: 1.1,
			parameters: { inputSource: 'passthrough' },
		};
		const send = await sender(api, simulator, 'called');
		const child = await api.createWorkflow(chain('Called', [trigger, send]));
		// n8n 2.x runs only published sub-workflows.
		if (isVersion2(round)) await api.activate(child.id);
		const call = {
			name: 'Call',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			parameters: { workflowId: { ...locator(child.id) }, mode: 'each' },
		};
		const { id } = await api.createWorkflow(chain('Calling', [start, items(3), call]));
		const run = await api.run(id, START);
		assert.equal(run.status, 'success', run.error?.message);
		assert.equal(sentOf(simulator, 'called').length, 3);
	});
}

const sentOf = ({ inbox }: Simulator, word: string) =>
	inbox.sentMessages.filter(({ content }) => content.split(' ')[0] === word);
