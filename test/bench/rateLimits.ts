import { AdaptiveRate } from '../../nodes/shared/rateLimit/adaptiveRate';
import { SlidingWindow, type Permit } from '../../nodes/shared/rateLimit/slidingWindow';
import { Throttle } from '../simulator/http/throttle';
import { seededRandom } from '../simulator/inbox/random';
import { verdictOn, type Answers } from '../support/verdictOnProcesses';
import { VirtualTime } from '../support/virtualTime';

/** What the candidates are judged by: a limit of 60 a second, 100 ms to the server and back. */
const LIMIT = 60;
const LATENCY_MS = 100;
const JITTER_MS = 10;
const SECONDS = 180;

/** The server's side: how long a refused request is asked to wait, or for how long one is delayed. */
type Verdict = { retryAfterMs: number } | { delayMs: number };
type ServerModel = () => (nowMs: number) => Verdict;

const SERVERS: Record<string, ServerModel> = {
	'sliding window': () => {
		const throttle = new Throttle(LIMIT);
		return (nowMs) => {
			const waitMs = throttle.admit('key', nowMs);
			return waitMs > 0 ? { retryAfterMs: 1000 * Math.ceil(waitMs / 1000) } : { delayMs: 0 };
		};
	},
	'token bucket, burst 10': () => {
		let tokens = 10;
		let lastMs = 0;
		return (nowMs) => {
			tokens = Math.min(10, tokens + ((nowMs - lastMs) * LIMIT) / 1000);
			lastMs = nowMs;
			if (tokens < 1) return { retryAfterMs: 1000 };
			tokens--;
			return { delayMs: 0 };
		};
	},
	'leaky bucket, queue of 10': () => {
		let freeAtMs = 0;
		return (nowMs) => {
			const waitMs = Math.max(0, freeAtMs - nowMs);
			if (waitMs > (10 * 1000) / LIMIT) return { retryAfterMs: 1000 };
			freeAtMs = Math.max(nowMs, freeAtMs) + 1000 / LIMIT;
			return { delayMs: waitMs };
		};
	},
};

/** One process's side. All times in ms of one clock. */
interface Candidate {
	delayMs: (nowMs: number) => number;
	start: (nowMs: number) => Permit;
	settle: (permit: Permit, isRefused: boolean, nowMs: number) => void;
}

/** A window of start times, as short as it gets; the margin stands for how unequal the ways may be. */
class StartTimes {
	private starts: number[] = [];

	delayMs(nowMs: number): number {
		this.starts = this.starts.filter((at) => at + 1050 > nowMs);
		return this.starts.length < LIMIT ? 0 : this.starts[0] + 1050 - nowMs;
	}

	start(nowMs: number): Permit {
		this.starts.push(nowMs);
		return { startedAtMs: nowMs, isAlone: false, isWrite: false };
	}

	settle(): void {}
}

/**
 * The rate limiter of the AWS SDKs' retry mode "adaptive", as botocore has it: a token bucket whose
 * rate follows CUBIC (beta 0.7, scale constant 0.4), from the first refusal on.
 */
class AwsAdaptive {
	private isEnabled = false;

	private fillRate = 0.5;

	private capacity = 1;

	private tokens = 0;

	private lastMs?: number;

	private measuredRate = 0;

	private bucket = 0;

	private requests = 0;

	private wMax = 0;

	private recovery = 0;

	private throttledAt = 0;

	delayMs(nowMs: number): number {
		if (!this.isEnabled) return 0;
		this.refill(nowMs);
		return this.tokens >= 1 ? 0 : ((1 - this.tokens) / this.fillRate) * 1000;
	}

	start(): void {
		this.tokens--;
	}

	settle(isRefused: boolean, nowMs: number): void {
		const now = nowMs / 1000;
		this.measure(now);
		let rate: number;
		if (isRefused) {
			const used = this.isEnabled
				? Math.min(this.measuredRate, this.fillRate)
				: this.measuredRate;
			this.wMax = used;
			this.recovery = Math.cbrt((this.wMax * 0.3) / 0.4);
			this.throttledAt = now;
			rate = used * 0.7;
			this.isEnabled = true;
		} else {
			this.recovery = Math.cbrt((this.wMax * 0.3) / 0.4);
			rate = 0.4 * (now - this.throttledAt - this.recovery) ** 3 + this.wMax;
		}
		this.refill(nowMs);
		this.fillRate = Math.min(LIMIT, Math.max(0.5, Math.min(rate, 2 * this.measuredRate)));
		this.capacity = Math.max(1, this.fillRate);
		this.tokens = Math.min(this.tokens, this.capacity);
	}

	private refill(nowMs: number): void {
		const passedMs = nowMs - (this.lastMs ?? nowMs);
		this.tokens = Math.min(this.capacity, this.tokens + (passedMs / 1000) * this.fillRate);
		this.lastMs = nowMs;
	}

	private measure(now: number): void {
		const half = Math.floor(now * 2) / 2;
		this.requests++;
		if (half <= this.bucket) return;
		this.measuredRate = 0.8 * (this.requests / (half - this.bucket)) + 0.2 * this.measuredRate;
		this.requests = 0;
		this.bucket = half;
	}
}

function withAws(window: SlidingWindow | StartTimes): Candidate {
	const aws = new AwsAdaptive();
	return {
		delayMs: (nowMs) => Math.max(window.delayMs(nowMs), aws.delayMs(nowMs)),
		start(nowMs) {
			aws.start();
			return window.start(nowMs);
		},
		settle(permit, isRefused, nowMs) {
			window.settle(permit, nowMs);
			aws.settle(isRefused, nowMs);
		},
	};
}

function withAdaptiveRate(window: SlidingWindow | StartTimes): Candidate {
	const rate = new AdaptiveRate(LIMIT);
	return {
		delayMs: (nowMs) => Math.max(window.delayMs(nowMs), rate.delayMs(nowMs)),
		start(nowMs) {
			rate.start(nowMs);
			return window.start(nowMs);
		},
		settle(permit, isRefused, nowMs) {
			window.settle(permit, nowMs);
			if (isRefused) rate.refuse(permit.startedAtMs, nowMs);
			else rate.accept(permit.startedAtMs);
		},
	};
}

/** The product's own. */
const OWN = 'sliding window + adaptive rate';
const CANDIDATES: Record<string, () => Candidate> = {
	[OWN]: () => withAdaptiveRate(new SlidingWindow(LIMIT)),
	'start times + 50 ms': () => new StartTimes(),
	'start times + 50 ms + adaptive rate': () => withAdaptiveRate(new StartTimes()),
	'sliding window + AWS adaptive': () => withAws(new SlidingWindow(LIMIT)),
	'start times + 50 ms + AWS adaptive': () => withAws(new StartTimes()),
};

interface Scene {
	/** The product's own window and shared rate by default. */
	candidate?: () => Candidate;
	/** A sliding window, as the simulator's, by default. */
	server?: ServerModel;
	/** When each process begins, in ms. */
	startsMs: number[];
	/** When each has nothing more to send; never. */
	endsMs?: number[];
	seed: number;
	seconds?: number;
	/** How many requests there are to send; endless by default. */
	requests?: number;
	/** How much longer a way may take than another, by chance. */
	jitterMs?: number;
	onArrival?: (nowMs: number) => void;
}

/** Plays processes on one key that always have something to send; gives when their answers came. */
export function playProcesses(scene: Scene): Answers[] {
	const { candidate = CANDIDATES[OWN], server = SERVERS['sliding window'], seed } = scene;
	const { requests = Infinity, jitterMs = JITTER_MS, seconds = SECONDS, onArrival } = scene;
	const time = new VirtualTime();
	const random = seededRandom(seed);
	const admit = server();
	const wayMs = () => LATENCY_MS / 2 + random() * jitterMs;
	const all = scene.startsMs.map((startMs, index) => {
		const endMs = scene.endsMs?.[index] ?? Infinity;
		const limiter = candidate();
		const answers: Answers = { taken: [], refused: [] };
		let left = requests;
		let pausedUntilMs = 0;
		let wakesAtMs = Infinity;
		const send = (startedAtMs: number) => {
			const permit = limiter.start(startedAtMs);
			left--;
			time.at(startedAtMs + wayMs(), () => {
				onArrival?.(time.nowMs);
				const verdict = admit(time.nowMs);
				const isRefused = 'retryAfterMs' in verdict;
				const delayMs = isRefused ? 0 : verdict.delayMs;
				time.at(time.nowMs + delayMs + wayMs(), () => {
					limiter.settle(permit, isRefused, time.nowMs);
					answers[isRefused ? 'refused' : 'taken'].push(time.nowMs);
					if (isRefused) {
						left++;
						pausedUntilMs = Math.max(pausedUntilMs, time.nowMs + verdict.retryAfterMs);
					}
					go();
				});
			});
		};
		const go = () => {
			while (left > 0 && time.nowMs < endMs) {
				const { nowMs } = time;
				const delayMs = Math.max(limiter.delayMs(nowMs), pausedUntilMs - nowMs);
				if (delayMs <= 0) {
					send(nowMs);
					continue;
				}
				// A timer rings late.
				const atMs = nowMs + Math.ceil(delayMs) + random();
				if (atMs >= wakesAtMs) return;
				wakesAtMs = atMs;
				time.at(atMs, () => {
					if (wakesAtMs !== atMs) return;
					wakesAtMs = Infinity;
					go();
				});
				return;
			}
		};
		time.at(startMs, go);
		return answers;
	});
	time.runUntil(seconds * 1000);
	return all;
}

const mean = (values: number[]) => values.reduce((left, right) => left + right, 0) / values.length;

/** Requests a second that were taken, of all processes together. */
export function throughput(server: string, processes: number, candidate = OWN): number {
	const scene = { candidate: CANDIDATES[candidate], server: SERVERS[server] };
	const startsMs = Array.from({ length: processes }, (_, index) => index * 3);
	const verdicts = [1, 2, 3].map((seed) =>
		verdictOn(playProcesses({ ...scene, startsMs, seed }), SECONDS),
	);
	return mean(verdicts.map(({ perSecond }) => perSecond));
}

/** How many times as long as it must 1,000 requests of a lone process take. */
function burst(candidate: string): number {
	const scene = { candidate: CANDIDATES[candidate], startsMs: [0], seed: 1, requests: 1000 };
	const [{ taken }] = playProcesses(scene);
	const floorMs = Math.floor(999 / LIMIT) * 1000 + LATENCY_MS;
	return Math.max(...taken) / floorMs;
}

/** The most requests that reach a server in one second when ways differ by up to `jitterMs`, as on a busy machine. */
function mostInOneSecond(candidate: string, jitterMs: number): number {
	const arrivals: number[] = [];
	playProcesses({
		candidate: CANDIDATES[candidate],
		server: () => () => ({ delayMs: 0 }),
		startsMs: [0],
		seed: 1,
		jitterMs,
		onArrival: (nowMs) => arrivals.push(nowMs),
	});
	let first = 0;
	return arrivals.reduce((most, atMs, index) => {
		while (arrivals[first] <= atMs - 1000) first++;
		return Math.max(most, index - first + 1);
	}, 0);
}

if (require.main === module) {
	const counts = [1, 2, 4, 8];
	console.log(`Requests a second taken, of ${LIMIT}; processes: ${counts.join(', ')}`);
	for (const candidate of Object.keys(CANDIDATES)) {
		const most = [10, 100, 300].map((jitterMs) => mostInOneSecond(candidate, jitterMs));
		console.log(
			`\n${candidate}: 1,000 requests in ${burst(candidate).toFixed(3)} × the floor; most in one second ${most.join(', ')} with ways that differ by up to 10, 100, 300 ms`,
		);
		for (const server of Object.keys(SERVERS)) {
			const rates = counts.map((count) => throughput(server, count, candidate).toFixed(1));
			console.log(`  ${server.padEnd(26)} ${rates.map((rate) => rate.padStart(6)).join('')}`);
		}
	}
}
