import type { IDataObject } from 'n8n-workflow';

import type { Message } from '../../nodes/shared/api/types';
import {
	isUnclear,
	toKnownIds,
	withAnswer,
} from '../../nodes/Relasi/resources/message/sendAndWait/answer';
import {
	isAnswering,
	nextPollMs,
	pollIntervalMs,
} from '../../nodes/Relasi/resources/message/sendAndWait/schedule';
import {
	isPending,
	type ExpectedAnswer,
	type ItemWait,
	type Pending,
} from '../../nodes/Relasi/resources/message/sendAndWait/wait';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const ms = (seconds: number) => Date.parse(at(seconds));
const row = (id: string, seconds: number, more: IDataObject = {}): Message => ({
	...{ id, conversation_id: 'c', from_customer: true, content: id, created_at: at(seconds) },
	...more,
});
const question = row('q', 0, { from_customer: false });
const REPLY: ExpectedAnswer = { responseType: 'reply' };
const APPROVAL: ExpectedAnswer = {
	...{ responseType: 'approval', approveWords: ['yes'], declineWords: ['no'] },
};
const CHOICE: ExpectedAnswer = { responseType: 'choice', choices: ['Monday', 'Tuesday'] };
const pending = (more: Partial<Pending> = {}): Pending => ({
	...{ item: 0, conversationId: 'c', question, expected: REPLY, deadlineMs: ms(1000) },
	...{ quietMs: 10_000, clockAheadMs: 0, knownIds: ['old', 'same'] },
	...more,
});
const resultOf = (wait: ItemWait) => (isPending(wait) ? undefined : wait.result);
const reply = (rows: IDataObject[], seconds: number, more: Partial<Pending> = {}) =>
	resultOf(withAnswer(pending(more), rows, ms(seconds)));

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

	test('is never what was there before the question, or what a colleague wrote', () => {
		const rows = [row('old', -1), row('same', 0), row('agent', 5, { from_customer: false })];
		expect(reply([...rows, question], 500)).toBeUndefined();
	});

	test('is also what came in the same second, and what a server dated a little earlier', () => {
		const rows = [row('same', 0), question, row('new', 0), row('skewed', -2)];
		expect(reply(rows, 500)).toMatchObject({ text: 'skewed\nnew' });
		expect(reply([question, row('long ago', -60)], 500)).toBeUndefined();
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
		const seen = withAnswer(pending(unknown), [question, row('one', 5)], ms(6)) as Pending;
		expect(seen.newest).toEqual({ id: 'one', sinceMs: ms(6) });
		expect(resultOf(withAnswer(seen, [question, row('one', 5)], ms(15)))).toBeUndefined();
		expect(resultOf(withAnswer(seen, [question, row('one', 5)], ms(16)))).toBeDefined();
	});

	test('is what there is when the time is over, or that there is none', () => {
		const over = { deadlineMs: ms(8) };
		expect(reply([question, row('one', 7)], 8, over)).toMatchObject({ text: 'one' });
		expect(reply([question], 7, over)).toBeUndefined();
		expect(reply([question], 8, over)).toEqual({ question, _timed_out: true });
	});
});

describe('what was there before a question', () => {
	const before = [row('old', -60), row('near', -1), row('agent', -1, { from_customer: false })];

	test('is known by its IDs, as far back as an answer may be dated', () => {
		expect(toKnownIds([...before, row('same', 0)], question)).toEqual(['near', 'same']);
		expect(toKnownIds([row('same', 0), ...before], question)).toEqual(['near', 'same']);
	});

	test('is not the answer, when n8n runs the node again after it', () => {
		expect(toKnownIds([...before, question, row('answer', 0)], question)).toEqual(['near']);
	});
});

describe('an approval', () => {
	const approval = (texts: string[], seconds = 1) =>
		reply(
			texts.map((content, index) => row(String(index), index + 1, { content })),
			seconds,
			{ expected: APPROVAL, deadlineMs: ms(50) },
		);

	test('is the last clear word, at once, with all that was written', () => {
		expect(approval(['hm', 'Yes!', 'no', 'thanks'])).toEqual({
			data: { approved: false, chatInput: 'no' },
			text: 'hm\nYes!\nno\nthanks',
			messages: ['hm', 'Yes!', 'no', 'thanks'].map((content, index) =>
				row(String(index), index + 1, { content }),
			),
			question,
		});
		expect(approval(['no', 'YES'])).toMatchObject({
			data: { approved: true, chatInput: 'YES' },
		});
	});

	test('is none while what was written last is not clear', () => {
		expect(approval(['yes', 'wait'])).toBeUndefined();
	});

	test('is none when the time is over, which is told with what was written', () => {
		expect(approval([], 50)).toEqual({
			data: { approved: false, chatInput: 'Nobody answered in time.' },
			...{ text: '', messages: [], question, _timed_out: true },
		});
		expect(approval(['yes', 'wait'], 50)).toMatchObject({
			data: { approved: false, chatInput: expect.stringContaining('yes\nwait') },
			...{ text: 'yes\nwait', _timed_out: true },
		});
	});
});

describe('a choice', () => {
	const choice = (texts: string[], seconds = 1) =>
		reply(
			texts.map((content, index) => row(String(index), index + 1, { content })),
			seconds,
			{ expected: CHOICE, deadlineMs: ms(50) },
		);

	test('is the last clear one, whatever else is written behind it', () => {
		expect(choice(['1', 'no wait', 'Tuesday', 'hm'])).toMatchObject({
			...{ choice: 'Tuesday', choice_index: 2, text: '1\nno wait\nTuesday\nhm', question },
			messages: [{ content: '1' }, {}, {}, {}],
		});
	});

	test('is absent when the time is over', () => {
		expect(choice(['maybe'], 49)).toBeUndefined();
		expect(choice(['maybe'], 50)).toEqual({
			...{ text: 'maybe', messages: [row('0', 1, { content: 'maybe' })] },
			...{ question, _timed_out: true },
		});
	});
});

describe('an answer that is not clear', () => {
	const unclear = (texts: string[], seconds: number, expected: ExpectedAnswer) => {
		const rows = texts.map((content, index) => row(String(index), index + 1, { content }));
		const seen = withAnswer(pending({ expected, quietMs: 3_000 }), rows, ms(seconds));
		return isPending(seen) && isUnclear(seen, rows, ms(seconds));
	};

	test('is asked about once the customer has paused', () => {
		expect(unclear(['maybe'], 3, APPROVAL)).toBe(false);
		expect(unclear(['maybe'], 4, APPROVAL)).toBe(true);
		expect(unclear(['Wednesday'], 4, CHOICE)).toBe(true);
	});

	test('is none where all is clear, and where nobody has said anything', () => {
		expect(unclear(['maybe', 'yes'], 9, APPROVAL)).toBe(false);
		expect(unclear(['2'], 9, CHOICE)).toBe(false);
		expect(unclear(['thanks', '🙏'], 9, APPROVAL)).toBe(false);
		expect(unclear([], 9, APPROVAL)).toBe(false);
	});
});

test('the execution looks on only while each customer is about to complete a reply', () => {
	const begun = pending({ newest: { id: 'one', sinceMs: ms(5) } });
	expect(isAnswering([begun], ms(8), ms(55))).toBe(true);
	expect(nextPollMs([begun], ms(0), ms(14.5))).toBe(ms(15));
	expect(isAnswering([begun, pending()], ms(8), ms(55))).toBe(false);
	expect(isAnswering([begun], ms(8), ms(14))).toBe(false);
	expect(isAnswering([{ ...begun, expected: APPROVAL }], ms(8), ms(55))).toBe(false);
	expect(isAnswering([pending({ deadlineMs: ms(9) })], ms(8), ms(55))).toBe(false);
});

test('the longer an answer takes, the more rarely it is looked for', () => {
	const perPeriod = (fromMs: number, toMs: number) => {
		let count = 0;
		for (let ms = fromMs; ms < toMs; ms += pollIntervalMs(ms)) count++;
		return count;
	};
	expect(perPeriod(0, 60_000)).toBeLessThanOrEqual(30);
	expect(perPeriod(60_000, 600_000)).toBeLessThanOrEqual(12);
	expect(perPeriod(600_000, 3_600_000)).toBe(25);
	expect(perPeriod(3_600_000, 86_400_000)).toBe(138);
});
