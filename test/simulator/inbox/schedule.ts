interface Change {
	at: number | null;
	key: string;
	run: () => void;
}

/** When a late change happens: at a time (ms since the epoch), or only when it is called for. */
export type VisibleAfter = number | 'revealed';

/** Changes of the inbox that are due at a time of the simulator's clock, or when a test calls for them. */
export class Schedule {
	private changes: Change[] = [];
	private earliest = Infinity;
	private readonly timers = new Set<NodeJS.Timeout>();

	constructor(private readonly clock: () => number) {}

	add(when: VisibleAfter, key: string, run: () => void): void {
		const at = when === 'revealed' ? null : when;
		this.changes.push({ at, key, run });
		if (at === null) return;
		this.earliest = Math.min(this.earliest, at);
		this.wakeAt(at);
	}

	/** Runs what is due by now, oldest first. */
	advance(): void {
		while (this.clock() >= this.earliest) {
			const now = this.clock();
			this.run(this.take((change) => change.at !== null && change.at <= now));
		}
	}

	/** Runs at once the changes of one row, or all of them. */
	reveal(key?: string): void {
		this.run(this.take((change) => key === undefined || change.key === key));
	}

	clear(): void {
		for (const timer of this.timers) clearTimeout(timer);
		this.timers.clear();
		this.changes = [];
		this.earliest = Infinity;
	}

	private take(due: (change: Change) => boolean): Change[] {
		const taken = this.changes.filter(due);
		this.changes = this.changes.filter((change) => !due(change));
		this.earliest = Math.min(...this.changes.map((change) => change.at ?? Infinity), Infinity);
		return taken.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
	}

	private run(changes: Change[]): void {
		for (const change of changes) change.run();
	}

	// With the real clock a change must also happen when nobody asks, for webhooks; with a test's clock
	// the timer finds nothing due, and the next request runs it.
	private wakeAt(at: number): void {
		const waitMs = Math.min(Math.max(at - this.clock(), 0) + 1, 2 ** 31 - 1);
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			this.advance();
		}, waitMs);
		timer.unref();
		this.timers.add(timer);
	}
}
