import assert from 'node:assert/strict';

import type { WorkflowFile } from '../../../scripts/n8n/api';
import type { Conversation } from '../../simulator';
import { callsOf, textOf, type Answer, type ChatMessage } from '../support/chatModel';
import { until } from '../support/until';
import { published, settled } from './published';
import type { Scene } from './scene';

const NOTICE = 'A colleague takes over and answers you here.';
const SLOW = 'This takes you a while.';

/** A model that hands over when a human is asked for; `meanwhile` happens while it thinks about a slow question. */
const receptionist =
	(meanwhile: () => void) =>
	(messages: ChatMessage[]): Answer => {
		const [asked = ''] = messages.filter(({ role }) => role === 'user').map(textOf);
		const [, last = ''] = /waits for an answer to:\n(.*)$/s.exec(asked.trim()) ?? [];
		if (last === SLOW) meanwhile();
		if (!/human/.test(last)) return `You **asked**: ${last}`;
		if (callsOf(messages).length === 0) return [{ tool: 'Hand_over_to_human', args: {} }];
		return 'HANDED OVER';
	};

/** Two customers write, each is answered or handed over, and then the bot leaves them to the humans. */
export async function checkAiBot(scene: Scene, workflow: WorkflowFile): Promise<void> {
	const { api, simulator, model } = scene;
	await published(scene, workflow, async (id) => {
		const { inbox } = simulator;
		const [curious, upset] = [inbox.addConversation(), inbox.addConversation()];
		const sentTo = ({ id: chat }: Conversation) =>
			inbox.sentMessages
				.filter(({ conversation_id: to }) => to === chat)
				.map(({ content, from_user_id: from }) => [content, from]);
		let said = 0;
		const write = (chat: Conversation, content: string, from_customer = true) =>
			inbox.addMessage({
				conversation_id: chat.id,
				content,
				from_customer,
				created_at: Date.now() + 10 * ++said,
			});
		const answer = (text: string) => [`You *asked*: ${text}`, null];
		model.script = receptionist(() => write(curious, 'And now this.'));

		write(curious, 'Hello!');
		write(curious, 'When do you open?');
		write(upset, 'I want a human.');
		await until('both are answered', () => sentTo(curious).length + sentTo(upset).length >= 2);
		assert.deepEqual(sentTo(curious), [answer('Hello!\nWhen do you open?')]);
		assert.deepEqual(sentTo(upset), [[NOTICE, null]]);

		write(upset, 'Are you there?');
		write(curious, SLOW);
		await until('both questions are answered', () => sentTo(curious).length >= 3);
		assert.deepEqual(sentTo(curious).slice(1), [answer(SLOW), answer('And now this.')]);

		write(curious, 'I am Ben, and I help you from here.', false);
		write(curious, 'Thank you, Ben.');
		await settled(scene, id);
		assert.equal(sentTo(curious).length, 3);
		assert.deepEqual(sentTo(upset), [[NOTICE, null]]);
		const failed = await api.listExecutions({ workflowId: id, status: ['error'] });
		assert.deepEqual(failed, []);
	});
}
