import { byId, fastWorld } from './world';

const world = fastWorld({ seed: 'empty' });
const send = (text: string, options = {}) => ({
	resource: 'message',
	operation: 'send',
	conversationId: byId('c'),
	text,
	options,
});
const texts = () => world.bodiesOf('POST /messages/text').map(({ text }) => text);

beforeEach(() => world.simulator.inbox.addConversation({ id: 'c' }));

test.each([
	['Hi \ud83d', 'Hi '],
	['\udc4dHi', 'Hi'],
	['👍\ud83d👍', '👍👍'],
])('no half of a character is sent: %j', async (text, sent) => {
	await world.rows(send(text));
	expect(texts()).toEqual([sent]);
});

test.each(['\u200b', '\ufeff \u2060', '\u00ad', '\u2800', '\u3164', '\u200d\ufe0f', '\ud83d'])(
	'a text of which nothing can be seen is refused before any request: %j',
	async (text) => {
		for (const splitLongText of [false, true]) {
			const error = await world.errorOf(send(text, { splitLongText }));
			expect(error.message).toMatch(/^Text is empty/);
		}
		expect(world.calls).toEqual([]);
	},
);

test.each(['{{ $now }}', '{{ new Date(Date.UTC(2026, 5, 1)) }}', '{{ $today.toJSDate() }}'])(
	'a time is sent as ISO 8601: %s',
	async (expression) => {
		await world.rows(send(`=${expression}`));
		expect(texts()).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}/)]);
	},
);

test('white space at the ends does not count when it makes a text too long', async () => {
	await world.rows(send(`${'x'.repeat(4000)}\n`));
	await world.rows(send(` ${'👍'.repeat(4000)}\r\n`, { splitLongText: true }));
	expect(texts()).toEqual(['x'.repeat(4000), '👍'.repeat(4000)]);
});

test('a text is split by the same count by which it is too long', async () => {
	await world.rows(send('👍'.repeat(4000), { splitLongText: true }));
	expect(texts()).toHaveLength(1);
	await world.rows(send('👍'.repeat(4001), { splitLongText: true }));
	expect(texts().map((text) => [...String(text)].length)).toEqual([4000, 4000, 1]);
});
