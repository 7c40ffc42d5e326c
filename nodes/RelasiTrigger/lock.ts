import type { Memory } from './memory';

/** One poll of a node while it is at work. */
export interface Lock {
	endsMs: number;
}

const locks = new Map<string, Lock>();
const idleMemories = new Map<string, Memory>();
const lastHandovers = new Map<
	string,
	Pick<Memory, 'activationId' | 'handovers'> & { atMs: number }
>();

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
	const last = lastHandovers.get(node);
	if (!last || nowMs - last.atMs >= MAX_SAVE_MS) return false;
	if (saved && saved.activationId !== last.activationId) return false;
	return (saved?.handovers ?? 0) < last.handovers;
}

/**
 * The memory to go on from. n8n saves the memory of a poll that gave out nothing late or never
 * (without durable cursors only with the next execution, with them not for the poll that tests an
 * activation), so this process keeps it as well; what n8n has of a later time counts more.
 */
export function recall(
	node: string,
	saved: Memory | undefined,
	isScheduled: boolean,
): Memory | undefined {
	const idle = idleMemories.get(node);
	// No memory at all means a first activation, unless n8n has just dropped what that one made.
	if (!saved) return isScheduled && idle?.handovers === 0 ? idle : undefined;
	if (idle?.activationId !== saved.activationId || idle?.handovers !== saved.handovers)
		return saved;
	return idle.polls > saved.polls ? idle : saved;
}

/** Keeps the memory of a poll that gave out nothing; of one that did only that there was one. */
export function keep(
	node: string,
	memory: Memory,
	{ isIdle, nowMs }: { isIdle: boolean; nowMs: number },
): void {
	if (isIdle) idleMemories.set(node, memory);
	else {
		const { activationId, handovers } = memory;
		lastHandovers.set(node, { activationId, handovers, atMs: nowMs });
	}
}
