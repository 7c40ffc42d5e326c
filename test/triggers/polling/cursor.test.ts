import {
	advance,
	since,
	startingAt,
	type Change,
	type Event,
} from '../../../nodes/RelasiTrigger/cursor';

const SECOND = 1_000_000_000;
const key = (name: string) => name.padEnd(12, '-').slice(0, 12);

function change(name: string, atMs: number): Change {
	return { key: key(name), atMs, row: { id: name } };
}

function event(name: string, atMs: number, more: Partial<Event> = {}): Event {
	return { key: key(name), atMs, row: { id: name }, conversation: change('c', atMs), ...more };
}

const harvest = { events: [], read: [], isComplete: true, closedMs: 0, isKnown: () => false };
const ids = (events: Event[]) => events.map(({ row }) => row.id);
const MANY = 1000;

test('a cursor begins without any memory', () => {
	expect(startingAt(SECOND)).toEqual({
		watermarkMs: SECOND,
		checkpoints: [],
		ahead: {},
		seen: {},
		readUpTo: {},
	});
});

test('what is dated before the watermark is final, what is dated at it is not', () => {
	const events = [event('early', SECOND - 1), event('at', SECOND)];
	const { fresh } = advance(startingAt(SECOND), { ...harvest, events }, MANY);
	expect(ids(fresh)).toEqual(['at']);
});

test('what was given out is not given out again, and neither is what has its key of version 1.0', () => {
	const events = [event('a', SECOND), event('b', SECOND + 999)];
	const { cursor } = advance(startingAt(SECOND), { ...harvest, events }, MANY);
	const again = [...events, event('c', SECOND), event('d', SECOND, { formerKey: key('b') })];
	const renamed = event('e', SECOND, { formerKey: key('x') });
	const { fresh } = advance(cursor, { ...harvest, events: [...again, renamed] }, MANY);
	expect(ids(fresh)).toEqual(['c', 'e']);
});

test('an event that is none of the trigger’s business is rememberInExecution, and not given out', () => {
	const known = event('known', SECOND);
	const first = { ...harvest, events: [known, event('new', SECOND)], isKnown: isOf(known) };
	const { fresh, cursor } = advance(startingAt(SECOND), first, MANY);
	expect(ids(fresh)).toEqual(['new']);
	expect(advance(cursor, { ...harvest, events: [known] }, MANY).fresh).toEqual([]);
});

const isOf =
	(known: Event) =>
	({ key: other }: Event) =>
		other === known.key;

test('events come oldest first, those of one moment by their ID, and the rest waits for its turn', () => {
	const events = [
		event('late', SECOND + 2),
		event('b', SECOND + 1),
		event('a', SECOND + 1),
		event('first', SECOND),
	];
	const all = advance(startingAt(SECOND), { ...harvest, events }, 4);
	expect(ids(all.fresh)).toEqual(['first', 'a', 'b', 'late']);
	expect(all).not.toHaveProperty('cutMs');
	const reversed = { ...harvest, events: [...events].reverse() };
	expect(ids(advance(startingAt(SECOND), reversed, 4).fresh)).toEqual(ids(all.fresh));
	const part = advance(startingAt(SECOND), { ...harvest, events, closedMs: SECOND + 9 }, 3);
	expect(ids(part.fresh)).toEqual(['first', 'a', 'b']);
	expect(part.cutMs).toBe(SECOND + 2);
	expect(part.cursor.watermarkMs).toBe(SECOND + 2);
	const rest = advance(part.cursor, { ...harvest, events }, 3);
	expect(ids(rest.fresh)).toEqual(['late']);
});

test('the watermark goes behind what is closed, never back, and not past a poll that misses something', () => {
	const at = (closedMs: number, isComplete = true) =>
		advance(startingAt(SECOND), { ...harvest, closedMs, isComplete }, MANY).cursor.watermarkMs;
	expect(at(SECOND + 5)).toBe(SECOND + 6);
	expect(at(SECOND - 5)).toBe(SECOND);
	expect(at(SECOND + 5, false)).toBe(SECOND);
});

test('of a conversation that was read to its end, what is closed and given out is final', () => {
	const closedMs = SECOND + 10;
	const read = [change('open', closedMs + 1), change('end', closedMs), change('cut', SECOND + 5)];
	const inC = (name: string, atMs: number) =>
		event(name, atMs, { conversation: change('end', atMs) });
	const part = { ...harvest, read, closedMs, isComplete: false };
	const { cursor } = advance(startingAt(SECOND), part, MANY);
	expect(cursor.readUpTo).toEqual({ [key('end')]: closedMs, [key('cut')]: SECOND + 5 });
	const events = [inC('final', closedMs), inC('after', closedMs + 1), event('other', closedMs)];
	expect(ids(advance(cursor, { ...harvest, events }, MANY).fresh)).toEqual(['other', 'after']);
	const later = advance(cursor, { ...part, read: [change('more', SECOND + 7)] }, MANY).cursor;
	expect(later.readUpTo).toEqual({ ...cursor.readUpTo, [key('more')]: SECOND + 7 });
	const two = [event('a', SECOND + 4), event('b', SECOND + 5)];
	const cut = advance(startingAt(SECOND), { ...part, events: two }, 1).cursor;
	expect(cut.readUpTo).toEqual({});
});

test('keys are forgotten with the watermark, to the millisecond', () => {
	const events = [
		event('a', SECOND),
		event('b', SECOND + 35),
		event('c', SECOND + 999),
		event('d', SECOND + 1000),
		event('e', SECOND + 2000),
	];
	const { cursor } = advance(startingAt(SECOND), { ...harvest, events }, MANY);
	expect(Object.keys(cursor.seen)).toEqual(['1000000', '1000001', '1000002']);
	const seenAt = (closedMs: number) =>
		Object.values(advance(cursor, { ...harvest, closedMs }, MANY).cursor.seen).join('');
	expect(seenAt(SECOND - 1)).toBe(Object.values(cursor.seen).join(''));
	expect(seenAt(SECOND + 34)).not.toContain(key('a'));
	expect(seenAt(SECOND + 34)).toContain(key('b'));
	expect(seenAt(SECOND + 35)).not.toContain(key('b'));
	expect(seenAt(SECOND + 35)).toContain(key('c'));
	const late = advance(cursor, { ...harvest, closedMs: SECOND + 999 }, MANY).cursor.seen;
	expect(Object.keys(late)).toEqual(['1000001', '1000002']);
	const last = advance(cursor, { ...harvest, closedMs: SECOND + 1999 }, MANY).cursor.seen;
	expect(Object.keys(last)).toEqual(['1000002']);
});

test('an event that the watermark passes in the same poll needs no memory', () => {
	const events = [event('passed', SECOND + 1), event('stays', SECOND + 6)];
	const { cursor } = advance(
		startingAt(SECOND),
		{ ...harvest, events, closedMs: SECOND + 5 },
		MANY,
	);
	expect(Object.values(cursor.seen).join('')).toBe(`${key('stays')}06`);
});

test('dates that the watermark has not passed are kept', () => {
	expect(since({ before: 4, at: 5, after: 6 }, 5)).toEqual({ at: 5, after: 6 });
});
