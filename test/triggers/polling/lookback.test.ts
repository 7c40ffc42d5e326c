import {
	advance,
	closedBefore,
	findNew,
	listFrom,
	mayHaveUnread,
	newestDate,
	newestKnown,
	newestNotAhead,
	secondAfter,
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
	...{ sinceMs: 1000, seen: {}, pendingFrom: {} },
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

test('a date is ahead if it is later than both clocks', () => {
	const newest = (clocks: Partial<ClockSample>, ...dates: number[]) =>
		newestNotAhead(dated(...dates), sample(clocks));
	expect(newest({ serverDateMs: NOW_MS - 9e6 }, 5, NOW_MS, NOW_MS + 1)).toBe(NOW_MS);
	expect(newest({ localDateMs: 0, serverDateMs: 7000 }, 8000, 8001)).toBe(8000);
	expect(newest({}, NOW_MS, NOW_MS + 1)).toBe(NOW_MS);
	expect(newest({}, NOW_MS + 1)).toBe(-Infinity);
});

test('the newest known row is the first of its date', () => {
	const known = { dateMs: 50, knownAtMs: 1 };
	const after = (from: typeof known | undefined, ...dates: number[]) =>
		newestKnown(from, dated(...dates), sample(), 5100);
	expect(after(undefined, 50)).toEqual({ dateMs: 50, knownAtMs: 5100 });
	expect(after(known, 51)).toEqual({ dateMs: 51, knownAtMs: 5100 });
	for (const dates of [[], [49], [50]]) expect(after(known, ...dates)).toBe(known);
	expect(after(undefined)).toBeUndefined();
});

describe('the window ends', () => {
	test('an overlap and a second before the newest row', () => {
		const known = { dateMs: 90_000, knownAtMs: 5000 };
		expect(closedBefore(known, sample(), 60_000)).toBe(29_000);
		expect(closedBefore(undefined, sample(), 60_000)).toBe(-Infinity);
	});

	test('behind the second of the newest row once none has come for an overlap and two seconds', () => {
		const known = { dateMs: 90_400, knownAtMs: 5000 };
		const at = (askedAtMs: number) => closedBefore(known, sample({ askedAtMs }), 60_000);
		expect([at(66_999), at(67_000)]).toEqual([29_400, 91_000]);
	});
});

describe('a conversation may have unread messages', () => {
	test.each<[string, number, Partial<Lookback>, boolean]>([
		['changed at the beginning of the window', 1001, { sinceMs: 1001 }, true],
		['changed before it', 1001, { sinceMs: 1002 }, false],
		['changed in its second, where dates are cut to seconds', 1000, { sinceMs: 1999 }, true],
		['changed in the second before', 1000, { sinceMs: 2000 }, false],
		['is pending from later', 5001, { pendingFrom: { a: 5002 } }, false],
		['is pending from then', 5001, { pendingFrom: { a: 5001 } }, true],
		['is pending from before the window', 900, { pendingFrom: { a: 900 } }, true],
		['of which another one is pending', 900, { pendingFrom: { b: 900 } }, false],
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

	test('begin for each conversation where it is pending from', () => {
		const [a, b] = [conversation(9000, 'a'), conversation(9000, 'b')];
		const known = lookback({ pendingFrom: { a: 5000, b: 500 } });
		const given = [event('1', 4999, a), event('2', 5000, a), event('3', 500, b)];
		expect(findNew(known, given).map(({ key }) => key)).toEqual(['3', '2']);
	});

	test('are not taken for properties that every object has', () => {
		expect(findNew(lookback(), [event('constructor', 2000)])).toHaveLength(1);
	});
});

test('the list is read from the window on, or from what is pending longest', () => {
	expect(listFrom(lookback())).toBe(1000);
	expect(listFrom(lookback({ pendingFrom: { a: 900, b: 800, c: 5000 } }))).toBe(800);
});

describe('the lookback behind a poll', () => {
	const progress = (given: Partial<Progress> = {}): Progress => ({
		closedMs: 8000,
		cutMs: Infinity,
		isListComplete: true,
		unread: [],
		known: [],
		held: [],
		...given,
	});

	test('begins where the window ends, and forgets what is before it', () => {
		const before = lookback({ seen: { old: 7999, kept: 8000 } });
		const known = [event('gone', 7999), event('new', 8000)];
		expect(advance(before, progress({ known }))).toEqual({
			...{ sinceMs: 8000, pendingFrom: {} },
			seen: { kept: 8000, new: 8000 },
		});
	});

	test('never goes back', () => {
		const before = lookback({ sinceMs: 9000, seen: { kept: 9000 } });
		const { sinceMs, seen } = advance(before, progress({ known: [event('old', 8999)] }));
		expect([sinceMs, seen]).toEqual([9000, { kept: 9000 }]);
		expect(advance(before, progress({ closedMs: -Infinity })).sinceMs).toBe(9000);
	});

	test('stays where the list is not complete, and remembers what was given and what is pending', () => {
		const known = [event('new', 2000)];
		const before = lookback({ pendingFrom: { b: 900 } });
		const after = advance(before, progress({ isListComplete: false, known }));
		expect(after).toEqual({ sinceMs: 1000, pendingFrom: { b: 900 }, seen: { new: 2000 } });
	});

	test('goes on where a conversation was not read, which stays pending from where it was', () => {
		const [read, unread] = [conversation(7000, 'read'), conversation(6000, 'unread')];
		const known = [event('done', 7999, read), event('new', 8000, read)];
		const before = lookback({ seen: { older: 1000, old: 999 } });
		const after = advance(before, progress({ unread: [unread], known }));
		expect(after).toEqual({
			...{ sinceMs: 8000, pendingFrom: { unread: 1000 } },
			seen: { older: 1000, new: 8000 },
		});
		const again = advance(after, progress({ closedMs: 9000, unread: [unread] }));
		expect(again).toEqual({ ...after, sinceMs: 9000 });
		expect(advance(again, progress({ closedMs: 9000 }))).toEqual({
			...{ sinceMs: 9000, pendingFrom: {}, seen: {} },
		});
	});

	test('keeps the keys of a conversation that is pending', () => {
		const a = conversation(7000);
		const known = [event('before', 999, a), event('since', 1000, a)];
		expect(advance(lookback(), progress({ unread: [a], known })).seen).toEqual({ since: 1000 });
	});

	test('goes no further than the first event that was left with all behind it', () => {
		const given = [event('0', 3999), event('1', 4000)];
		const after = advance(
			lookback(),
			progress({ cutMs: 4000, known: given, held: [event('2', 4000)] }),
		);
		expect(after).toEqual({ sinceMs: 4000, pendingFrom: {}, seen: { 1: 4000 } });
	});

	test('goes on where single events were not given, which stay pending from the first of each conversation', () => {
		const [a, b] = [conversation(7000, 'a'), conversation(7000, 'b')];
		const held = [event('2', 5000, a), event('1', 4000, a), event('3', 6000, b)];
		const last = event('4', 8000, conversation(8000, 'c'));
		const known = [event('0', 3999, a), event('5', 4500, a), event('6', 5500, b)];
		const after = advance(lookback(), progress({ held: [...held, last], known }));
		expect(after).toEqual({
			...{ sinceMs: 8000, pendingFrom: { a: 4000, b: 6000 } },
			seen: { 5: 4500 },
		});
	});

	test('takes a conversation that is pending no further than it was', () => {
		const a = conversation(7000);
		const before = lookback({ pendingFrom: { a: 500 } });
		const held = [event('1', 600, a)];
		const given = progress({ isListComplete: false, held });
		expect(advance(before, given).pendingFrom).toEqual({ a: 500 });
		expect(advance(before, progress({ held })).pendingFrom).toEqual({ a: 600 });
	});
});

test('a second is cut, and the next one begins after it', () => {
	expect([1999, 2000].map(toSecond)).toEqual([1, 2]);
	expect([1999, 2000].map(secondAfter)).toEqual([2000, 3000]);
});
