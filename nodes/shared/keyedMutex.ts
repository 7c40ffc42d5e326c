import { sleep } from 'n8n-workflow';

interface Place {
	started: Promise<void>;
	ended: Promise<void>;
}

interface Line {
	last?: Place;
	waiting: number;
	longest: number;
}

const lines = new Map<string, Line>();

/**
 * Runs `work` after all earlier work of the same name in this process.
 * With `orderBudgetMs` order is a wish and not a must: the line as a whole spends about that long on
 * waiting for work that has started but not ended, and then goes on side by side.
 */
export async function withMutex<T>(
	name: string,
	work: () => Promise<T>,
	orderBudgetMs = Infinity,
): Promise<T> {
	const line = lines.get(name) ?? { waiting: 0, longest: 0 };
	lines.set(name, line);
	const before = line.last;
	let start!: () => void;
	let end!: () => void;
	line.last = {
		started: new Promise((resolve) => (start = resolve)),
		ended: new Promise((resolve) => (end = resolve)),
	};
	line.longest = Math.max(line.longest, ++line.waiting);
	try {
		await before?.started;
		if (before) await within(orderBudgetMs / line.longest, before.ended);
		start();
		return await work();
	} finally {
		end();
		if (--line.waiting === 0) lines.delete(name);
	}
}

/** n8n's sleep cannot be ended early: a timer that outlives its purpose is at least a short one. */
const MAX_SLEEP_MS = 100;

/** Waits for `ended`, but not longer than `patienceMs`. */
async function within(patienceMs: number, ended: Promise<void>): Promise<void> {
	if (patienceMs === Infinity) return await ended;
	let over = false;
	const end = ended.then(() => (over = true));
	const untilMs = performance.now() + patienceMs;
	for (let leftMs = patienceMs; !over && leftMs > 0; leftMs = untilMs - performance.now()) {
		await Promise.race([end, sleep(Math.min(leftMs, MAX_SLEEP_MS))]);
	}
}
