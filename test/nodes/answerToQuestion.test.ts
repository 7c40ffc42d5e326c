import type { IDataObject } from 'n8n-workflow';

import { withAnswer } from '../../nodes/Relasi/resources/message/sendAndWait/answer';
import { decisionOf, wordsOf } from '../../nodes/Relasi/resources/message/sendAndWait/approval';
import { distanceMs } from '../../nodes/Relasi/resources/message/sendAndWait/waiting';
import type { Pending } from '../../nodes/Relasi/resources/message/sendAndWait/pending';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const ms = (seconds: number) => Date.parse(at(seconds));
const row = (id: string, seconds: number, more: IDataObject = {}): IDataObject => ({
	...{ id, conversation_id: 'c', from_customer: true, content: id, created_at: at(seconds) },
	...more,
});
const question = row('q', 0, { from_customer: false });
const pending = (more: Partial<Pending> = {}): Pending => ({
	...{ item: 0, conversationId: 'c', question, responseType: 'reply', deadlineMs: ms(1000) },
	...{ quietMs: 10_000, approveWords: ['yes'], declineWords: ['no'], clockAheadMs: 0 },
	...more,
});
const reply = (rows: IDataObject[], seconds: number, more: Partial<Pending> = {}) =>
	withAnswer(pending(more), rows, ms(seconds)).result;

describe('the reply to a question', () => {
	test('is all that the customer wrote after it, oldest first, whatever order the API has', () => {
		const rows = [row('old', -5), question, row('one', 5), row('two', 7)];
		for (const list of [rows, [...rows].reverse()]) {
			expect(reply(list, 20)).toEqual({
				...row('two', 7),
				messages: [row('one', 5), row('two', 7)],
				text: 'one\ntwo',
				question,
			});
		}
	});

	test('is never what was written before it, in the same moment, or by a colleague', () => {
		const rows = [row('old', -1), row('same', 0), row('agent', 5, { from_customer: false })];
		expect(reply([...rows, question], 500)).toBeUndefined();
	});

	test('is complete once the customer was quiet', () => {
		expect(reply([question, row('one', 5)], 14)).toBeUndefined();
		expect(reply([question, row('one', 5)], 15)).toBeDefined();
		expect(reply([question, row('one', 5)], 5, { quietMs: 0 })).toBeDefined();
	});

	test('is complete at the same time when the clocks differ by an hour', () => {
		const ahead = { clockAheadMs: 3_600_000, deadlineMs: ms(-1000) };
		expect(reply([question, row('one', 5)], -3586, ahead)).toBeUndefined();
		expect(reply([question, row('one', 5)], -3585, ahead)).toBeDefined();
	});

	test('is complete once nothing new was seen for so long, when no clock is known', () => {
		const unknown = { clockAheadMs: undefined };
		const seen = withAnswer(pending(unknown), [question, row('one', 5)], ms(6));
		expect(seen.newest).toEqual({ id: 'one', sinceMs: ms(6) });
		expect(withAnswer(seen, [question, row('one', 5)], ms(15)).result).toBeUndefined();
		expect(withAnswer(seen, [question, row('one', 5)], ms(16)).result).toBeDefined();
	});

	test('is what there is when the time is over, or that there is none', () => {
		const over = { deadlineMs: ms(8) };
		expect(reply([question, row('one', 7)], 8, over)).toMatchObject({ text: 'one' });
		expect(reply([question], 7, over)).toBeUndefined();
		expect(reply([question], 8, over)).toEqual({ question, _timed_out: true });
	});

	test('stays what it was once it is known', () => {
		const known = pending({ result: { text: 'first' } });
		expect(withAnswer(known, [row('late', 50)], ms(900))).toBe(known);
	});
});

describe('an approval', () => {
	const approval = (texts: string[], seconds = 1) =>
		reply(
			texts.map((content, index) => row(String(index), index + 1, { content })),
			seconds,
			{ responseType: 'approval', deadlineMs: ms(50) },
		);

	test('is the first clear word, at once', () => {
		expect(approval(['hm', 'Yes!', 'no'])).toEqual({
			data: { approved: true, chatInput: 'Yes!' },
		});
		expect(approval(['NO'])).toEqual({ data: { approved: false, chatInput: 'NO' } });
	});

	test('is not guessed from anything else', () => {
		expect(approval(['no problem', 'yes, but not today', 'yesterday'])).toBeUndefined();
	});

	test('is none when the time is over', () => {
		expect(approval([], 50)).toEqual({
			data: { approved: false },
			question,
			_timed_out: true,
		});
	});

	test.each([
		['Yes', true],
		[' yes. ', true],
		['ＹＥＳ', true],
		['Yes  please', true],
		['👍🏽', true],
		['✅', true],
		['no!!', false],
		['👎', false],
		['yes no', undefined],
		['', undefined],
		['👍 but later', undefined],
	])('“%s” says %s', (text, expected) => {
		const [yes, no] = [wordsOf('yes, Yes please,, '), wordsOf('No')];
		expect(decisionOf(text, yes, no)).toBe(expected);
	});
});

test('the longer an answer takes, the more rarely it is looked for', () => {
	const perPeriod = (fromMs: number, toMs: number) => {
		let count = 0;
		for (let ms = fromMs; ms < toMs; ms += distanceMs(ms)) count++;
		return count;
	};
	expect(perPeriod(0, 60_000)).toBeLessThanOrEqual(30);
	expect(perPeriod(60_000, 600_000)).toBeLessThanOrEqual(12);
	expect(perPeriod(600_000, 3_600_000)).toBe(25);
	expect(perPeriod(3_600_000, 86_400_000)).toBe(138);
});
