import fc from 'fast-check';

import { SlidingWindow, type Permit } from '../../nodes/shared/rateLimit/slidingWindow';

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
	let answers: Array<{ atMs: number; permit: Permit }> = [];
	let nowMs = 0;
	for (const way of ways) {
		nowMs += pauseMs();
		for (;;) {
			for (const { permit, atMs } of answers.filter((answer) => answer.atMs <= nowMs)) {
				window.settle(permit, atMs);
			}
			answers = answers.filter((answer) => answer.atMs > nowMs);
			const delayMs = window.delayMs(nowMs);
			if (delayMs === 0) break;
			const nextAnswerMs = Math.min(...answers.map(({ atMs }) => atMs));
			nowMs = Math.min(nowMs + delayMs, nextAnswerMs);
		}
		const permit = window.start(nowMs);
		arrivals.push(nowMs + way.thereMs);
		const atMs = nowMs + way.thereMs + way.workMs + way.backMs;
		if (!way.lost) answers.push({ permit, atMs });
		answers.sort((a, b) => a.atMs - b.atMs);
	}
	return arrivals.sort((a, b) => a - b);
}

/** Ways that all take as long, with nothing to do for the server. */
const even = (count: number, wayMs = 5): Way[] =>
	Array.from({ length: count }, () => ({
		...{ thereMs: wayMs, workMs: 0, backMs: wayMs, lost: false },
	}));

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
			const arrivals = arrivalsOf(new SlidingWindow(limit), even(200));
			expect(busiest(arrivals)).toBe(Math.floor(limit));
		},
	);

	test('a pace below one a second leaves more than a second between requests', () => {
		const arrivals = arrivalsOf(new SlidingWindow(0.5), even(10));
		const gaps = arrivals.slice(1).map((at, index) => at - arrivals[index]);
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2000);
	});

	test('a pace between whole numbers holds over time', () => {
		const arrivals = arrivalsOf(new SlidingWindow(2.5), even(26));
		expect(arrivals[25]).toBeGreaterThanOrEqual((25 / 2.5) * 1000 - 800);
	});

	test('of the limit, hardly a twentieth is given away to be safe', () => {
		const arrivals = arrivalsOf(new SlidingWindow(60), even(1000, 50));
		expect(arrivals[999]).toBeLessThan((1000 / 60) * 1000 * 1.1);
	});

	test('a slower pace counts the requests that already started', () => {
		const window = new SlidingWindow(10);
		for (let count = 0; count < 10; count++) window.settle(window.start(0), 0);
		window.setRate(2);
		expect(window.delayMs(500)).toBeGreaterThan(500);
		expect(window.delayMs(1011)).toBe(0);
		window.setRate(10);
		expect(window.delayMs(1011)).toBe(0);
	});

	test('a request that is never answered gives its place back in the end', () => {
		const window = new SlidingWindow(1);
		window.start(0);
		expect(window.delayMs(6000)).toBeGreaterThan(0);
		expect(window.delayMs(6011)).toBe(0);
	});

	/** Sends one after the other, `count` times, each as soon as it may; gives the time after the last. */
	function oneByOne(
		window: SlidingWindow,
		count: number,
		roundTripMs: number,
		nowMs = 0,
	): number {
		for (let sent = 0; sent < count; sent++) {
			nowMs += window.delayMs(nowMs);
			const permit = window.start(nowMs);
			nowMs += roundTripMs;
			window.settle(permit, nowMs);
		}
		return nowMs;
	}

	test('a place is free a second after its answer until the way is known, and sooner then', () => {
		// One a second: the place of a request that took 100 ms is free 1,110 ms after its start.
		const unknown = new SlidingWindow(1);
		let nowMs = oneByOne(unknown, 30, 100);
		expect(nowMs).toBe(29 * 1110 + 100);
		// 90 of the 100 ms are the way, now that 30 round trips have told it.
		expect(unknown.delayMs(nowMs)).toBe(1020 - 100);
		nowMs = oneByOne(unknown, 1, 50, nowMs);
		// A quicker one corrects that at once: 40 ms are the way, and the answer came after 50.
		expect(unknown.delayMs(nowMs)).toBe(1020 - 50);
	});

	test('only requests that were alone tell the way', () => {
		const window = new SlidingWindow(1000);
		const crowd = Array.from({ length: 40 }, () => window.start(0));
		for (const permit of crowd) window.settle(permit, 100);
		window.setRate(1);
		// The first of the crowd was alone as it started, but one is not enough, nor are two.
		expect(window.delayMs(100)).toBe(1010);
		window.settle(window.start(2000), 2100);
		expect(window.delayMs(2100)).toBe(1010);
		window.settle(window.start(4000), 4100);
		expect(window.delayMs(4100)).toBe(1020 - 100);
	});

	test('what was quick long ago is forgotten', () => {
		const window = new SlidingWindow(1);
		let nowMs = oneByOne(window, 30, 20);
		nowMs = oneByOne(window, 119, 100, nowMs);
		// The last quick one is among 120: 10 of its 20 ms are the way.
		expect(window.delayMs(nowMs)).toBe(1010 + 90 - 100);
		nowMs = oneByOne(window, 1, 100, nowMs);
		expect(window.delayMs(nowMs)).toBe(1020 - 100);
	});

	test('a server that was slow to make its answer holds the place for six seconds at most', () => {
		const window = new SlidingWindow(1);
		window.settle(window.start(0), 5500);
		expect(window.delayMs(5500)).toBe(6010 - 5500);
		expect(window.delayMs(6009)).toBe(1);
		expect(window.delayMs(6010)).toBe(0);
	});

	describe('of requests that change something', () => {
		const start = (window: SlidingWindow, count: number, nowMs: number) =>
			Array.from({ length: count }, () => {
				expect(window.writeDelayMs(nowMs)).toBe(0);
				return window.start(nowMs, true);
			});

		test('five are under way, and the next one when one of them is answered', () => {
			const window = new SlidingWindow(60);
			const [first] = start(window, 5, 0);
			expect(window.writeDelayMs(0)).toBe(1000);
			expect(window.delayMs(0)).toBe(0);
			window.settle(first, 20);
			start(window, 1, 20);
			expect(window.writeDelayMs(20)).toBe(980);
		});

		test('as many as the rate needs are under way to a distant server', () => {
			const window = new SlidingWindow(60);
			for (const permit of start(window, 5, 0)) window.settle(permit, 200);
			// 60 a second that take 0.2 s are 12; with a fifth more, by a second with its margin, 15.
			start(window, 15, 200);
			expect(window.writeDelayMs(200)).toBe(1000);
		});

		test('those that hang hold up the others for a second', () => {
			const window = new SlidingWindow(60);
			start(window, 5, 0);
			expect(window.writeDelayMs(999)).toBe(1);
			start(window, 5, 1000);
		});
	});

	describe('who is busy', () => {
		const send = (window: SlidingWindow, nowMs: number) => {
			expect(window.delayMs(nowMs)).toBe(0);
			window.settle(window.start(nowMs), nowMs);
		};
		/** A window of ten a second that is full from 950 ms on, with a place free each 101 ms. */
		const busyUntil = (endMs: number) => {
			const window = new SlidingWindow(10);
			for (let nowMs = 0; nowMs < 1000; nowMs += 101) send(window, nowMs);
			expect(window.delayMs(950)).toBe(60);
			for (let nowMs = 1010; nowMs <= endMs; nowMs += 101) {
				send(window, nowMs);
				expect(window.delayMs(nowMs)).toBe(101);
			}
			return window;
		};

		test('for no more than a second and a half takes two free places at once', () => {
			const window = busyUntil(2222);
			send(window, 2424);
			send(window, 2424);
			expect(window.delayMs(2424)).toBe(101);
		});

		test('for longer spreads the requests of a second, until a rest', () => {
			const window = busyUntil(2323);
			send(window, 2525);
			expect(window.delayMs(2525)).toBe(20);
			expect(window.delayMs(2544)).toBe(1);
			send(window, 2545);
			for (let sent = 0; sent < 10; sent++) send(window, 10_000);
			expect(window.delayMs(10_000)).toBe(1010);
		});
	});
});
