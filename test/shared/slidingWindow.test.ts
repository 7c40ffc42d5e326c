import fc from 'fast-check';

import { SlidingWindow, type Ticket } from '../../nodes/shared/transport/slidingWindow';

/** One request's way: to the server, in it, and back, in ms; one that is lost is never answered. */
interface Way {
	thereMs: number;
	workMs: number;
	backMs: number;
	lost: boolean;
}

/** Sends all requests as soon as the window lets them, and tells when each reached the server. */
function arrivalsOf(window: SlidingWindow, ways: Way[], pauseMs = () => 0): number[] {
	const arrivals: number[] = [];
	let answers: Array<{ atMs: number; ticket: Ticket }> = [];
	let nowMs = 0;
	for (const way of ways) {
		nowMs += pauseMs();
		for (;;) {
			for (const { ticket, atMs } of answers.filter((answer) => answer.atMs <= nowMs)) {
				window.settle(ticket, atMs);
			}
			answers = answers.filter((answer) => answer.atMs > nowMs);
			const delayMs = window.delayMs(nowMs);
			if (delayMs === 0) break;
			const nextAnswerMs = Math.min(...answers.map(({ atMs }) => atMs));
			nowMs = Math.min(nowMs + delayMs, nextAnswerMs);
		}
		const ticket = window.start(nowMs);
		arrivals.push(nowMs + way.thereMs);
		const atMs = nowMs + way.thereMs + way.workMs + way.backMs;
		if (!way.lost) answers.push({ ticket, atMs });
		answers.sort((a, b) => a.atMs - b.atMs);
	}
	return arrivals.sort((a, b) => a - b);
}

/** The most arrivals in any second. */
const busiest = (arrivals: number[]): number =>
	Math.max(
		...arrivals.map((from) => arrivals.filter((at) => at >= from && at < from + 1000).length),
	);

/** Ways with the same distance both ways, each time a little longer by chance. */
const ways = (count: number): fc.Arbitrary<Way[]> =>
	fc.integer({ min: 0, max: 400 }).chain((distanceMs) =>
		fc.array(
			fc.record({
				thereMs: fc.integer({ min: distanceMs, max: distanceMs + 30 }),
				workMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })),
				backMs: fc.integer({ min: distanceMs, max: distanceMs + 30 }),
				lost: fc.integer({ min: 0, max: 30 }).map((number) => number === 0),
			}),
			{ minLength: count, maxLength: count },
		),
	);

describe('the sliding window', () => {
	test('in no second more requests reach the server than the limit allows, whatever their ways', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 60 }), ways(300), (limit, all) => {
				const arrivals = arrivalsOf(new SlidingWindow(limit), all);
				expect(busiest(arrivals)).toBeLessThanOrEqual(limit);
			}),
			{ numRuns: 100 },
		);
	});

	test('two bursts with a rest between them do not meet in one second', () => {
		const rest = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1500 }));
		const rests = fc.array(rest, { minLength: 100, maxLength: 100 });
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 20 }),
				ways(100),
				rests,
				(limit, all, restsMs) => {
					const left = [...restsMs];
					const arrivals = arrivalsOf(
						new SlidingWindow(limit),
						all,
						() => left.pop() ?? 0,
					);
					expect(busiest(arrivals)).toBeLessThanOrEqual(limit);
				},
			),
			{ numRuns: 100 },
		);
	});

	test.each([1.5, 2.5, 7.5, 59.9])(
		'%d a second is never more than that in any second',
		(limit) => {
			const near = { thereMs: 5, workMs: 0, backMs: 5, lost: false };
			const arrivals = arrivalsOf(
				new SlidingWindow(limit),
				Array.from({ length: 200 }, () => near),
			);
			expect(busiest(arrivals)).toBe(Math.floor(limit));
		},
	);

	test('a pace below one a second leaves more than a second between requests', () => {
		const near = Array.from({ length: 10 }, () => ({
			thereMs: 5,
			workMs: 0,
			backMs: 5,
			lost: false,
		}));
		const arrivals = arrivalsOf(new SlidingWindow(0.5), near);
		const gaps = arrivals.slice(1).map((at, index) => at - arrivals[index]);
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2000);
	});

	test('a pace between whole numbers holds over time', () => {
		const near = Array.from({ length: 26 }, () => ({
			thereMs: 5,
			workMs: 0,
			backMs: 5,
			lost: false,
		}));
		const arrivals = arrivalsOf(new SlidingWindow(2.5), near);
		expect(arrivals[25]).toBeGreaterThanOrEqual((25 / 2.5) * 1000 - 800);
	});

	test('of the limit, hardly a twentieth is given away to be safe', () => {
		const far = Array.from({ length: 1000 }, () => ({
			thereMs: 50,
			workMs: 0,
			backMs: 50,
			lost: false,
		}));
		const arrivals = arrivalsOf(new SlidingWindow(60), far);
		expect(arrivals[999]).toBeLessThan((1000 / 60) * 1000 * 1.1);
	});

	test('a slower pace counts the requests that already started', () => {
		const window = new SlidingWindow(10);
		for (let count = 0; count < 10; count++) window.settle(window.start(0), 0);
		window.setPace(2);
		expect(window.delayMs(500)).toBeGreaterThan(500);
		expect(window.delayMs(1011)).toBe(0);
		window.setPace(10);
		expect(window.delayMs(1011)).toBe(0);
	});

	test('a request that is never answered gives its place back in the end', () => {
		const window = new SlidingWindow(1);
		window.start(0);
		expect(window.delayMs(6000)).toBeGreaterThan(0);
		expect(window.delayMs(6011)).toBe(0);
	});
});
