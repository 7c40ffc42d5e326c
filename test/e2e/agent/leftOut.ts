import assert from 'node:assert/strict';

import type { StoredCredential } from '../../../scripts/n8n/api';
import type { Scene } from '../examples/scene';
import { fromAi } from '../support/ai';
import type { Answer } from '../support/chatModel';
import { locator, relasi } from '../support/workflows';
import { runScripted } from './scripted';

const TEXT = 'Your parcel is on its way.';

/** Lets a model name no conversation to read, twice, and then send with an empty text in every option. */
export async function expectNothingLeftOutIsRead(scene: Scene, agentVersion: number) {
	const { simulator } = scene;
	simulator.reset();
	const [conversation] = simulator.inbox.conversations.all();
	const answers = answersFor(conversation.row.id);
	// An agent that runs its tools itself ends the execution at a call without a required field.
	if (agentVersion < 3) answers.shift();
	await runScripted(scene, agentVersion, toolsOf(scene.credentials[0]), answers);
	const reads = simulator.requests.filter(({ method }) => method === 'GET');
	assert.deepEqual(
		reads.map(({ path, query }) => [path, query]),
		[],
	);
	const sent = simulator.inbox.sentMessages;
	assert.deepEqual(
		sent.map(({ content, conversation_id: chat }) => [content, chat]),
		[[TEXT, conversation.row.id]],
	);
}

function answersFor(conversation: string): Answer[] {
	const all = { Text: TEXT, Reply: '', User: '', Request: '' };
	return [
		[{ tool: 'Read_messages', args: { Limit: 2 } }],
		[{ tool: 'Read_messages', args: { Conversation: '', Limit: 2 } }],
		[{ tool: 'Send_note', args: { Conversation: conversation, ...all } }],
	];
}

/** On n8n 1.x the error of a tool ends the execution unless it is told to go on. */
function toolsOf(credential: StoredCredential) {
	const conversation = fromAi('Conversation', 'ID of the conversation');
	const read = {
		resource: 'message',
		operation: 'getAll',
		limit: fromAi('Limit', 'How many', 'number'),
		filters: { conversationId: conversation },
	};
	const send = {
		resource: 'message',
		operation: 'send',
		conversationId: locator(conversation),
		text: fromAi('Text', 'What the customer reads'),
		options: {
			clientRequestId: fromAi('Request', 'ID of the request'),
			fromUserId: fromAi('User', 'ID of the sender'),
			replyToMessageId: fromAi('Reply', 'ID of the message to answer'),
		},
	};
	return [
		relasi('Read messages', read, credential, 'relasiTool'),
		relasi('Send note', send, credential, 'relasiTool'),
	].map((tool) => ({ ...tool, onError: 'continueRegularOutput' as const }));
}
