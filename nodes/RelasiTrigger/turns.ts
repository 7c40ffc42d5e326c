import type { Memory } from './memory';

interface Turn {
	endsMs: number;
}

const turns = new Map<string, Turn>();
const idleMemories = new Map<string, Memory>();

/**
 * Runs a poll unless one of the same node is still running; n8n lets polls overlap in time.
 * A poll that has run out of its time counts as given up, and its result no longer matters.
 */
export async function inTurn<T>(
	node: string,
	{ nowMs, longestMs }: { nowMs: number; longestMs: number },
	poll: (isCurrent: () => boolean) => Promise<T>,
): Promise<T | null> {
	if (nowMs < (turns.get(node)?.endsMs ?? -Infinity)) return null;
	const turn = { endsMs: nowMs + longestMs };
	const isCurrent = () => turns.get(node) === turn;
	turns.set(node, turn);
	try {
		return await poll(isCurrent);
	} finally {
		if (isCurrent()) turns.delete(node);
	}
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
	if (!idle || idle.handovers !== saved.handovers) return saved;
	return idle.newest.serverMs > saved.newest.serverMs ? idle : saved;
}

/** Keeps the memory of a poll that gave out nothing; one that did is n8n's to save or to drop. */
export function keep(node: string, memory: Memory, isIdle: boolean): void {
	if (isIdle) idleMemories.set(node, memory);
	else idleMemories.delete(node);
}
