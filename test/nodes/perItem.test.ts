import type { NodeApiError } from 'n8n-workflow';

import { itemsOf } from '../support/relasi';
import { byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
beforeEach(() => {
	world.simulator.inbox.addConversation({ id: 'c' });
	for (const id of ['a', 'b'])
		world.simulator.inbox.addContact({ id, email: `${id}@example.com` });
});

const contact = (operation: string, more: object) => ({ resource: 'contact', operation, ...more });
/** Each operation that takes an item's value; the items' values of which the second and fourth fail. */
const OPERATIONS: Array<[string, object, string[]]> = [
	['contact: create', contact('create', { name: '={{ $json.value }}' }), ['A', ' ', 'B', '']],
	[
		'contact: get',
		contact('get', { contactId: byId('={{ $json.value }}') }),
		['a', 'gone', 'b', ''],
	],
	[
		'contact: update',
		contact('update', {
			contactId: byId('={{ $json.value }}'),
			updateFields: { city: 'Oslo' },
		}),
		['a', 'gone', 'b', ''],
	],
	[
		'contact: upsert',
		contact('upsert', { matchBy: 'email', matchValue: '={{ $json.value }}', name: 'X' }),
		['a@example.com', '', 'new@example.com', ' '],
	],
	[
		'contact: merge',
		contact('merge', {
			primaryContactId: byId('={{ $json.value.split(",")[0] }}'),
			secondaryContactId: byId('={{ $json.value.split(",")[1] }}'),
		}),
		['a,b', 'a,a', 'c,d', 'a,'],
	],
	[
		'contact: getAll',
		contact('getAll', { limit: '={{ Number($json.value) }}' }),
		['1', '0', '1', 'x'],
	],
	[
		'conversation: getAll',
		{
			resource: 'conversation',
			operation: 'getAll',
			filters: { updatedAfter: '={{ $json.value }}' },
		},
		['2020-01-01', 'x', '2020-01-01', 'y'],
	],
	[
		'message: getAll',
		{
			resource: 'message',
			operation: 'getAll',
			options: { asTranscript: true },
			filters: { conversationId: '={{ $json.value }}' },
		},
		['c', '', 'c', ' '],
	],
	[
		'message: send',
		{
			resource: 'message',
			operation: 'send',
			conversationId: byId('={{ $json.value }}'),
			text: 'Hi',
		},
		['c', 'gone', 'c', ''],
	],
];

describe.each(OPERATIONS)(
	'%s, when the second and the fourth item fail',
	(name, parameters, values) => {
		const items = itemsOf(...values.map((value) => ({ value })));
		beforeEach(() => {
			if (name !== 'contact: merge') return;
			for (const id of ['c', 'd']) world.simulator.inbox.addContact({ id });
		});

		test('the regular output has results and errors, each with its item', async () => {
			const node = { onError: 'continueRegularOutput' as const };
			const [rows] = await world.workflow({ ...parameters }, { items, node }).outputs();
			expect(rows?.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2, 3].map((item) => ({ item })),
			);
			expect(rows?.map(({ json }) => typeof json.error)).toEqual([
				'undefined',
				'string',
				'undefined',
				'string',
			]);
		});

		test('the error output has the errors alone, each with its item and its own sentence', async () => {
			const node = { onError: 'continueErrorOutput' as const };
			const [rows, errors] = await world
				.workflow({ ...parameters }, { items, node })
				.outputs();
			expect(rows?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
			expect(errors?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 3 }]);
			for (const { json, error } of errors ?? []) {
				expect(json.error).toBe(error?.message);
				expect(error?.description).toMatch(/\w+ \w+/);
			}
		});

		test('without either, the run ends in the error of the first of them', async () => {
			const error = await world.errorOf({ ...parameters }, { items });
			expect((error as NodeApiError).context.itemIndex).toBe(1);
		});
	},
);
