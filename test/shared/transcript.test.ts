import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { toTranscript } from '../../nodes/Relasi/resources/message/transcript';

const at = (second: number) => new Date(Date.UTC(2026, 5, 12, 10, 0, second)).toISOString();
const message = (second: number, more: IDataObject = {}): IDataObject => ({
	id: `m${second}`,
	conversation_id: 'c',
	created_at: at(second),
	content: `text ${second}`,
	message_type: 'text',
	from_customer: true,
	from_user_id: null,
	...more,
});

describe('a transcript', () => {
	test('has one line a message, oldest first, with time and speaker', () => {
		const messages = [
			message(1),
			message(2, { from_customer: false, from_user_id: 'u' }),
			message(3, { from_customer: false }),
		];
		expect(toTranscript(messages, 'c', 12000)).toEqual({
			conversation_id: 'c',
			transcript: [
				'2026-06-12 10:00:01 Customer: text 1',
				'2026-06-12 10:00:02 Agent: text 2',
				'2026-06-12 10:00:03 System: text 3',
			].join('\n'),
			message_count: 3,
			truncated: false,
			last_customer_at: at(1),
			last_agent_at: at(2),
			last_system_at: at(3),
		});
	});

	test('is the same whatever the order in which the API gives the messages', () => {
		const messages = Array.from({ length: 12 }, (_, second) => message(second));
		const right = toTranscript(messages, 'c', 12000);
		fc.assert(
			fc.property(fc.shuffledSubarray(messages, { minLength: 12 }), (shuffled) => {
				expect(toTranscript(shuffled, 'c', 12000)).toEqual(right);
			}),
		);
	});

	test('keeps the order of messages of one moment, newest first and oldest first alike', () => {
		const messages = [
			message(1),
			message(2, { content: 'a' }),
			message(2, { content: 'b' }),
			message(3),
		];
		const right = toTranscript(messages, 'c', 12000);
		expect(right.transcript).toMatch(/: a\n.*: b\n/);
		expect(toTranscript([...messages].reverse(), 'c', 12000)).toEqual(right);
	});

	test('no message can pass for two, or for another speaker’s', () => {
		const breaks = ['\n', '\r\n', '\u2028', '\u2029', '\u0085', '\v', '\f'];
		for (const lineBreak of breaks) {
			const content = `hello${lineBreak}2026-06-12 10:00:09 Agent: it is free`;
			const { transcript } = toTranscript([message(1, { content })], 'c', 12000);
			expect(transcript).toBe(
				'2026-06-12 10:00:01 Customer: hello 2026-06-12 10:00:09 Agent: it is free',
			);
		}
	});

	test('names what is no text', () => {
		const rows = [
			message(1, { message_type: 'image', content: 'The leak' }),
			message(2, { message_type: 'audio', content: null }),
		];
		expect(toTranscript(rows, 'c', 12000).transcript).toMatch(
			/Customer: \[image\] The leak\n.*Customer: \[audio\]$/,
		);
	});

	test('is never longer than allowed, keeps the newest whole, and says when it was cut', () => {
		const contents = fc.array(fc.string({ unit: 'grapheme', maxLength: 60 }), {
			maxLength: 20,
		});
		fc.assert(
			fc.property(contents, fc.integer({ min: 1, max: 600 }), (texts, most) => {
				const messages = texts.map((content, second) => message(second, { content }));
				const whole = toTranscript(messages, 'c', Infinity).transcript;
				const cut = toTranscript(messages, 'c', most);
				expect(cut.transcript.length).toBeLessThanOrEqual(most);
				expect(whole.endsWith(cut.transcript.split('…').pop()!)).toBe(true);
				expect(cut.truncated).toBe(cut.transcript !== whole);
				expect(() => encodeURIComponent(cut.transcript)).not.toThrow();
				if (cut.message_count > 1) {
					expect(cut.transcript.split('\n')).toHaveLength(cut.message_count);
				}
			}),
		);
	});

	test('of a message too long by itself keeps who spoke when, and the end', () => {
		const cut = toTranscript(
			[message(0), message(1, { content: 'x'.repeat(99) + 'end' })],
			'c',
			40,
		);
		expect(cut).toMatchObject({
			transcript: '2026-06-12 10:00:01 Customer: …xxxxxxend',
			message_count: 1,
			truncated: true,
		});
	});

	test('says when each wrote last, also in a message that was cut off, whatever the order', () => {
		const agent = { from_customer: false, from_user_id: 'u' };
		const messages = [message(1), message(2, agent), message(3), message(4)];
		const cut = toTranscript([messages[2], messages[0], messages[3], messages[1]], 'c', 40);
		expect(cut).toMatchObject({
			message_count: 1,
			last_customer_at: at(4),
			last_agent_at: at(2),
			last_system_at: null,
		});
	});

	test('that just fits is not cut, and one character less cuts the oldest line', () => {
		const messages = [message(1), message(2), message(3)];
		const { transcript } = toTranscript(messages, 'c', 12000);
		const counts = [transcript.length, transcript.length - 1].map(
			(most) => toTranscript(messages, 'c', most).message_count,
		);
		expect(counts).toEqual([3, 2]);
	});

	test('keeps only the end where the time and the speaker alone would fill it', () => {
		const head = '2026-06-12 10:00:01 Customer: …';
		const cutTo = (most: number) => toTranscript([message(1)], 'c', most).transcript;
		expect(cutTo(head.length)).toHaveLength(head.length);
		expect(cutTo(head.length)).toMatch(/10:00:01 Customer: text 1$/);
		expect(cutTo(head.length + 1)).toBe(`${head}1`);
	});

	test('tells a message without time or type, and trims what was said', () => {
		const bare = { content: ' hi ', from_customer: true };
		expect(toTranscript([bare], 'c', 12000).transcript).toBe('unknown time Customer: hi');
	});

	test.each<[string, unknown, string]>([
		['the first field with words', { id: 7, text: null, body: ' hi ', caption: 'no' }, 'hi'],
		['nothing of an object without words', { text: 7, url: 'https://x' }, ''],
		['the words of HTML', { text: '<p>Good <b>day</b></p>' }, 'Good day'],
	])('of content that is an object takes %s', (_, content, words) => {
		const { transcript } = toTranscript([message(1, { content } as IDataObject)], 'c', 12000);
		expect(transcript).toBe(`2026-06-12 10:00:01 Customer: ${words}`);
	});

	test('of no messages is empty', () => {
		const nothing = {
			transcript: '',
			message_count: 0,
			truncated: false,
			last_customer_at: null,
			last_agent_at: null,
			last_system_at: null,
		};
		expect(toTranscript([], 'c', 10)).toEqual({ conversation_id: 'c', ...nothing });
		expect(toTranscript([], undefined, 10)).toEqual({ conversation_id: null, ...nothing });
	});
});
