import assert from 'node:assert/strict';

import { itemsOf } from '../../../scripts/n8n/executions';
import type { Fault, Simulator } from '../../simulator';
import { setScene, type Scene } from '../examples/scene';
import { agentWorkflow } from '../support/ai';
import { textOf, type ChatModel } from '../support/chatModel';
import { runSuite } from '../support/suite';
import { chain, relasi, START, start } from '../support/workflows';
import { answerCustomer, REPLIES } from './assistant';
import { expectNothingLeftOutIsRead } from './leftOut';
import { expectPeopleAreReached } from './people';
import { toolsOf } from './tools';

const CUSTOMER = 'Emma Clarke';
const MAX_FIELDS = 10;
/** The message goes out, but the answer says that it did not, so n8n runs the tool again. */
const LIE: Fault = {
	kind: 'statusAfter',
	status: 418,
	times: 2,
	match: { path: '/messages/text' },
};

type Row = Record<string, unknown>;

void runSuite('agent', async (round) => {
	const { checks } = round;
	const scene = await setScene(round);
	scene.model.script = answerCustomer;
	await checks.check('the tool simplifies unless told otherwise, the node does not', async () =>
		checkDefaults(scene),
	);
	// What each line adds by default, and what older workflows have.
	const newest = round.install.version.startsWith('1.') ? 3 : 3.1;
	for (const agentVersion of [newest, 2.2]) {
		const agent = `AI Agent ${agentVersion}`;
		await checks.must(
			`${agent} looks a contact up, reads its conversation and sends four replies, each once`,
			async () => {
				await runAgent(scene, agentVersion);
				expectReplies(scene.simulator);
			},
		);
		await checks.check(`${agent} gets at most ${MAX_FIELDS} fields of an object`, () =>
			expectFew(scene.model),
		);
		await checks.check(
			`${agent}: replies that n8n tries again reach the customer once`,
			async () => {
				await runAgent(scene, agentVersion, true);
				assert.ok(sendsTo(scene.simulator).length > REPLIES.length);
				expectReplies(scene.simulator);
			},
		);
		await checks.check(
			`${agent} reads nobody’s messages by leaving out whose, and may leave out options`,
			async () => await expectNothingLeftOutIsRead(scene, agentVersion),
		);
		await checks.check(
			`${agent} finds and writes to people by phone, email and ID, and is told whom nobody is`,
			async () => await expectPeopleAreReached(scene, agentVersion),
		);
	}
});

async function runAgent(scene: Scene, agentVersion: number, lies = false): Promise<void> {
	const { api, simulator, model } = scene;
	const [credential, , modelCredential] = scene.credentials;
	simulator.reset();
	if (lies) simulator.faults.add(LIE);
	model.turns.length = 0;
	const workflow = agentWorkflow({
		prompt: `Answer the customer named ${CUSTOMER}. Then say you are done.`,
		agentVersion,
		model: modelCredential,
		tools: toolsOf(credential),
	});
	const { id } = await api.createWorkflow(workflow);
	const execution = await api.run(id, START);
	assert.equal(execution.status, 'success', execution.error?.message);
	assert.equal(itemsOf(execution, 'AI Agent')[0].json.output, 'All done.');
}

const sendsTo = ({ requests }: Simulator) =>
	requests.filter(({ path }) => path.endsWith('/messages/text'));

function expectReplies(simulator: Simulator): void {
	const sent = simulator.inbox.sentMessages;
	assert.deepEqual(sent.map(({ content }) => content).sort(), [...REPLIES].sort());
	assert.deepEqual(sent.map(({ content }) => content).slice(2), REPLIES.slice(2));
	const { customer_id: customerId } = simulator.inbox.conversations.get(sent[0].conversation_id)!;
	assert.equal(simulator.inbox.contacts.get(customerId)!.name, CUSTOMER);
	assert.equal(new Set(sent.map(({ client_request_id: id }) => id)).size, REPLIES.length);
	assert.deepEqual(
		[...simulator.inbox.dispatches.values()],
		REPLIES.map(() => 1),
	);
}

function expectFew({ turns }: ChatModel): void {
	const { messages } = turns[turns.length - 1];
	const results = messages
		.filter(({ role }) => role === 'tool')
		.map((message) => JSON.parse(textOf(message)) as Row[]);
	const [contact, , transcript, message] = results.map(([row]) => row);
	assert.ok('name' in contact && 'phone' in contact && !('app_id' in contact));
	assert.ok('transcript' in transcript);
	assert.ok('content' in message && 'from_customer' in message && !('app_id' in message));
	const most = Math.max(...results.flat().map((row) => Object.keys(row).length));
	assert.ok(most <= MAX_FIELDS, `${most} fields`);
}

async function checkDefaults({ api, simulator, credentials }: Scene): Promise<void> {
	const [credential] = credentials;
	const types = await api.nodeTypes();
	const tool = types.find(({ name }) => name === 'n8n-nodes-relasi.relasiTool');
	assert.ok(tool, 'n8n made no tool of the node');
	assert.deepEqual(tool.outputs, ['ai_tool']);
	const nodes = [
		start,
		relasi('Contacts', { resource: 'contact', operation: 'getAll', limit: 1 }, credential),
	];
	const { id } = await api.createWorkflow(chain('Raw', nodes));
	const execution = await api.run(id, START);
	const [{ json }] = itemsOf(execution, 'Contacts');
	const known = simulator.inbox.contacts.get(String(json.id))!;
	assert.deepEqual(Object.keys(json), Object.keys(known));
}
