import type { Watch } from './conversations';
import type { Memory } from './memory';

/** What version 1.0 of the package remembers; moments are milliseconds. */
export interface MemoryOfVersion1 {
	version: 1;
	watch: Watch;
	sinceSeconds: number;
	/** Events dated before this are done with. */
	floorMs: number;
	/** More than 0 while a backlog is being drained. */
	drained: number;
	/** The newest row so far, and the API's clock when it was first seen. */
	newest: { rowMs: number; serverMs: number };
	ahead: Record<string, number>;
	/** Keys of events by their UNIX second. */
	seen: Record<string, string[]>;
	/** What happened in a conversation up to this is done with. */
	done: Record<string, number>;
	/** Ids of messages that wait to be combined, by the id of their conversation. */
	pending: Record<string, { ids: string[]; oldestMs: number; lastMs: number }>;
	handovers: number;
}

/** 999 milliseconds, as the cursor writes them: version 1.0 kept seconds only. */
const END_OF_SECOND = 'rr';

/** Goes on from a memory of version 1.0: the keys are the same but for changes, which now know the status. */
export function upgraded(memory: MemoryOfVersion1): Memory {
	const { watch, floorMs, newest, ahead, done, handovers } = memory;
	const seen = Object.entries(memory.seen).map(([second, keys]) => [
		second,
		keys.map((key) => key + END_OF_SECOND).join(''),
	]);
	const waiting = Object.entries(memory.pending).map(([id, { ids, lastMs }]) => [
		id,
		// Only ids were kept: the messages are read once more.
		{ messages: ids.map((message) => ({ id: message })), lastMs, seenMs: newest.serverMs },
	]);
	return {
		version: 2,
		watch,
		leftOut: {},
		readMs: memory.drained > 0 ? floorMs - 1 : newest.rowMs,
		clock: { steadyMs: newest.serverMs, dateMs: newest.serverMs },
		cursor: {
			watermarkMs: floorMs,
			checkpoints: newest.rowMs > 0 ? [[newest.rowMs, newest.serverMs]] : [],
			ahead,
			seen: Object.fromEntries(seen) as Record<string, string>,
			readUpTo: done,
		},
		waiting: Object.fromEntries(waiting) as Memory['waiting'],
		polls: 0,
		handovers,
	};
}
