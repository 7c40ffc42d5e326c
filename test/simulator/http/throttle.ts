const WINDOW_MS = 1000;

/** Counts moments (ms) within any window of one second: those with now - moment < 1000. */
class SlidingWindow {
	private readonly moments: number[] = [];

	count(nowMs: number): number {
		while (nowMs - this.moments[0] >= WINDOW_MS) this.moments.shift();
		return this.moments.length;
	}

	add(nowMs: number): void {
		this.moments.push(nowMs);
	}

	/** Milliseconds until the oldest counted moment leaves the window. */
	untilOldestLeavesMs(nowMs: number): number {
		return this.moments[0] + WINDOW_MS - nowMs;
	}
}

/** The limit of requests a second of each key; refused requests do not count against it. */
export class Throttle {
	private readonly accepted = new Map<string, SlidingWindow>();
	private readonly seen = new Map<string, SlidingWindow>();
	/** The most requests (accepted or refused) of one key seen in any one second. */
	maxInOneSecond = 0;
	refused = 0;

	constructor(public requestsPerSecond: number | null) {}

	/** Lets a request of the key pass (0) or says after how many milliseconds there is room again. */
	admit(keyId: string, nowMs: number): number {
		this.maxInOneSecond = Math.max(this.maxInOneSecond, this.counted(this.seen, keyId, nowMs));
		if (this.requestsPerSecond === null) return 0;
		const window = windowOf(this.accepted, keyId);
		if (window.count(nowMs) >= this.requestsPerSecond) {
			this.refused++;
			return window.untilOldestLeavesMs(nowMs);
		}
		window.add(nowMs);
		return 0;
	}

	clear(): void {
		this.accepted.clear();
		this.clearStatistics();
	}

	clearStatistics(): void {
		this.seen.clear();
		this.maxInOneSecond = 0;
		this.refused = 0;
	}

	private counted(windows: Map<string, SlidingWindow>, keyId: string, nowMs: number): number {
		const window = windowOf(windows, keyId);
		window.add(nowMs);
		return window.count(nowMs);
	}
}

function windowOf(windows: Map<string, SlidingWindow>, keyId: string): SlidingWindow {
	let window = windows.get(keyId);
	if (!window) windows.set(keyId, (window = new SlidingWindow()));
	return window;
}
