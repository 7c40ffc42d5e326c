/** What came of one kind of work under faults; the four counts of wrongs have to be 0. */
export interface Verdict {
	name: string;
	/** Pieces of work: messages, reads, contacts, events. */
	work: number;
	requests: number;
	faults: number;
	seconds: number;
	/** Reported as done, or never reported, and not done. */
	lost: number;
	/** Done more than once. */
	repeated: number;
	/** Reported as failed although every fault could be overcome. */
	wronglyFailed: number;
	/** Reported as done although it was refused, or with a wrong answer. */
	wronglySucceeded: number;
	/** The first few wrongs in words. */
	examples: string[];
}

type Wrong = 'lost' | 'repeated' | 'wronglyFailed' | 'wronglySucceeded';
export const WRONGS: Wrong[] = ['lost', 'repeated', 'wronglyFailed', 'wronglySucceeded'];
const EXAMPLES = 5;

/** Collects the wrongs of one kind of work while its time runs. */
export class Tally {
	private readonly counts: Record<Wrong, number> = {
		lost: 0,
		repeated: 0,
		wronglyFailed: 0,
		wronglySucceeded: 0,
	};

	private readonly examples: string[] = [];

	private readonly startedMs = performance.now();

	constructor(private readonly name: string) {}

	add(wrong: Wrong, example: string): void {
		this.counts[wrong]++;
		if (this.examples.length < EXAMPLES) this.examples.push(`${wrong}: ${example}`);
	}

	/** `log`: the requests as the API saw them. */
	verdict(work: number, log: Array<{ fault?: string }>): Verdict {
		return {
			name: this.name,
			work,
			requests: log.length,
			faults: log.filter(({ fault }) => fault !== undefined).length,
			seconds: (performance.now() - this.startedMs) / 1000,
			...this.counts,
			examples: this.examples,
		};
	}
}

export const isClean = (verdict: Verdict): boolean => WRONGS.every((wrong) => verdict[wrong] === 0);
