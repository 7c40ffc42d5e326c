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
export async function inTurn<T>(
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
		const patienceMs = orderBudgetMs / line.longest;
		if (before) {
			await (patienceMs < Infinity
				? Promise.race([before.ended, sleep(patienceMs)])
				: before.ended);
		}
		start();
		return await work();
	} finally {
		end();
		if (--line.waiting === 0) lines.delete(name);
	}
}
