interface Change {
	atMs: number;
	run: () => void;
}

/** Changes of the inbox that are due at a time of the simulator's clock. */
export class Schedule {
	/** Ordered by time. */
	private changes: Change[] = [];
	private readonly timers = new Set<NodeJS.Timeout>();

	constructor(private readonly clock: () => number) {}

	/** When the next change is due. */
	get nextMs(): number {
		return this.changes[0]?.atMs ?? Infinity;
	}

	add(atMs: number, run: () => void): void {
		this.changes.push({ atMs, run });
		this.changes.sort((a, b) => a.atMs - b.atMs);
		this.wakeAt(atMs);
	}

	/** Runs what is due by now, oldest first. */
	advance(): void {
		while (this.nextMs <= this.clock()) this.changes.shift()!.run();
	}

	clear(): void {
		for (const timer of this.timers) clearTimeout(timer);
		this.timers.clear();
		this.changes = [];
	}

	// With the real clock a change must also happen when nobody asks, for webhooks; with a test's clock
	// the timer finds nothing due, and the next request runs it.
	private wakeAt(atMs: number): void {
		const waitMs = Math.min(Math.max(atMs - this.clock(), 0) + 1, 2 ** 31 - 1);
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			this.advance();
		}, waitMs);
		timer.unref();
		this.timers.add(timer);
	}
}
