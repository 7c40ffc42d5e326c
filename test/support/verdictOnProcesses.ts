/** When the answers of one process came, in ms. */
export interface Answers {
	taken: number[];
	refused: number[];
}

/** What came of processes that share a key. */
interface Verdict {
	/** Requests a second that were taken, of all together, from the fifth second on. */
	perSecond: number;
	/** Share of the requests that were refused, from the fifth second on. */
	refused: number;
	/** Jain's index of what each got from the second minute on: 1 when all have the same. */
	fairness: number;
}

export const within = (times: number[], fromMs: number, toMs: number): number =>
	times.filter((at) => at >= fromMs && at < toMs).length;

export function verdictOn(processes: Answers[], seconds: number): Verdict {
	const sum = (kind: keyof Answers) =>
		processes.reduce((total, each) => total + within(each[kind], 5000, seconds * 1000), 0);
	const shares = processes.map(({ taken }) => within(taken, 60_000, seconds * 1000));
	const total = shares.reduce((left, right) => left + right, 0);
	const squares = shares.reduce((left, right) => left + right * right, 0);
	return {
		perSecond: sum('taken') / (seconds - 5),
		refused: sum('refused') / (sum('taken') + sum('refused')),
		fairness: (total * total) / (shares.length * squares),
	};
}
