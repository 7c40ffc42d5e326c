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
			const parameters = { ...getAll(resource, { [name]: value }), ...more };
			const error = await world.expectRefused(parameters, new RegExp(`${label}.*empty`));
			expect(error.description).toMatch(/remove the filter/);
		}
	});

	test.each(NOTHING)('that an AI agent leaves out, as %s, is an error too', async (_, value) => {
		const node = { type: 'n8n-nodes-relasi.relasiTool' };
		await world.expectRefused(getAll(resource, { [name]: value }), /is empty/, { node });
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
	await world.expectRefused(getAll('conversation', filters), /^The filter .* is empty$/);
});

test('without filters everything is read, as before', async () => {
	for (const resource of ['message', 'contact', 'conversation']) {
		expect((await world.rows(getAll(resource, {}))).length).toBeGreaterThan(1);
	}
});
