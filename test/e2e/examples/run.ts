import assert from 'node:assert/strict';

import { itemsOf, type Execution } from '../../../scripts/n8n/executions';
import { readExamples, type Example } from '../../../scripts/start/examples';
import { runSuite } from '../support/suite';
import { checkAiAgent } from './aiAgent';
import { setScene, type Scene } from './scene';
import { checkWhoWrote } from './whoWrote';

type Expect = (scene: Scene, execution: Execution) => void;

/** What an example that is run by hand must have brought about; others only must not fail. */
const EXPECTED: Record<string, Expect> = {
	'answer-out-of-hours.json': ({ simulator }) => {
		const { dispatches } = simulator.inbox;
		const ids = [...dispatches.keys()];
		assert.ok(ids.length > 0 && ids.every((id) => id.startsWith('out-of-hours-')));
		assert.deepEqual(new Set(dispatches.values()), new Set([1]));
	},
	'broadcast-to-contacts.json': ({ simulator: { inbox } }, execution) => {
		const qualified = inbox.contacts.all().filter(({ row }) => row.lead_status === 'qualified');
		const writers = new Set(inbox.conversations.all().map(({ row }) => row.customer_id));
		const reached = qualified.filter(({ row }) => writers.has(row.id));
		assert.equal(itemsOf(execution, 'Sent').length, reached.length);
		assert.equal(inbox.sentMessages.length, reached.length);
		assert.ok(reached.length > 0);
	},
	'export-qualified-contacts.json': ({ simulator }, execution) => {
		const qualified = simulator.inbox.contacts
			.all()
			.filter(({ row }) => row.lead_status === 'qualified');
		assert.equal(itemsOf(execution, 'Get qualified contacts').length, qualified.length);
		const [file] = itemsOf(execution, 'Make a CSV file');
		assert.equal(Object.values(file.binary ?? {})[0].fileExtension, 'csv');
	},
	'form-to-contact-and-greeting.json': ({ simulator }, execution) => {
		const [{ json }] = itemsOf(execution, 'Create or update contact');
		assert.ok(simulator.inbox.contacts.get(String(json.id)));
	},
	'forward-media.json': ({ simulator }, execution) => {
		const { inbox } = simulator;
		const [file, ...others] = inbox.media.values();
		assert.deepEqual(others, []);
		assert.equal(file.file_name, 'price-list.txt');
		assert.equal(file.mime_type, 'text/plain');
		const [{ json }] = itemsOf(execution, 'Send file');
		const chat = inbox.conversations.get(String(json.conversation_id))!;
		assert.equal(inbox.contacts.get(chat.customer_id)!.email, 'emma.clarke@example.co.uk');
		assert.equal(json.message_type, 'document');
	},
	'sync-contacts.json': (_, execution) => {
		assert.ok(itemsOf(execution, 'Synced').every(({ json }) => json._action !== undefined));
	},
};

/** The wait suite runs it on n8n 2.x; n8n 1.x has no review of an agent's tools. */
const NEED_2X = ['ai-agent-asks-before-it-acts.json'];

void runSuite('examples', async (round) => {
	const { checks } = round;
	const scene = await setScene(round);
	const examples = readExamples(scene.credentials);
	const is1x = round.install.version.startsWith('1.');
	for (const example of examples) {
		if (is1x && NEED_2X.includes(example.file)) continue;
		await checks.check(
			`${example.file} imports without a missing node or credential`,
			async () => expectComplete(scene, example),
		);
		if (!example.manualTrigger) continue;
		await checks.check(`${example.file} runs by hand`, async () =>
			runByHand(scene, example, example.manualTrigger!),
		);
	}
	const named = (name: string) => examples.find(({ file }) => file === name)!;
	const whoWrote = named('who-wrote.json');
	scene.simulator.reset();
	await checks.check(`${whoWrote.file} answers the customer by name`, async () =>
		checkWhoWrote(scene, whoWrote.workflow),
	);
	const ai = named('ai-agent-answers-with-handover.json');
	scene.simulator.reset();
	await checks.check(
		`${ai.file} answers, hands over, and then leaves it to the humans`,
		async () => checkAiAgent(scene, ai.workflow),
	);
});

async function runByHand(scene: Scene, example: Example, trigger: string): Promise<void> {
	scene.simulator.reset();
	const { id } = await scene.api.createWorkflow(example.workflow);
	const execution = await scene.api.run(id, trigger);
	assert.equal(execution.status, 'success', execution.error?.message);
	EXPECTED[example.file]?.(scene, execution);
	const refused = scene.simulator.requests.filter(({ status }) => (status ?? 0) >= 400);
	assert.deepEqual(refused, []);
	if (!isRepeatable(example)) return;
	// What an example with ids of its own has sent, a second click does not send again.
	const before = scene.simulator.inbox.sentMessages.length;
	assert.equal((await scene.api.run(id, trigger)).status, 'success');
	assert.equal(scene.simulator.inbox.sentMessages.length, before);
}

/** Whether every message that an example sends has an id of its own, or it sends none. */
const isRepeatable = ({ workflow }: Example): boolean =>
	workflow.nodes.every(
		({ parameters: { operation, options } }) =>
			!String(operation).startsWith('send') ||
			(options as { clientRequestId?: string }).clientRequestId !== undefined,
	);

async function expectComplete({ api, credentials }: Scene, { workflow }: Example): Promise<void> {
	const stored = await api.createWorkflow(workflow);
	const types = new Set((await api.nodeTypes()).map(({ name }) => name));
	for (const node of stored.nodes) {
		assert.ok(types.has(node.type), `n8n has no node ${node.type}`);
		for (const [type, { id }] of Object.entries(node.credentials ?? {})) {
			assert.ok(
				credentials.some((each) => each.id === id),
				`${node.name} has no ${type}`,
			);
		}
	}
	const names = new Set(stored.nodes.map(({ name }) => name));
	const targets = Object.values(stored.connections).flatMap((byType) =>
		Object.values(byType).flatMap((outputs) => outputs.flatMap((output) => output ?? [])),
	);
	assert.ok(targets.every(({ node }) => names.has(node)));
}
