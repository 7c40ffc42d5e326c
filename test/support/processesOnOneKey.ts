import { AdaptiveRate } from '../../nodes/shared/rateLimit/adaptiveRate';
import { SlidingWindow } from '../../nodes/shared/rateLimit/slidingWindow';
import { seededRandom } from '../simulator/inbox/random';
import { Throttle } from '../simulator/http/throttle';
import { VirtualTime } from './virtualTime';

/** Processes that all have more to send than the key allows, in virtual time. */
interface Scene {
	/** When each begins, in ms. */
	startsMs: number[];
	/** When each has nothing more to send; never. */
	endsMs?: number[];
	seconds: number;
	/** The way to the server and back, and what may be added to each way by chance. */
	latencyMs: number;
	jitterMs: number;
	seed: number;
	/** Requests a second of the key, and of each process at most. */
	perSecond: number;
}

/** When the answers of one process came. */
export interface Answers {
	taken: number[];
	refused: number[];
}

/** Plays the product's own window and shared pace against the simulator's own throttle. */
export function playProcesses(scene: Scene): Answers[] {
	const time = new VirtualTime();
	const throttle = new Throttle(scene.perSecond);
	const random = seededRandom(scene.seed);
	const processes = scene.startsMs.map((startMs, index) => {
		const endMs = scene.endsMs?.[index] ?? Infinity;
		return new SaturatedProcess({ scene, time, throttle, random, endMs }, startMs);
	});
	time.runUntil(scene.seconds * 1000);
	return processes.map(({ answers }) => answers);
}

interface Surroundings {
	scene: Scene;
	time: VirtualTime;
	throttle: Throttle;
	random: () => number;
	endMs: number;
}

class SaturatedProcess {
	readonly answers: Answers = { taken: [], refused: [] };

	private readonly window: SlidingWindow;

	private readonly shared: AdaptiveRate;

	private pausedUntilMs = 0;

	private wakesAtMs = Infinity;

	constructor(
		private readonly around: Surroundings,
		startMs: number,
	) {
		this.window = new SlidingWindow(around.scene.perSecond);
		this.shared = new AdaptiveRate(around.scene.perSecond);
		around.time.at(startMs, () => this.go());
	}

	private go(): void {
		const { time, random, endMs } = this.around;
		while (time.nowMs < endMs) {
			const { nowMs } = time;
			const delayMs = Math.max(
				this.window.delayMs(nowMs),
				this.shared.delayMs(nowMs),
				this.pausedUntilMs - nowMs,
			);
			if (delayMs <= 0) {
				this.send(nowMs);
				continue;
			}
			// A timer rings late.
			const wakesAtMs = nowMs + Math.ceil(delayMs) + random();
			if (wakesAtMs >= this.wakesAtMs) return;
			this.wakesAtMs = wakesAtMs;
			return time.at(wakesAtMs, () => {
				if (this.wakesAtMs !== wakesAtMs) return;
				this.wakesAtMs = Infinity;
				this.go();
			});
		}
	}

	private send(startedAtMs: number): void {
		const { time, throttle } = this.around;
		const permit = this.window.start(startedAtMs);
		this.shared.start(startedAtMs);
		time.at(startedAtMs + this.wayMs(), () => {
			const waitMs = throttle.admit('key', time.nowMs);
			time.at(time.nowMs + this.wayMs(), () => {
				this.window.settle(permit, time.nowMs);
				this.take(startedAtMs, Math.ceil(waitMs / 1000));
				this.go();
			});
		});
	}

	private take(startedAtMs: number, retryAfterSeconds: number): void {
		const { nowMs } = this.around.time;
		const isRefused = retryAfterSeconds > 0;
		this.answers[isRefused ? 'refused' : 'taken'].push(nowMs);
		if (!isRefused) return this.shared.accept(startedAtMs);
		this.shared.refuse(startedAtMs, nowMs);
		this.pausedUntilMs = Math.max(this.pausedUntilMs, nowMs + retryAfterSeconds * 1000);
	}

	private wayMs(): number {
		const { latencyMs, jitterMs } = this.around.scene;
		return latencyMs / 2 + this.around.random() * jitterMs;
	}
}
