import type { INodeParameters } from 'n8n-workflow';

import { fastWorld } from './world';

const at = (second: number) => new Date(Date.UTC(2026, 5, 12, 10, 0, second)).toISOString();

describe('message: get many, as transcript', () => {
	const world = fastWorld({ seed: 'empty' });
	const getAll = (filters: INodeParameters, options: INodeParameters = {}) => ({
		resource: 'message',
		operation: 'getAll',
		filters,
		options: { asTranscript: true, ...options },
	});
	const talk = (count: number) => {
		world.simulator.inbox.addConversation({ id: 'c' });
		for (let second = 0; second < count; second++) {
			const content = `text ${second}.`;
			world.simulator.inbox.addMessage({
				conversation_id: 'c',
				message_session_id: 's',
				created_at: at(second),
				content,
			});
		}
	};

	test.each(['newestFirst', 'oldestFirst', 'shuffled'] as const)(
		'reads the whole conversation, whose messages come %s, as one item',
		async (messageOrder) => {
			world.simulator.set({ messageOrder });
			talk(600);
			const items = await world.items({ ...getAll({ conversationId: 'c' }), limit: 1 });
			expect(items).toHaveLength(1);
			expect(items[0].pairedItem).toEqual({ item: 0 });
			expect(items[0].json).toMatchObject({ conversation_id: 'c', truncated: true });
			const lines = String(items[0].json.transcript).split('\n');
			expect(items[0].json.message_count).toBe(lines.length);
			expect(lines.map((line) => line.slice(30))).toEqual(
				Array.from(
					{ length: lines.length },
					(_, index) => `text ${600 - lines.length + index}.`,
				),
			);
		},
	);

	test('of a session names the conversation all the same', async () => {
		talk(3);
		const [row] = await world.rows(getAll({ messageSessionId: 's' }, { maxCharacters: 100 }));
		expect(row).toMatchObject({ conversation_id: 'c', message_count: 2, truncated: true });
		expect(world.simulator.requests[0].query).toMatchObject({ message_session_id: 's' });
	});

	test.each<[string, INodeParameters, INodeParameters, RegExp]>([
		['no filter', {}, {}, /needs a conversation/],
		[
			'a filter that gives nothing',
			{ conversationId: '={{ null }}' },
			{},
			/Conversation' is empty/,
		],
		['an empty filter', { conversationId: '' }, {}, /Conversation' is empty/],
		['no length', { conversationId: 'c' }, { maxCharacters: 0 }, /Max Characters/],
		[
			'a length that is none',
			{ conversationId: 'c' },
			{ maxCharacters: 'x' },
			/Max Characters/,
		],
	])(
		'%s ends in an error that says so, before any request',
		async (_, filters, options, text) =>
			await world.expectRefused(getAll(filters, options), text),
	);
});
