import assert from 'node:assert/strict';

import { itemsOf, type Execution } from '../../../scripts/n8n/executions';
import type { WorkflowFile } from '../../../scripts/n8n/api';
import { readExamples, type Example } from '../../../scripts/start/examples';
import { runSuite } from '../support/suite';
import { checkAiBot } from './aiAgent';
import * as chats from './chats';
import { setScene, type Scene } from './scene';

type Expect = (scene: Scene, execution: Execution) => void;
type Check = (scene: Scene, workflow: WorkflowFile) => Promise<void>;

/** What an example that is run by hand must have brought about; others only must not fail. */
const EXPECTED: Record<string, Expect> = {
	'answer-out-of-hours.json': ({ simulator }) => {
		const { dispatches } = simulator.inbox;
		const ids = [...dispatches.keys()];
		assert.ok(ids.length > 0 && ids.every((id) => id.startsWith('out-of-hours-')));
		assert.deepEqual(new Set(dispatches.values()), new Set([1]));
	},
	'appointment-reminder.json': ({ simulator }, execution) => {
		assert.equal(itemsOf(execution, 'Reminded').length, 1);
		assert.equal(itemsOf(execution, 'Not reminded').length, 1);
		assert.match(simulator.inbox.sentMessages[0].content ?? '', /^Hello Emma, we look/);
	},
	'broadcast-to-contacts.json': ({ simulator: { inbox } }, execution) => {
		const qualified = inbox.contacts.all().filter(({ row }) => row.lead_status === 'qualified');
		const [sent, late, others] = ['Sent', 'Out of time', 'Not reached'].map(
			(name) => itemsOf(execution, name).length,
		);
		assert.equal(sent + late + others, qualified.length);
		assert.equal(inbox.sentMessages.length, sent);
		const writers = new Set(inbox.conversations.all().map(({ row }) => row.customer_id));
		assert.equal(sent + late, qualified.filter(({ row }) => writers.has(row.id)).length);
		assert.ok(sent > 0 && late > 0);
	},
	'export-qualified-contacts.json': ({ simulator }, execution) => {
		const qualified = simulator.inbox.contacts
			.all()
			.filter(({ row }) => row.lead_status === 'qualified');
		assert.equal(itemsOf(execution, 'Get qualified contacts').length, qualified.length);
		const [file] = itemsOf(execution, 'Make a CSV file');
		assert.equal(Object.values(file.binary ?? {})[0].fileExtension, 'csv');
	},
	'form-to-contact.json': ({ simulator: { inbox } }, execution) => {
		const [{ json }] = itemsOf(execution, 'Create contact');
		assert.ok(inbox.contacts.get(String(json.id)));
		assert.deepEqual(inbox.sentMessages, []);
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

/** Who is there before an example is run by hand. */
const BEFORE: Record<string, (scene: Scene) => void> = {
	'appointment-reminder.json': ({ simulator: { inbox } }) => {
		const { id } = inbox.addContact({ name: 'Emma', phone: '+447700900123' });
		const chat = inbox.addConversation({ customer_id: id });
		inbox.addMessage({ conversation_id: chat.id, content: 'See you!' });
	},
	'broadcast-to-contacts.json': ({ simulator: { inbox } }) => {
		for (const daysAgo of [0, 3]) {
			const { id } = inbox.addContact({ lead_status: 'qualified' });
			const chat = inbox.addConversation({ customer_id: id });
			const created_at = Date.now() - daysAgo * 86_400_000;
			inbox.addMessage({ conversation_id: chat.id, created_at });
		}
	},
};

/** The wait suite runs it on n8n 2.x; n8n 1.x has no review of an agent's tools. */
const NEED_2X = ['ai-agent-asks-before-it-acts.json'];

const LEAVES_TO_HUMANS = 'answers, hands over, and leaves it to the humans';
/** The examples that events start, each played from the customer's message to what the customer reads. */
const PLAYED: Array<[file: string, fact: string, check: Check]> = [
	['who-wrote.json', 'answers the customer by name', chats.checkWhoWrote],
	['keyword-answers.json', 'answers each keyword, until a human takes over', chats.checkKeywords],
	['ask-and-wait-for-reply.json', 'asks, waits for the reply and saves it', chats.checkReply],
	['ai-bot.json', LEAVES_TO_HUMANS, checkAiBot],
	['ai-bot-instant.json', LEAVES_TO_HUMANS, checkAiBot],
	['order-status-by-phone.json', 'tells nobody of the orders of others', chats.checkOrderStatus],
	['lead-to-sheet.json', 'makes a row without formulas', chats.checkLead],
	['csat.json', 'asks once a conversation is closed, and sorts the answers', chats.checkRating],
];

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
	for (const [file, fact, check] of PLAYED) {
		const { workflow } = examples.find((example) => example.file === file)!;
		scene.simulator.reset();
		await checks.check(`${file} ${fact}`, async () => check(scene, workflow));
	}
});

async function runByHand(scene: Scene, example: Example, trigger: string): Promise<void> {
	scene.simulator.reset();
	BEFORE[example.file]?.(scene);
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
