import fc from 'fast-check';

import { byId, fastWorld } from './world';
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

test('whatever text is given for an ID, it arrives in one segment, or not at all', async () => {
	const dots = fc.array(fc.constantFrom('.', '/', '\\', '%', '2e', '2f', '?', '#', 'a', ' '));
	const text = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.string({
			unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
		}),
		dots.map((pieces) => pieces.join('')),
	);
	await fc.assert(
		fc.asyncProperty(text, async (id) => {
			// What begins with = is an expression.
			fc.pre(!id.startsWith('='));
			world.simulator.clearRequests();
			const error = await world.errorOf(get(byId(id)));
			// Around an ID, nobody sees or means blanks and control characters.
			const around =
				/^[\s\p{Cc}\u200b-\u200f\u2060\ufeff]+|[\s\p{Cc}\u200b-\u200f\u2060\ufeff]+$/gu;
			if (world.simulator.requests.length > 0)
				expect(idThatArrived()).toBe(id.replace(around, ''));
			else
				expect(error.message).toMatch(/^Contact (is empty|isn't an? (ID|valid Relasi ID))/);
		}),
		{ numRuns: 150 },
	);
});

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
	['contact: get, from the list', (value) => get({ __rl: true, mode: 'list', value })],
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
	[
		'message: send',
		(id) => ({ resource: 'message', operation: 'send', conversationId: byId(id), text: 'Hi' }),
	],
])('%s', (_, parametersWith) => {
	test.each(REFUSED)(
		'%s for an ID ends in an error that says so, before any request',
		async (__, id) => {
			const error = await world.errorOf({ ...parametersWith(id) });
			expect(error.message).toMatch(/ (is empty|isn't an? (ID|valid Relasi ID))/);
			expect(error.description).toMatch(/\w+ \w+/);
			expect(world.simulator.requests).toEqual([]);
		},
	);
});

test.each(['clientRequestId', 'fromUserId', 'replyToMessageId'])(
	'the option %s takes an ID only',
	async (option) => {
		const send = {
			resource: 'message',
			operation: 'send',
			conversationId: byId('c'),
			text: 'Hi',
		};
		for (const value of ['={{ ({}) }}', '={{ ["a"] }}', '={{ false }}', ' ', 'a\ud800']) {
			const error = await world.errorOf({ ...send, options: { [option]: value } });
			expect(error.message).toMatch(/ID (is empty|isn't an? (ID|valid Relasi ID))/);
		}
		expect(world.simulator.requests).toEqual([]);
	},
);
