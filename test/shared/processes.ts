import { AdaptiveRate } from '../../nodes/shared/rateLimit/adaptiveRate';
import { SlidingWindow } from '../../nodes/shared/rateLimit/slidingWindow';
import { Throttle } from '../simulator/http/throttle';
import { seededRandom } from '../simulator/inbox/random';
import type { Answers } from '../support/verdictOnProcesses';

/** Requests a second that the server takes, and the way to it and back. */
export const LIMIT = 60;
const LATENCY_MS = 100;
const JITTER_MS = 10;

/** The server's side: how long a refused request is asked to wait, or for how long one is delayed. */
type Verdict = { retryAfterMs: number } | { delayMs: number };
export type ServerModel = () => (nowMs: number) => Verdict;

const slidingWindow: ServerModel = () => {
	const throttle = new Throttle(LIMIT);
	return (nowMs) => {
		const waitMs = throttle.admit('key', nowMs);
		return waitMs > 0 ? { retryAfterMs: 1000 * Math.ceil(waitMs / 1000) } : { delayMs: 0 };
	};
};

/** Servers that dislike bursts. */
export const BUCKETS: Record<string, ServerModel> = {
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

/** Runs what is due in its order, without waiting. */
class VirtualTime {
	nowMs = 0;

	private readonly due: Array<{ atMs: number; run: () => void }> = [];

	at(atMs: number, run: () => void): void {
		let index = this.due.length;
		while (index > 0 && this.due[index - 1].atMs > atMs) index--;
		this.due.splice(index, 0, { atMs, run });
	}

	runUntil(endMs: number): void {
		for (let next = this.due.shift(); next && next.atMs < endMs; next = this.due.shift()) {
			this.nowMs = next.atMs;
			next.run();
		}
	}
}

/** One process's side. */
class Limiter {
	private readonly window = new SlidingWindow(LIMIT);

	private readonly rate = new AdaptiveRate(LIMIT);

	delayMs(nowMs: number): number {
		return Math.max(this.window.delayMs(nowMs), this.rate.delayMs(nowMs));
	}

	/** Returns what settles the request. */
	start(startedAtMs: number): (isRefused: boolean, nowMs: number) => void {
		this.rate.start(startedAtMs);
		const permit = this.window.start(startedAtMs);
		return (isRefused, nowMs) => {
			this.window.settle(permit, nowMs);
			if (isRefused) this.rate.refuse(startedAtMs, nowMs);
			else this.rate.accept(startedAtMs);
		};
	}
}

interface Scene {
	/** A sliding window, as the simulator's, by default. */
	server?: ServerModel;
	/** When each process begins, in ms. */
	startsMs: number[];
	/** When each has nothing more to send; never. */
	endsMs?: number[];
	seed: number;
	seconds?: number;
}

/** Plays processes on one key that always have something to send; gives when their answers came. */
export function playProcesses(scene: Scene): Answers[] {
	const { server = slidingWindow, seed, seconds = 180 } = scene;
	const time = new VirtualTime();
	const random = seededRandom(seed);
	const admit = server();
	const wayMs = () => LATENCY_MS / 2 + random() * JITTER_MS;
	const all = scene.startsMs.map((startMs, index) => {
		const endMs = scene.endsMs?.[index] ?? Infinity;
		const limiter = new Limiter();
		const answers: Answers = { taken: [], refused: [] };
		let pausedUntilMs = 0;
		let wakesAtMs = Infinity;
		const send = (startedAtMs: number) => {
			const settle = limiter.start(startedAtMs);
			time.at(startedAtMs + wayMs(), () => {
				const verdict = admit(time.nowMs);
				const isRefused = 'retryAfterMs' in verdict;
				const delayMs = isRefused ? 0 : verdict.delayMs;
				time.at(time.nowMs + delayMs + wayMs(), () => {
					settle(isRefused, time.nowMs);
					answers[isRefused ? 'refused' : 'taken'].push(time.nowMs);
					if (isRefused)
						pausedUntilMs = Math.max(pausedUntilMs, time.nowMs + verdict.retryAfterMs);
					go();
				});
			});
		};
		const go = () => {
			while (time.nowMs < endMs) {
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
