import type { Marks } from './marks';
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
	/** So many conversations that the next poll lists are a part of the backlog that is drained. */
	drained: number;
	/** The newest row so far, and what the server's clock said then: the two clocks may differ. */
	newest: { rowMs: number; serverMs: number };
	/** Mark of a conversation -> its change (ms) that was dated in the future when first listed. */
	ahead: Record<string, number>;
	/** Events already handed over, or left out by a filter. */
	seen: Marks;
	/** Mark of a conversation -> what happened in it up to this (ms) is done with. */
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
	drained: 0,
	newest,
	ahead: {},
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
				drained: 0,
				floorMs: Math.max(memory.floorMs, memory.newest.rowMs + 1),
				seen: {},
				done: memory.ahead,
				pending: {},
			};
