import {
	advance,
	closedBefore,
	findNew,
	isAhead,
	mayHaveUnread,
	newestDate,
	newestKnown,
	toSecond,
	type ClockSample,
	type ListedConversation,
	type Lookback,
	type TriggerEvent,
} from '../../../nodes/RelasiTrigger/lookback';

type Progress = Parameters<typeof advance>[1];

const NOW_MS = 1_780_000_000_250;

const sample = (given: Partial<ClockSample> = {}): ClockSample => ({
	askedAtMs: 5000,
	answeredAtMs: 5100,
	localDateMs: NOW_MS,
	...given,
});
const conversation = (dateMs: number, id = 'a'): ListedConversation => ({
	id,
	dateMs,
	row: { id },
});
const dated = (...dates: number[]) => dates.map((ms, index) => conversation(ms, `${index}`));
const event = (key: string, dateMs: number, of = conversation(dateMs)): TriggerEvent => ({
	...{ key, dateMs, row: { id: key }, conversation: of },
});
const lookback = (given: Partial<Lookback> = {}): Lookback => ({
	...{ sinceMs: 1000, seen: {}, readUntil: {} },
	...given,
});

describe('the newest date that is not of the future', () => {
	const serverDateMs = NOW_MS - 250;

	test.each<[string, number[], Partial<ClockSample>, number | undefined]>([
		['of nothing is none', [], {}, undefined],
		['may be now to the millisecond', [NOW_MS - 5, NOW_MS], {}, NOW_MS],
		['is not later than the local clock', [NOW_MS - 5, NOW_MS + 1], {}, NOW_MS - 5],
		['is none where all are later', [NOW_MS + 1], {}, undefined],
		[
			'is not later than the second after the header',
			[1, serverDateMs + 1000, serverDateMs + 1001],
			{ serverDateMs, localDateMs: NOW_MS + 9e6 },
			serverDateMs + 1000,
		],
		[
			'is not later than the local clock where the header is ahead',
			[1, NOW_MS, NOW_MS + 1],
			{ serverDateMs: NOW_MS + 9e6 },
			NOW_MS,
		],
	])('%s', (_name, dates, clocks, expected) => {
		expect(newestDate(dated(...dates), sample(clocks), undefined)).toBe(expected);
	});

	test('goes as far as the newest known row and the time since, whatever the clocks show', () => {
		const behind = sample({ localDateMs: 0, serverDateMs: 0 });
		const known = { dateMs: NOW_MS - 5000, knownAtMs: 1000 };
		const at = (ms: number) => newestDate(dated(ms), behind, known);
		expect([at(NOW_MS - 1000), at(NOW_MS - 999)]).toEqual([NOW_MS - 1000, undefined]);
	});

	test('is believed of 50 rows against one clock, and of 1,000 against both', () => {
		const rows = (count: number, firstMs: number) =>
			dated(...Array.from({ length: count }, (_, index) => firstMs - index));
		const oneBehind = sample({ serverDateMs: NOW_MS - 9e6 });
		expect(newestDate(rows(49, NOW_MS), oneBehind, undefined)).toBeUndefined();
		expect(newestDate(rows(50, NOW_MS), oneBehind, undefined)).toBe(NOW_MS - 49);
		// Those beyond both clocks don't count among the 50.
		const mixed = [...rows(1, NOW_MS + 1), ...rows(49, NOW_MS)];
		expect(newestDate(mixed, oneBehind, undefined)).toBeUndefined();
		expect(newestDate(rows(999, NOW_MS + 5e6), sample(), undefined)).toBeUndefined();
		expect(newestDate(rows(1000, NOW_MS + 5e6), sample(), undefined)).toBe(NOW_MS + 5e6 - 999);
	});

	test('that was known before counts also where 50 rows outweigh a clock', () => {
		const rows = Array.from({ length: 50 }, (_, index) => NOW_MS - index);
		const known = { dateMs: NOW_MS, knownAtMs: 5000 };
		expect(newestDate(dated(...rows), sample({ serverDateMs: 0 }), known)).toBe(NOW_MS);
		const ahead = dated(...rows.map((ms) => ms + 1000));
		const bothBehind = sample({ serverDateMs: 0, localDateMs: 0 });
		const reached = { dateMs: NOW_MS + 500, knownAtMs: 4500 };
		expect(newestDate(ahead, bothBehind, reached)).toBe(NOW_MS + 1000);
	});
});

test('a date is ahead where both clocks are before it', () => {
	const server = sample({ serverDateMs: NOW_MS - 9e6 });
	expect([NOW_MS, NOW_MS + 1].map((ms) => isAhead(ms, server))).toEqual([false, true]);
	const local = sample({ localDateMs: 0, serverDateMs: 7000 });
	expect([8000, 8001].map((ms) => isAhead(ms, local))).toEqual([false, true]);
	expect([NOW_MS, NOW_MS + 1].map((ms) => isAhead(ms, sample()))).toEqual([false, true]);
});

test('the newest known row is the first of its date', () => {
	const known = { dateMs: 50, knownAtMs: 1 };
	expect(newestKnown(undefined, 50, sample())).toEqual({ dateMs: 50, knownAtMs: 5100 });
	expect(newestKnown(known, 51, sample())).toEqual({ dateMs: 51, knownAtMs: 5100 });
	for (const ms of [undefined, 49, 50]) expect(newestKnown(known, ms, sample())).toBe(known);
	expect(newestKnown(undefined, undefined, sample())).toBeUndefined();
});

describe('the window ends', () => {
	test('an overlap and a second before the newest row', () => {
		const known = { dateMs: 90_000, knownAtMs: 5000 };
		expect(closedBefore(90_000, known, sample(), 60_000)).toBe(29_000);
		expect(closedBefore(90_000, undefined, sample(), 60_000)).toBe(29_000);
		expect(closedBefore(undefined, undefined, sample(), 60_000)).toBe(-Infinity);
	});

	test('behind the second of the newest row once none has come for an overlap and two seconds', () => {
		const known = { dateMs: 90_400, knownAtMs: 5000 };
		const at = (askedAtMs: number, dateMs?: number) =>
			closedBefore(dateMs, known, sample({ askedAtMs }), 60_000);
		expect(at(66_999, 90_400)).toBe(29_400);
		expect(at(67_000, 90_400)).toBe(91_000);
		expect(at(67_000)).toBe(91_000);
		// A row that was known longer than the newest one listed does not take the window back.
		expect(at(67_000, 200_000)).toBe(139_000);
	});
});

describe('a conversation may have unread messages', () => {
	test.each<[string, number, Partial<Lookback>, boolean]>([
		['changed at the beginning of the window', 1001, { sinceMs: 1001 }, true],
		['changed before it', 1001, { sinceMs: 1002 }, false],
		['changed in its second, where dates are cut to seconds', 1000, { sinceMs: 1999 }, true],
		['changed in the second before', 1000, { sinceMs: 2000 }, false],
		['was read until later', 5001, { readUntil: { a: 5002 } }, false],
		['was read until then', 5001, { readUntil: { a: 5001 } }, true],
		['was passed over before the window', 900, { readUntil: { a: 900 } }, true],
		['of which another one was read', 5001, { readUntil: { b: 9000 } }, true],
	])('that %s', (_name, dateMs, given, expected) => {
		expect(mayHaveUnread(lookback(given), conversation(dateMs))).toBe(expected);
	});
});

describe('new events', () => {
	test('are those of the window that were not seen, each once, oldest first, ties as they came', () => {
		const [early, edge, late] = [event('early', 999), event('edge', 1000), event('late', 3000)];
		const twins = [event('x', 2000), event('y', 2000)];
		const known = lookback({ seen: { seen: 2500 } });
		const given = [late, ...twins, event('seen', 2500), early, edge, { ...late }];
		expect(findNew(known, given).map(({ key }) => key)).toEqual(['edge', 'x', 'y', 'late']);
	});

	test('begin for each conversation where it was read until', () => {
		const [a, b] = [conversation(9000, 'a'), conversation(9000, 'b')];
		const known = lookback({ readUntil: { a: 5000, b: 500 } });
		const given = [event('1', 4999, a), event('2', 5000, a), event('3', 500, b)];
		expect(findNew(known, given).map(({ key }) => key)).toEqual(['3', '2']);
	});

	test('are not taken for properties that every object has', () => {
		expect(findNew(lookback(), [event('constructor', 2000)])).toHaveLength(1);
	});
});

describe('the lookback behind a poll', () => {
	const progress = (given: Partial<Progress> = {}): Progress => ({
		closedMs: 8000,
		isListComplete: true,
		read: new Set(),
		toRead: [],
		known: [],
		held: [],
		...given,
	});

	test('begins where the window ends, and forgets what is before it', () => {
		const before = lookback({ seen: { old: 7999, kept: 8000 } });
		const known = [event('gone', 7999), event('new', 8000)];
		expect(advance(before, progress({ known }))).toEqual({
			...{ sinceMs: 8000, readUntil: {} },
			seen: { kept: 8000, new: 8000 },
		});
	});

	test('never goes back', () => {
		const before = lookback({ sinceMs: 9000, seen: { kept: 9000 } });
		const { sinceMs, seen } = advance(before, progress({ known: [event('old', 8999)] }));
		expect([sinceMs, seen]).toEqual([9000, { kept: 9000 }]);
		expect(advance(before, progress({ closedMs: -Infinity })).sinceMs).toBe(9000);
	});

	test('stays where the list is not complete, and remembers what was given', () => {
		const known = [event('new', 2000)];
		const after = advance(lookback(), progress({ isListComplete: false, known }));
		expect(after).toEqual({ sinceMs: 1000, readUntil: {}, seen: { new: 2000 } });
	});

	test('waits for a conversation that was not read, and knows how far the others were', () => {
		const [read, unread] = [conversation(7000, 'read'), conversation(6000, 'unread')];
		const known = [event('done', 7999, read), event('new', 8000, read)];
		const toRead = [read, unread];
		const after = advance(lookback(), progress({ read: new Set(['read']), toRead, known }));
		expect(after).toEqual({ sinceMs: 1000, readUntil: { read: 8000 }, seen: { new: 8000 } });
		const next = advance(
			after,
			progress({ closedMs: 9000, read: new Set(['unread']), toRead }),
		);
		expect(next).toEqual({ sinceMs: 9000, readUntil: {}, seen: {} });
	});

	test('does not wait for a conversation that has nothing unread', () => {
		const toRead = [conversation(6001)];
		const before = lookback({ readUntil: { a: 6002 } });
		expect(advance(before, progress({ toRead })).sinceMs).toBe(8000);
	});

	test('waits for an event that was not given, of each conversation for its first', () => {
		const [a, b] = [conversation(7000, 'a'), conversation(7000, 'b')];
		const toRead = [a, b];
		const held = [event('2', 5000, a), event('1', 4000, a), event('3', 6000, b)];
		const known = [event('0', 3999, a), event('4', 4500, a), event('5', 5500, b)];
		const read = new Set(['a', 'b']);
		const after = advance(lookback(), progress({ read, toRead, held, known }));
		expect(after).toEqual({
			sinceMs: 4000,
			readUntil: { b: 6000, a: 4000 },
			seen: { 4: 4500 },
		});
	});

	test('waits for events of the list that were not given', () => {
		const held = [event('1', 4000)];
		expect(advance(lookback(), progress({ held })).sinceMs).toBe(4000);
	});

	test('keeps the keys of a conversation whose events wait from before the window', () => {
		const a = conversation(7000);
		const before = lookback({
			sinceMs: 6000,
			readUntil: { a: 2000 },
			seen: { key: 3000, old: 1999 },
		});
		const given = { read: new Set(['a']), toRead: [a] };
		const held = [event('held', 2500, a)];
		const after = advance(
			before,
			progress({ ...given, held, known: [event('next', 4000, a)] }),
		);
		expect(after).toEqual({
			...{ sinceMs: 6000, readUntil: { a: 2500 } },
			seen: { key: 3000, next: 4000 },
		});
		expect(advance(after, progress(given))).toEqual({ sinceMs: 8000, readUntil: {}, seen: {} });
	});

	test('takes a conversation no further back than it was read', () => {
		const toRead = [conversation(7000)];
		const before = lookback({ readUntil: { a: 6000 } });
		const given = progress({ closedMs: 5000, toRead, read: new Set(['a']) });
		expect(advance(before, given)).toEqual({ sinceMs: 5000, readUntil: { a: 6000 }, seen: {} });
	});
});

test('a second is cut', () => {
	expect([1999, 2000].map(toSecond)).toEqual([1, 2]);
});
