import type { Memory } from './memory';

/** One poll of a node while it is at work. */
export interface Lock {
	endsMs: number;
}

const locks = new Map<string, Lock>();
/** The memory of each node's last poll, and when one gave something out. */
const kept = new Map<string, { memory: Memory; handedAtMs: number }>();

/** As long as n8n holds on to one poll. */
const MAX_SAVE_MS = 60_000;

/**
 * The lock of a node, or null while another poll of it is at work; n8n lets polls overlap in time.
 * A poll that has run out of its time counts as given up, and its result no longer matters.
 */
export function acquire(
	node: string,
	{ nowMs, longestMs }: { nowMs: number; longestMs: number },
): Lock | null {
	if (nowMs < (locks.get(node)?.endsMs ?? -Infinity)) return null;
	const lock = { endsMs: nowMs + longestMs };
	locks.set(node, lock);
	return lock;
}

/** Whether no other poll has taken the place of this one. */
export const isHeld = (node: string, lock: Lock): boolean => locks.get(node) === lock;

export function release(node: string, lock: Lock): void {
	if (isHeld(node, lock)) locks.delete(node);
}

/**
 * Whether n8n is yet to save what the last poll gave out. It saves that after the poll has ended,
 * and after a restart it runs the polls it has missed all at once: one that begins with the memory of
 * before would give the same out again. What is not saved by then n8n has dropped with its execution.
 */
export function isBehind(node: string, saved: Memory | undefined, nowMs: number): boolean {
	const last = kept.get(node);
	if (!last || nowMs - last.handedAtMs >= MAX_SAVE_MS) return false;
	if (saved && saved.activationId !== last.memory.activationId) return false;
	return (saved?.handovers ?? 0) < last.memory.handovers;
}

/**
 * The memory to go on from. n8n saves that of a poll that gave out nothing late or never (without
 * durable cursors only with the next execution, with them not for the poll that tests an activation),
 * and loads the one of before when a workflow is published anew meanwhile; so this process keeps it as
 * well. With a durable cursor it counts only while nothing was given out since: n8n may have dropped that.
 */
export function recall(
	node: string,
	saved: Memory | undefined,
	isScheduled: boolean,
): Memory | undefined {
	const last = kept.get(node)?.memory;
	// No memory at all means a first activation, unless n8n has just dropped what that one made.
	if (!saved) return isScheduled && last?.handovers === 0 ? last : undefined;
	if (last?.activationId !== saved.activationId) return saved;
	if (saved.node?.isDurable && last?.handovers !== saved.handovers) return saved;
	return last && last.polls > saved.polls ? last : saved;
}

/** Keeps the memory of a poll. */
export function keep(
	node: string,
	memory: Memory,
	{ isIdle, nowMs }: { isIdle: boolean; nowMs: number },
): void {
	const handedAtMs = isIdle ? (kept.get(node)?.handedAtMs ?? -Infinity) : nowMs;
	kept.set(node, { memory, handedAtMs });
}
