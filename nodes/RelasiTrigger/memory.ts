import { countSince, type Marks } from './marks';
import { secondOf } from './times';

/** What a trigger looks out for; what it has seen of one kind says nothing about another. */
export type Watch = 'changes' | 'creations' | 'messages';

/** Messages of one conversation that wait for its customer to be quiet. */
export interface Pending {
	/** Ids of messages, oldest first. */
	ids: string[];
	oldestMs: number;
	/** When the customer last wrote, capped by the server's time when that message was first seen. */
	lastMs: number;
}

/** All that a trigger remembers between two polls: plain JSON in the node's static data. */
export interface Memory {
	/** Grows when the shape changes, so that a later release can read what an earlier one wrote. */
	version: 1;
	watch: Watch;
	/** UNIX seconds: conversations that changed before this are done with. */
	sinceSeconds: number;
	/** Events dated before this are done with; older than `sinceSeconds` while a backlog drains. */
	floorMs: number;
	/** The newest row so far, and what the server's clock said then: the two clocks may differ. */
	newest: { rowMs: number; serverMs: number };
	/** Events already handed over, or left out by a filter. */
	seen: Marks;
	/** Mark of a conversation -> its messages dated up to this (ms) are done with. */
	done: Record<string, number>;
	/** By id of the conversation. */
	pending: Record<string, Pending>;
	/** Polls that handed something over: tells whether n8n has lost more than idle polls. */
	handovers: number;
}

export const VERSION = 1;

/** The memory of a trigger that starts at `startMs`. */
export const startingAt = (watch: Watch, startMs: number, newest: Memory['newest']): Memory => ({
	version: VERSION,
	watch,
	sinceSeconds: secondOf(startMs),
	floorMs: startMs,
	newest,
	seen: {},
	done: {},
	pending: {},
	handovers: 0,
});

/**
 * The memory after the user chose an event of another kind: what the old kind had read up to stays
 * the line, so nothing from before it is replayed and nothing after it is lost.
 */
export const watching = (memory: Memory, watch: Watch): Memory =>
	memory.watch === watch
		? memory
		: {
				...memory,
				watch,
				floorMs: Math.max(memory.floorMs, memory.newest.rowMs + 1),
				seen: {},
				done: {},
				pending: {},
			};

/** How many of the conversations that the next poll will list are known already, about. */
export function knownRows({ watch, seen, done, sinceSeconds }: Memory): number {
	if (watch === 'changes') return countSince(seen, sinceSeconds);
	return Object.values(done).filter((ms) => secondOf(ms) >= sinceSeconds).length;
}
