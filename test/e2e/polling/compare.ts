import type { Scene, Watcher } from './scene';
import type { Traffic } from './traffic';

/** What is wrong with what a trigger has given out: keys of events. */
interface Wrong {
	lost: string[];
	repeated: string[];
	/** Given out, although they never happened. */
	made: string[];
}

/** Compares what happened in the simulator with what n8n was handed, and tells the counts. */
export async function compare(
	scene: Scene,
	traffic: Traffic,
	watcher: Watcher,
): Promise<{ wrong: Wrong; failed: number; counts: string }> {
	const { counts, executions, crashed, empty, failed } = await scene.handed(watcher);
	const happened = traffic.happened[watcher.event];
	const due = traffic.due(watcher.event);
	const wrong = {
		lost: due.filter((key) => !counts.has(key)),
		repeated: [...counts].filter(([, count]) => count > 1).map(([key]) => key),
		made: [...counts.keys()].filter((key) => !happened.has(key)),
	};
	const line = `${counts.size} events given, ${due.length} due, in ${executions} executions`;
	return {
		wrong,
		failed,
		counts: `${line}, ${crashed} of them crashed, ${empty} empty; ${failed} failed polls`,
	};
}

/** Polls that begin within this time of one another count as one. */
const ONE_POLL_MS = 1000;

/**
 * Whether the last poll before one of the kills was the one to give an event out: n8n may have been
 * killed between the two writes, of the trigger's memory and of the execution.
 */
export function wasHandedAtKill(
	shownMs: number,
	polls: number[],
	{ kills, heldMs }: { kills: number[]; heldMs: number },
): boolean {
	return kills.some((killMs) => {
		const last = latest(polls, killMs);
		const earlier = latest(polls, last - ONE_POLL_MS);
		return shownMs <= last && shownMs >= earlier - heldMs;
	});
}

const latest = (polls: number[], untilMs: number): number =>
	polls.reduce((found, at) => (at <= untilMs ? Math.max(found, at) : found), -Infinity);
