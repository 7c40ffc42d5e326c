import { by, byId, fastWorld, sendText } from './world';
import { listed } from '../support/listed';

const world = fastWorld({ seed: 'empty' });
const get = (contactId: unknown) => ({
	resource: 'contact',
	operation: 'get',
	contactId: contactId as string,
});
const PREFIX = '/api/public/v1/contacts/';

/** What the API took for the ID, provided that it is one segment of the path. */
function idThatArrived(): string {
	const [{ path, query }] = world.simulator.requests;
	expect(path.startsWith(PREFIX)).toBe(true);
	expect(query).toEqual({});
	const segment = path.slice(PREFIX.length);
	expect(segment).not.toContain('/');
	return decodeURIComponent(segment);
}

test.each([
	...listed(`
		../messages?x=1 | ..%2Fmessages | x/../id:42 | a/b | %2e%2e | ... | a#b | a;b=c
		__proto__ | constructor | héllo 👍 | {{ 1 }} | ' OR 1=1 -- | merge
	`),
	'a\\b',
	'a\u0000b',
	'a\r\nX-Evil: 1',
])('the ID %j arrives as one segment of the path', async (id) => {
	world.simulator.inbox.addContact({ id });
	const [row] = await world.rows(get(byId(id)));
	expect(row.id).toBe(id);
	expect(idThatArrived()).toBe(id);
});

const REFUSAL = / (is empty|isn't an? (ID|valid Relasi ID))/;
const REFUSED: Array<[string, string]> = [
	['nothing', ''],
	['blanks', ' \t\n'],
	['one dot', '.'],
	['two dots', ' .. '],
	['half a character', 'a\ud800'],
	['the other half', '\udc00a'],
	['a whole text', 'x'.repeat(513)],
	['undefined', '={{ undefined }}'],
	['null', '={{ null }}'],
	['an object', '={{ ({ id: 1 }) }}'],
	['a list', '={{ ["a"] }}'],
	['an empty list', '={{ [] }}'],
	['true', '={{ true }}'],
	['no number', '={{ NaN }}'],
	['no end of a number', '={{ 1 / 0 }}'],
	['a date', '={{ new Date(0) }}'],
];

describe.each<[string, (id: unknown) => object]>([
	['contact: get', get],
	['contact: get, from the list', (value) => get(by('list', value))],
	[
		'contact: update',
		(id) => ({ ...get(byId(id)), operation: 'update', updateFields: { city: 'Oslo' } }),
	],
	[
		'contact: merge',
		(id) => ({
			resource: 'contact',
			operation: 'merge',
			primaryContactId: byId('a'),
			secondaryContactId: byId(id),
		}),
	],
	['message: send', (id) => sendText('Hi', {}, { conversationId: byId(id) })],
])('%s', (_, parametersWith) => {
	test.each(REFUSED)(
		'%s for an ID ends in an error that says so, before any request',
		async (__, id) => {
			await world.expectRefused({ ...parametersWith(id) }, REFUSAL);
		},
	);
});

test.each(['clientRequestId', 'fromUserId', 'replyToMessageId'])(
	'the option %s takes an ID only',
	async (option) => {
		for (const value of ['={{ ({}) }}', '={{ ["a"] }}', '={{ false }}', 'a\ud800'])
			await world.expectRefused(sendText('Hi', { [option]: value }), REFUSAL);
		for (const nothing of ['={{ $json.none }}', '={{ null }}', '', ' ']) {
			const error = await world.expectRefused(
				sendText('Hi', { [option]: nothing }),
				/ID is empty$/,
			);
			expect(error.description).toMatch(/^Enter an ID for '.* ID', or remove it\./);
		}
	},
);
