import type { Memory } from './memory';
import type { Newest } from './lookback';

/** What this process knows of a node, and never saves. All times are ms of its steady clock, `performance.now`. */
export interface Session {
	/** The memory of the last poll. n8n stores that of a poll that gave out nothing late or never. */
	memory?: Memory;
	/** When a poll last gave something out. */
	handedAtMs: number;
	/** Until when the poll at work counts as alive. */
	lock?: { untilMs: number };
	newest?: Newest;
	/** Keys of the states in which conversations were read. */
	readStates: Set<string>;
	/** When messages that wait to be combined were read: the first and the last of a conversation, by its id. */
	heard: Record<string, { firstAtMs: number; lastAtMs: number }>;
}

/** By workflow and node id, then by the node's name: an import can bring two nodes of one id. */
const sessions = new Map<string, Map<string, Session>>();

/** n8n has stored what a poll gave out by then, or has dropped it together with its execution. */
const MAX_STORING_MS = 60_000;

/** The session of a node; one that was renamed keeps it. */
export function openSession(nodeKey: string, name: string): Session {
	const named = sessions.get(nodeKey) ?? new Map<string, Session>();
	sessions.set(nodeKey, named);
	const [former] = named;
	const session = named.get(name) ?? former?.[1] ?? startSession();
	if (!named.has(name) && former) named.delete(former[0]);
	named.set(name, session);
	return session;
}

const startSession = (): Session => ({
	handedAtMs: -Infinity,
	readStates: new Set(),
	heard: {},
});

/**
 * Lets one poll of a node work at a time, as n8n does not; undefined while another one does. A poll that
 * has run out of its time counts as given up, and its result no longer matters.
 */
export function acquireLock(
	session: Session,
	nowMs: number,
	budgetMs: number,
): Session['lock'] | undefined {
	if (session.lock && nowMs < session.lock.untilMs) return undefined;
	session.lock = { untilMs: nowMs + budgetMs };
	return session.lock;
}

/**
 * The memory to go on from; undefined for a first poll, and `wait` while n8n may still be storing what the
 * last poll gave out: one that goes on from the memory before would give it out again. After that n8n has
 * dropped it, and the older memory counts. Without durable cursors n8n never loses it, but may have loaded
 * the older memory just before.
 */
export function currentMemory(
	{ memory: last, handedAtMs }: Session,
	saved: Memory | undefined,
	{ isDurable, nowMs }: { isDurable: boolean; nowMs: number },
): Memory | 'wait' | undefined {
	if (!saved || !last) return saved ?? last;
	if (saved.handovers > last.handovers) return saved;
	// What began in another workspace waits for nothing that was given out before.
	const isNextWorkspace = last.workspace !== saved.workspace && last.polls > saved.polls;
	if (saved.handovers === last.handovers || !isDurable || isNextWorkspace)
		return last.polls > saved.polls ? last : saved;
	return nowMs - handedAtMs < MAX_STORING_MS ? 'wait' : saved;
}

/** Keeps the memory of a poll. */
export function keepMemory(session: Session, memory: Memory, isIdle: boolean, nowMs: number): void {
	session.memory = memory;
	if (!isIdle) session.handedAtMs = nowMs;
}
