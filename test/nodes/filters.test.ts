import type { INodeParameters } from 'n8n-workflow';

import { fastWorld } from './world';

const world = fastWorld();
const NOTHING: Array<[string, unknown]> = [
	['undefined', '={{ $json.none }}'],
	['null', '={{ null }}'],
	['an empty text', ''],
	['blanks', '={{ "  " }}'],
	['an empty list', '={{ [] }}'],
];
const getAll = (resource: string, filters: object): INodeParameters => ({
	resource,
	operation: 'getAll',
	filters: filters as INodeParameters,
});

describe.each([
	['message', 'conversationId', 'Conversation'],
	['message', 'messageSessionId', 'Message Session ID'],
	['contact', 'search', 'Search'],
	['contact', 'leadStatus', 'Lead Status'],
	['conversation', 'updatedAfter', 'Updated After'],
	['conversation', 'contactId', 'Contact'],
])('%s: get many with the filter %s', (resource, name, label) => {
	test.each(NOTHING)('that gives %s is an error before any request', async (_, value) => {
		for (const more of [{}, { returnAll: true }]) {
			const error = await world.errorOf({ ...getAll(resource, { [name]: value }), ...more });
			expect(error.message).toContain(label);
			expect(error.message).toMatch(/empty/);
			expect(error.description).toMatch(/remove the filter/);
		}
		expect(world.calls).toEqual([]);
	});

	test.each(NOTHING)('that an AI agent leaves out, as %s, is an error too', async (_, value) => {
		const node = { type: 'n8n-nodes-relasi.relasiTool' };
		const error = await world.errorOf(getAll(resource, { [name]: value }), { node });
		expect(error.message).toMatch(/is empty/);
		expect(world.calls).toEqual([]);
	});
});

test.each([
	{ statuses: ',' },
	{ statuses: ' ' },
	{ statuses: '={{ $json.a ?? "" }},{{ $json.b ?? "" }}' },
	{ statuses: '\u200b' },
	{ channelIds: ['', ' '] },
	{ channelIds: '={{ [] }}' },
	{ channelTypes: '={{ [null] }}' },
	{ channelTypes: '={{ "\\ud83d" }}' },
	{ statuses: '،' },
	{ statuses: '={{ "[]" }}' },
	{ lastMessageFrom: '={{ null }}' },
])('a filter of which nothing is left is refused before any request: %j', async (filters) => {
	const error = await world.errorOf(getAll('conversation', filters));
	expect(error.message).toMatch(/^The filter .* is empty$/);
	expect(world.calls).toEqual([]);
});

test('without filters everything is read, as before', async () => {
	for (const resource of ['message', 'contact', 'conversation']) {
		expect((await world.rows(getAll(resource, {}))).length).toBeGreaterThan(1);
	}
});
