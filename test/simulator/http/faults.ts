import { pick, seededRandom } from '../inbox/random';

/** `cutBody`: content-length larger than what is sent; `cutJson`: length right, JSON cut; `largeTotal`: a list that says it has more rows; `hang`: no answer at all. */
export type FaultKind =
	| 'status'
	| 'statusAfter'
	| 'resetBefore'
	| 'resetAfter'
	| 'cutBody'
	| 'cutJson'
	| 'html'
	| 'delay'
	| 'hang'
	| 'largeTotal'
	| 'slowBody';

export interface FaultMatch {
	method?: string;
	/** Compared with the path behind the base URL (`/messages/text`): the whole text, or a pattern. */
	path?: string | RegExp;
	/** Parameters of the query that have to be there. */
	query?: Record<string, string>;
	keyId?: string;
}

export interface Fault {
	kind: FaultKind;
	match?: FaultMatch;
	/** How many requests it hits; 1. */
	times?: number;
	/** For `status` and `statusAfter`; 503. */
	status?: number;
	headers?: Record<string, string>;
	/** For `status` and `statusAfter`: JSON, or text that is sent as it is. */
	body?: unknown;
	/** For `largeTotal`: how many rows the list says it has; 400,000. */
	total?: number;
	/** For `delay` (how long before the work) and `slowBody` (how long the body takes); 1000. */
	ms?: number;
	/** For `html` and `hang`: whether the work is done first (false). */
	afterWork?: boolean;
}

export interface Mixed {
	/** Share of requests that are hit, 0..1. */
	probability: number;
	seed?: number;
	/** Kinds that strike before and after the work; half of the hits are of each sort. */
	before?: Fault[];
	after?: Fault[];
}

const QUICK_BEFORE: Fault[] = [
	{ kind: 'status', status: 500 },
	{ kind: 'status', status: 502, body: '<html>Bad Gateway</html>' },
	{ kind: 'status', status: 503 },
	{ kind: 'resetBefore' },
];
const QUICK_AFTER: Fault[] = [
	{ kind: 'statusAfter', status: 500 },
	{ kind: 'statusAfter', status: 504 },
	{ kind: 'resetAfter' },
	{ kind: 'cutBody' },
];

interface Queued {
	id: number;
	match: FaultMatch;
	left: number;
	draw: () => Fault | null;
}

/** Faults on order: each request takes the first one that matches it. */
export class Faults {
	private queue: Queued[] = [];
	private nextId = 1;
	/** How many requests were hit, by kind. */
	readonly hits: Partial<Record<FaultKind, number>> = {};

	/** Enqueues a fault and returns its number, for `remove`. */
	add(fault: Fault): number {
		return this.enqueue(fault.match ?? {}, fault.times ?? 1, () => fault);
	}

	/** Hits a share of all requests with quick faults of any kind, half of them after the work was done. */
	mixed(mixed: Mixed): number {
		const random = seededRandom(mixed.seed ?? 1);
		const before = mixed.before ?? QUICK_BEFORE;
		const after = mixed.after ?? QUICK_AFTER;
		const draw = () => {
			if (random() >= mixed.probability) return null;
			return pick(random, random() < 0.5 ? before : after);
		};
		return this.enqueue({}, Infinity, draw);
	}

	remove(id: number): void {
		this.queue = this.queue.filter((queued) => queued.id !== id);
	}

	clear(): void {
		this.queue = [];
		for (const kind of Object.keys(this.hits)) delete this.hits[kind as FaultKind];
	}

	/** Takes the fault of a request, if there is one; `path` is the one behind the base URL. */
	take(
		method: string,
		path: string,
		keyId: string,
		query: Record<string, unknown> = {},
	): Fault | null {
		for (const queued of this.queue) {
			if (!matches(queued.match, method, path, keyId)) continue;
			const asked = Object.entries(queued.match.query ?? {});
			if (asked.some(([name, value]) => query[name] !== value)) continue;
			const fault = queued.draw();
			if (fault === null) continue;
			queued.left--;
			if (queued.left <= 0) this.remove(queued.id);
			this.hits[fault.kind] = (this.hits[fault.kind] ?? 0) + 1;
			return fault;
		}
		return null;
	}

	private enqueue(match: FaultMatch, left: number, draw: () => Fault | null): number {
		const id = this.nextId++;
		this.queue.push({ id, match, left, draw });
		return id;
	}
}

function matches(match: FaultMatch, method: string, path: string, keyId: string): boolean {
	if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
	if (match.keyId !== undefined && match.keyId !== keyId) return false;
	if (match.path === undefined) return true;
	return typeof match.path === 'string' ? match.path === path : path.search(match.path) >= 0;
}
