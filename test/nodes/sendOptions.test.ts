import type { INodeParameters } from 'n8n-workflow';

import { itemsOf } from '../support/relasi';
import { byId, fastWorld, sendText } from './world';

const world = fastWorld({ seed: 'empty' });
const HOUR_MS = 3_600_000;

const sent = () => world.bodiesOf('POST /messages/text').map(({ text }) => text);
/** Someone wrote so many hours ago. */
const wrote = (hoursAgo: number, more: object = {}) =>
	world.simulator.inbox.addMessage({
		conversation_id: 'c',
		created_at: Date.now() - hoursAgo * HOUR_MS,
		...more,
	});

beforeEach(() => {
	world.simulator.inbox.addConversation({ id: 'c' });
});

describe('Markdown', () => {
	const text = '# Hello\n**bold** `a*b*`';

	test.each([
		[undefined, text],
		['keep', text],
		['whatsApp', '*Hello*\n*bold* `a*b*`'],
		['plain', 'Hello\nbold a*b*'],
	])('%s in the text', async (markdown, expected) => {
		await world.rows(sendText(text, markdown === undefined ? {} : { markdown }));
		expect(sent()).toEqual([expected]);
	});

	test('in the caption of a file', async () => {
		const binary = {
			data: { data: 'QQ==', mimeType: 'image/png', fileName: 'a.png' },
		};
		await world.rows(
			{
				resource: 'message',
				operation: 'sendMedia',
				conversationId: byId('c'),
				options: { caption: 'It is **here**', markdown: 'whatsApp' },
			},
			{ items: [{ json: {}, binary }] },
		);
		expect(world.simulator.inbox.sentMessages.map(({ content }) => content)).toEqual([
			'It is *here*',
		]);
	});

	test('comes before a long text is split and counted', async () => {
		await world.rows(sendText(`**${'a'.repeat(3998)}**`, { markdown: 'plain' }));
		expect(sent()).toEqual(['a'.repeat(3998)]);
	});

	test('another choice is refused before any request', async () => {
		await world.expectRefused(sendText('Hi', { markdown: '={{ "html" }}' }), 'Markdown');
	});
});

describe('Skip If Empty', () => {
	test.each(['', '  \n', '\u200b\u2800', '={{ $json.missing }}', '---'])(
		'%j sends nothing and gives no item',
		async (text) => {
			const options = { skipIfEmpty: true, markdown: 'plain' };
			expect(await world.rows(sendText(text, options), { items: itemsOf({}) })).toEqual([]);
			expect(world.calls).toEqual([]);
		},
	);

	test('leaves out the empty ones of several items only', async () => {
		const items = itemsOf({ text: 'One' }, { text: '' }, { text: 'Three' });
		const given = await world.items(sendText('={{ $json.text }}', { skipIfEmpty: true }), {
			items,
		});
		expect(given.map(({ json, pairedItem }) => [json.content, pairedItem])).toEqual([
			['One', { item: 0 }],
			['Three', { item: 2 }],
		]);
	});
});

describe('Only Within Hours', () => {
	test('sends when the customer wrote within them', async () => {
		wrote(23);
		await world.rows(sendText('Hi', { onlyWithinHours: 24 }));
		expect(sent()).toEqual(['Hi']);
	});

	test('an age that is exactly the limit passes, a second more does not', async () => {
		world.simulator.set({ dateAheadMs: null });
		const nowMs = Date.parse('2026-11-30T12:00:00Z');
		jest.spyOn(Date, 'now').mockReturnValue(nowMs);
		wrote(0, { created_at: nowMs - HOUR_MS });
		await world.rows(sendText('Hi', { onlyWithinHours: 1 }));
		jest.spyOn(Date, 'now').mockReturnValue(nowMs + 1_000);
		const error = await world.errorOf(sendText('Hi', { onlyWithinHours: 1 }));
		jest.restoreAllMocks();
		world.simulator.set({ dateAheadMs: 0 });
		expect(error.message).toContain('2026-11-30T11:00:00');
		expect(sent()).toEqual(['Hi']);
	});

	test("goes by the API's clock, not by that of n8n", async () => {
		wrote(2);
		world.simulator.set({ dateAheadMs: 30 * HOUR_MS });
		const error = await world.errorOf(sendText('Hi', { onlyWithinHours: 24 }));
		world.simulator.set({ dateAheadMs: 0 });
		expect(error.message).toMatch(/last wrote at .*, more than 24 hours ago/);
	});

	test.each<[string, () => void, RegExp]>([
		['when they wrote before', () => wrote(25), /last wrote at/],
		['when only an agent wrote', () => wrote(1, { from_customer: false }), /never written/],
		['when nobody wrote', () => {}, /never written/],
	])('fails %s, and sends nothing', async (_, prepare, message) => {
		prepare();
		const error = await world.errorOf(sendText('Hi', { onlyWithinHours: 24 }));
		expect(error.message).toMatch(message);
		expect(sent()).toEqual([]);
	});

	test.each([0, -1, 'soon', '={{ $json.missing }}'])(
		'%j is refused before any request',
		async (onlyWithinHours) => {
			await world.expectRefused(sendText('Hi', { onlyWithinHours }), 'Only Within Hours');
		},
	);

	test('holds for files too', async () => {
		wrote(25);
		const binary = { data: { data: 'QQ==', mimeType: 'image/png', fileName: 'a.png' } };
		const error = await world.errorOf(
			{
				resource: 'message',
				operation: 'sendMedia',
				conversationId: byId('c'),
				options: { onlyWithinHours: 24 },
			},
			{ items: [{ json: {}, binary }] },
		);
		expect(error.message).toMatch(/last wrote at/);
	});
});

describe('Hand Over to Human', () => {
	const handOver = (options: INodeParameters = {}, text = 'A colleague answers soon') => ({
		...sendText(text, options),
		operation: 'handOver',
	});

	test('sends the text as the system', async () => {
		const [row] = await world.rows(handOver());
		expect(world.bodiesOf('POST /messages/text')).toEqual([
			expect.objectContaining({ text: 'A colleague answers soon', as_system: true }),
		]);
		expect(row).toMatchObject({ content: 'A colleague answers soon', from_user_id: null });
	});

	test('goes to a contact too', async () => {
		const { customer_id: contactId } = world.simulator.inbox.conversations.get('c')!;
		await world.rows({ ...handOver(), sendTo: 'contact', contactId: byId(contactId) });
		expect(sent()).toEqual(['A colleague answers soon']);
	});

	test.each([
		[handOver({ pauseHours: -1 }), 'Pause Hours'],
		[handOver({ pauseHours: 'long' }), 'Pause Hours'],
		[handOver({}, ''), 'Text is empty'],
	])('%j is refused before any request', async (parameters, message) => {
		await world.expectRefused(parameters, message);
	});
});
