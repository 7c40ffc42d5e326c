import assert from 'node:assert/strict';

import type { StoredCredential } from '../../../scripts/n8n/api';
import { itemsOf } from '../../../scripts/n8n/executions';
import type { Scene } from '../examples/scene';
import { fromAi } from '../support/ai';
import { callsOf, type Answer } from '../support/chatModel';
import { relasi } from '../support/workflows';
import { runScripted } from './scripted';

const MODES = ['phone', 'email', 'id'] as const;

/** Lets a model look a person up and write to them, by all that names a person, and to one that nobody is. */
export async function expectPeopleAreReached(scene: Scene, agentVersion: number): Promise<void> {
	const { simulator, model } = scene;
	simulator.reset();
	const { inbox } = simulator;
	const people = MODES.map((_, index) => {
		const contact = inbox.addContact({
			name: `Person ${index}`,
			phone: `+62 812-5550-077${index}`,
			email: `person${index}@example.com`,
		});
		return { contact, chat: inbox.addConversation({ customer_id: contact.id }).id };
	});
	const given = {
		phone: '+6281255500770',
		email: 'PERSON1@example.com',
		id: people[2].contact.id,
	};
	const answers: Answer[] = MODES.flatMap((mode) => [
		[{ tool: `Get_by_${mode}`, args: { Person: given[mode] } }],
		[{ tool: `Write_by_${mode}`, args: { Person: given[mode], Text: `By ${mode}` } }],
	]);
	answers.push([{ tool: 'Write_by_email', args: { Person: 'nobody@example.com', Text: 'No' } }]);
	const tools = toolsOf(scene.credentials[0]);
	const execution = await runScripted(scene, agentVersion, tools, answers);
	assert.equal(itemsOf(execution, 'AI Agent')[0].json.output, 'Done.');
	const results = callsOf(model.turns.at(-1)!.messages).map(({ result }) => result);
	const found = [0, 2, 4].map((at) => (results[at] as Array<{ id: string }>)[0].id);
	assert.deepEqual(
		found,
		people.map(({ contact }) => contact.id),
	);
	assert.deepEqual(
		inbox.sentMessages.map(({ content, conversation_id: chat }) => [content, chat]),
		MODES.map((mode, index) => [`By ${mode}`, people[index].chat]),
	);
	assert.match(JSON.stringify(results.at(-1)), /no contact with the email.*nobody@example\.com/);
}

function toolsOf(credential: StoredCredential) {
	return MODES.flatMap((mode) => {
		const value = fromAi('Person', `The ${mode} of the person`);
		const contact = { resource: 'contact', operation: 'get' };
		const contactId = { __rl: true, mode, value };
		const send = { resource: 'message', operation: 'send', sendTo: 'contact' };
		const text = fromAi('Text', 'What the customer reads');
		return [
			relasi(`Get by ${mode}`, { ...contact, contactId }, credential, 'relasiTool'),
			relasi(`Write by ${mode}`, { ...send, contactId, text }, credential, 'relasiTool'),
		].map((tool) => ({ ...tool, onError: 'continueRegularOutput' as const }));
	});
}
