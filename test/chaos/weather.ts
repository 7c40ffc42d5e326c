import dns from 'node:dns';

import { pick, seededRandom } from '../simulator/inbox/random';
import { PACE, type World } from './world';

const EVERY_MS = 4_000;
const STORM_MS = 600;
const FAILING_LOOKUPS = 0.1;
const HOUR_MS = 3_600_000;
/** What a client_request_id gets that was used before: the API documents none of them. */
const REPEATS = ['sameOnly', 'first', 'conflict'] as const;
const JUMPS_MS = [0, 90_000, -90_000, 2 * HOUR_MS, -25 * HOUR_MS];

/**
 * Bad weather around the requests until it is stopped: the API's limit drops below the node's pace, the
 * local clock jumps and, where no row is dated by it, the server's too, names are not found, repeated
 * request ids are answered by changing rules, and chance
 * itself (backoff's jitter) follows the seed.
 */
export function badWeather(
	{ simulator, seed }: World,
	{ serverClockJumps }: { serverClockJumps: boolean },
): () => Promise<void> {
	const random = seededRandom(seed ^ 0x5eed);
	const real = { random: Math.random, now: Date.now, lookup: dns.lookup };
	let localMs = 0;
	Math.random = seededRandom(seed);
	Date.now = () => real.now() + localMs;
	dns.lookup = failingLookup(real.lookup, random);

	let change = Promise.resolve();
	const timer = setInterval(() => {
		change = change.then(async () => {
			localMs = pick(random, JUMPS_MS);
			const retryAfterForm = pick(random, ['seconds', 'date', 'missing'] as const);
			const repeatedRequestId = pick(random, REPEATS);
			const clockOffsetMs = serverClockJumps ? pick(random, JUMPS_MS) : 0;
			await simulator.set({
				requestsPerSecond: 100,
				retryAfterForm,
				clockOffsetMs,
				repeatedRequestId,
			});
			await new Promise((resolve) => setTimeout(resolve, STORM_MS));
			await simulator.set({ requestsPerSecond: PACE.simulator });
		});
	}, EVERY_MS);
	return async () => {
		clearInterval(timer);
		await change;
		Math.random = real.random;
		Date.now = real.now;
		dns.lookup = real.lookup;
		await simulator.set({
			requestsPerSecond: PACE.simulator,
			clockOffsetMs: 0,
			repeatedRequestId: 'sameOnly',
		});
	};
}

type Callback = (error: NodeJS.ErrnoException | null) => void;

/** Only `localhost` fails: the control plane of the simulator is reached by its number. */
function failingLookup(lookup: typeof dns.lookup, random: () => number): typeof dns.lookup {
	const failing = (name: string, ...rest: unknown[]) => {
		if (name !== 'localhost' || random() >= FAILING_LOOKUPS) {
			return (lookup as unknown as (...all: unknown[]) => void)(name, ...rest);
		}
		const code = random() < 0.5 ? 'EAI_AGAIN' : 'ENOTFOUND';
		const error = Object.assign(new Error(`getaddrinfo ${code} ${name}`), {
			code,
			syscall: 'getaddrinfo',
		});
		setImmediate(rest.at(-1) as Callback, error);
	};
	return Object.assign(failing, lookup) as typeof dns.lookup;
}
