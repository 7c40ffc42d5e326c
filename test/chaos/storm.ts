import type { Fault, Settings, Simulator } from '../simulator';
import { pick, seededRandom } from '../simulator/inbox/random';

/** The share of the requests that meet a fault, half of them after the API has done its work. */
const SHARE = 0.3;
const CHANGE_EVERY_MS = 700;
const REFUSED_FOR_MS = 80;

const BEFORE: Fault[] = [
	...[408, 425, 500].map((status) => ({ kind: 'status', status }) as const),
	{ kind: 'status', status: 502, body: '<html>Bad Gateway</html>' },
	{ kind: 'status', status: 503, headers: { 'retry-after': '0' } },
	{ kind: 'status', status: 504, body: '' },
	{ kind: 'resetBefore' },
	{ kind: 'html' },
	{ kind: 'hang' },
	{ kind: 'delay', ms: 20 },
];

const AFTER: Fault[] = [
	{ kind: 'statusAfter', status: 500 },
	{ kind: 'statusAfter', status: 504, body: '<html>Gateway Timeout</html>' },
	{ kind: 'statusAfter', status: 200, body: { error: 'internal' } },
	{ kind: 'resetAfter' },
	{ kind: 'cutBody' },
	{ kind: 'cutJson' },
	{ kind: 'html', afterWork: true },
	{ kind: 'hang', afterWork: true },
	{ kind: 'slowBody', ms: 20 },
	{ kind: 'slowBody', ms: 2000 },
];

/** The clocks of the API's web servers, in ms ahead of its database; beside a list that moves, 10 s at most. */
const DATES: Array<Settings['dateAheadMs']> = [0, null, 5_000, [0, 3_000], -90_000, -7_200_000];
const WRONG_DATES: typeof DATES = [90_000, 7_200_000, 90_000_000];

interface StormOptions {
	seed: number;
	/** Requests hang, and responses take long, only where the nodes stop waiting for them soon. */
	hasTimeout?: boolean;
	/** False while lists move: guarantees.md says how far a database clock may be behind `Date`. */
	allowsWrongDates?: boolean;
	/** False where the log has to hold every request: one that is cut off in this way leaves no trace in it. */
	refusesConnections?: boolean;
}

/**
 * Disturbs the requests to a simulator until the returned function is called: faults of all kinds, 429 with
 * every form of `Retry-After`, refused connections, jumps of the `Date` header, changing answers to a repeated
 * `client_request_id`.
 */
export function startStorm(
	simulator: Simulator,
	{ seed, hasTimeout = true, allowsWrongDates = true, refusesConnections = true }: StormOptions,
): () => Promise<void> {
	const random = seededRandom(seed);
	const fitting = (faults: Fault[]) =>
		faults.filter(({ kind, ms = 0 }) => hasTimeout || (kind !== 'hang' && ms < 1000));
	const [before, after] = [fitting(BEFORE), fitting(AFTER)];
	simulator.faults.mixed({ probability: SHARE, seed, before, after });
	let refusal = 0;
	const changes = [
		() => {
			// A server has one clock for both headers.
			const nowMs = Date.now() + Math.max(...[simulator.settings.dateAheadMs ?? 0].flat());
			// What nobody has met yet must not pile up, or a lone request would get nothing but refusals.
			simulator.faults.remove(refusal);
			const headers = retryAfter(random, nowMs);
			const body = { error: 'rate limit exceeded' };
			refusal = simulator.faults.add({ kind: 'status', status: 429, headers, body });
		},
		() => {
			const dates = allowsWrongDates ? [...DATES, ...WRONG_DATES] : DATES;
			simulator.set({ dateAheadMs: pick(random, dates) });
		},
		() => {
			const forms = ['sameOnly', 'first', 'conflict'] as const;
			simulator.set({ repeatedRequestId: pick(random, forms) });
		},
		async () => {
			if (!refusesConnections) return;
			await simulator.refuseConnections();
			await new Promise((resolve) => setTimeout(resolve, REFUSED_FOR_MS));
			await simulator.acceptConnections();
		},
	];
	let change: Promise<unknown> = Promise.resolve();
	const timer = setInterval(() => {
		change = change.then(async () => await pick(random, changes)());
	}, CHANGE_EVERY_MS);
	return async () => {
		clearInterval(timer);
		await change;
		simulator.faults.clear();
		simulator.set({ dateAheadMs: 0, repeatedRequestId: 'sameOnly' });
	};
}

/** Seconds, a date, nothing, or what means nothing. */
function retryAfter(random: () => number, nowMs: number): Record<string, string> {
	const forms = ['1', '0.3', ' 0 ', '', '-1', 'soon', undefined];
	const dates = [-60_000, 0, 1_000].map((ms) => new Date(nowMs + ms).toUTCString());
	const form = pick(random, [...forms, ...dates]);
	return form === undefined ? {} : { 'retry-after': form };
}
