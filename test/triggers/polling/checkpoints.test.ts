import {
	closedMs,
	needed,
	newestMs,
	observed,
	reachedBy,
	type Checkpoint,
} from '../../../nodes/RelasiTrigger/checkpoints';
import { startingAt, type Change, type Cursor } from '../../../nodes/RelasiTrigger/cursor';

const cursorWith = (checkpoints: Checkpoint[], ahead: Cursor['ahead'] = {}): Cursor => ({
	...startingAt(0),
	checkpoints,
	ahead,
});

const change = (key: string, atMs: number): Change => ({ key, atMs, row: {} });
const moment = { askedMs: 100_000, answeredMs: 101_000, latestRowMs: 50_000 };
const OVERLAP_S = 60;

describe('how far the clock of the rows has come', () => {
	test('nobody knows before the first row', () => {
		expect(reachedBy(cursorWith([]), 5_000, 9_000)).toBe(-Infinity);
	});

	test('it goes on with the trigger’s own time, less a second of rounding', () => {
		const at = (steadyMs: number) => reachedBy(cursorWith([[7_000, 20_000]]), steadyMs, 99_000);
		expect(at(20_000)).toBe(7_000);
		expect(at(21_000)).toBe(7_000);
		expect(at(21_001)).toBe(7_001);
		expect(at(0)).toBe(7_000);
	});

	test('it is not past what the clocks show, and the best of the checkpoints counts', () => {
		expect(reachedBy(cursorWith([[7_000, 20_000]]), 31_000, 12_000)).toBe(12_000);
		const both: Checkpoint[] = [
			[7_000, 20_000],
			[7_500, 29_000],
		];
		expect(reachedBy(cursorWith(both), 31_000, 99_000)).toBe(17_000);
	});
});

describe('the newest date that is not of the future', () => {
	test('is none where nothing changed', () => {
		expect(newestMs(cursorWith([]), [], moment)).toBe(-Infinity);
	});

	test('may be a second past the latest, and no later', () => {
		const changes = [change('old', 10), change('edge', 51_000), change('future', 51_001)];
		expect(newestMs(cursorWith([]), changes, moment)).toBe(51_000);
		expect(newestMs(cursorWith([]), [...changes].reverse(), moment)).toBe(51_000);
	});

	test('is not one that was of the future when it was first seen, until the clock has come to it', () => {
		const changes = [change('a', 40_000), change('b', 30_000)];
		const ahead = { a: 40_000 };
		expect(newestMs(cursorWith([], ahead), changes, moment)).toBe(30_000);
		expect(newestMs(cursorWith([], { a: 39_999 }), changes, moment)).toBe(40_000);
		expect(newestMs(cursorWith([[40_000, 99_000]], ahead), changes, moment)).toBe(40_000);
		expect(newestMs(cursorWith([[39_999, 99_000]], ahead), changes, moment)).toBe(30_000);
	});
});

describe('what a list shows of time', () => {
	test('the first row is a checkpoint', () => {
		expect(observed(cursorWith([]), [change('a', 40_000)], moment, OVERLAP_S)).toEqual({
			cursor: cursorWith([[40_000, 101_000]]),
			newestMs: 40_000,
		});
	});

	test('an empty list shows nothing', () => {
		const before = cursorWith([]);
		expect(observed(before, [], moment, OVERLAP_S)).toEqual({ cursor: before });
	});

	test.each<[string, Checkpoint, number]>([
		['a newer row, a thirtieth of the window later, is one more', [39_999, 99_000], 2],
		['a newer row that comes sooner is none', [39_999, 99_001], 1],
		['a row as old as the last one is none', [40_000, 99_000], 1],
	])('%s', (_, last, count) => {
		const { cursor } = observed(cursorWith([last]), [change('a', 40_000)], moment, OVERLAP_S);
		expect(cursor.checkpoints).toHaveLength(count);
		expect(cursor.checkpoints[0]).toEqual(last);
	});

	test('dates of the future are rememberInExecution, the latest of each conversation', () => {
		const changes = [change('a', 60_000), change('b', 70_000), change('now', 45_000)];
		const before = cursorWith([], { b: 80_000 });
		expect(observed(before, changes, moment, OVERLAP_S).cursor.ahead).toEqual({
			a: 60_000,
			b: 80_000,
		});
	});

	test('a date of the future is forgotten when the clock has come to it', () => {
		const reached: Checkpoint = [45_000, 99_000];
		const before = cursorWith([reached], { passed: 45_000, stays: 45_001 });
		const { cursor } = observed(before, [], moment, OVERLAP_S);
		expect(cursor.ahead).toEqual({ stays: 45_001 });
	});

	test('a date that the clock has come to is none of the future', () => {
		const before = cursorWith([[60_000, 99_000]]);
		const { cursor, newestMs: newest } = observed(
			before,
			[change('a', 50_500)],
			moment,
			OVERLAP_S,
		);
		expect(cursor.ahead).toEqual({});
		expect(newest).toBe(50_500);
	});
});

describe('what is closed', () => {
	const closedAt = (askedMs: number, checkpoints: Checkpoint[]) =>
		closedMs(cursorWith(checkpoints), { ...moment, askedMs }, 10);

	test('is the newest row that was seen one window and two seconds of rounding ago', () => {
		const checkpoints: Checkpoint[] = [
			[5_000, 1_000],
			[4_000, 2_000],
			[6_000, 3_000],
		];
		expect(closedAt(12_999, checkpoints)).toBe(-Infinity);
		expect(closedAt(13_000, checkpoints)).toBe(5_000);
		expect(closedAt(14_000, checkpoints)).toBe(5_000);
		expect(closedAt(15_000, checkpoints)).toBe(6_000);
	});
});

describe('the checkpoints that later polls need', () => {
	test('are the closed one, those since, and the one that leads', () => {
		const leads: Checkpoint = [10, 0];
		const passed: Checkpoint = [12, 9];
		const closed: Checkpoint = [15, 20];
		const since: Checkpoint = [18, 30];
		expect(needed([leads, passed, closed, since], 15)).toEqual([leads, closed, since]);
		expect(needed([leads, [20, 10]], 99)).toEqual([leads]);
		expect(needed([[10, 10], leads, since], 15)).toEqual([leads, since]);
		expect(needed([], 15)).toEqual([]);
	});
});
