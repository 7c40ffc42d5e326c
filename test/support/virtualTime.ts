interface Due {
	atMs: number;
	run: () => void;
}

/** Runs what is due in its order, without waiting. */
export class VirtualTime {
	nowMs = 0;

	/** A binary heap: none is due before the one at half its index. */
	private readonly heap: Due[] = [];

	at(atMs: number, run: () => void): void {
		const { heap } = this;
		let index = heap.push({ atMs, run }) - 1;
		for (let above = (index - 1) >> 1; index > 0; index = above, above = (index - 1) >> 1) {
			if (heap[above].atMs <= heap[index].atMs) return;
			this.swap(above, index);
		}
	}

	runUntil(endMs: number): void {
		for (let due = this.take(); due && due.atMs < endMs; due = this.take()) {
			this.nowMs = due.atMs;
			due.run();
		}
	}

	private take(): Due | undefined {
		const { heap } = this;
		if (heap.length < 2) return heap.pop();
		const [first] = heap;
		heap[0] = heap.pop()!;
		for (let index = 0; ;) {
			const below = [2 * index + 1, 2 * index + 2].filter((each) => each < heap.length);
			const least = below.reduce(
				(best, each) => (heap[each].atMs < heap[best].atMs ? each : best),
				index,
			);
			if (least === index) return first;
			this.swap(least, index);
			index = least;
		}
	}

	private swap(a: number, b: number): void {
		[this.heap[a], this.heap[b]] = [this.heap[b], this.heap[a]];
	}
}
