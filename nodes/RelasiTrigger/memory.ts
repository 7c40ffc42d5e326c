import { deepCopy, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import type { ConversationFilter } from '../shared/input/filters';
import { invalid } from '../shared/input/values';
import type { AllFailing } from './attempts';
import type { Lookback, NewestRow } from './lookback';
import type { EventKind } from './settings';

/** All that the trigger remembers from one poll to the next: plain JSON in n8n's static data. */
export interface Memory extends Lookback {
	/** Increases when the shape changes. */
	version: typeof VERSION;
	/** `app_id` of the workspace that the events come from. */
	workspace: string;
	/** A hash of the API key. */
	keyId: string;
	/** The kind of event and the filter of the last poll. */
	eventKind: EventKind;
	filter: ConversationFilter;
	/** The last poll read every row dated up to this (ms, dates of rows). Another kind of event starts after it. */
	readMs: number;
	/** Messages that are still to be combined. */
	bursts: Bursts;
	/** Conversations whose messages can't be read. */
	failing: AllFailing;
	failingContacts: AllFailing;
	/** Number of polls that gave items to n8n. Of two memories, the one with more of them is the later one. */
	handovers: number;
}

/** Messages of one conversation, oldest first, that become one item once the customer stops writing. */
interface Burst {
	messages: IDataObject[];
	/** The conversation as it was when the last of these messages was read. */
	conversation: IDataObject;
}

/** By the id of the conversation. */
export type Bursts = Record<string, Burst>;

export const VERSION = 1;

/** Global static data: the name that a node had at its last poll, by the node's id. */
const NAMES = 'relasiTriggerNames';

/**
 * Opens the memory of a node. n8n keeps static data under the name of the node, or with durable cursors under
 * its id. A memory that another node saved under this name is ignored, and so is one that this node saved
 * before it had another name in between.
 */
export function openStore(context: IPollFunctions, isScheduled: boolean) {
	const { id, name } = context.getNode();
	const data = context.getWorkflowStaticData('node');
	const shared = context.getWorkflowStaticData('global');
	const names = (shared[NAMES] ?? {}) as Record<string, string>;
	const isDurable = isScheduled || (data.nodeId === id && data.isDurable === true);
	const isMine = data.nodeId === id && (isDurable || (names[id] ?? name) === name);
	return {
		/** Undefined if n8n has no memory of this node. */
		saved: isMine ? parseMemory(context, data.memory) : undefined,
		/** Whether n8n stores the memory together with the execution, under the id of the node. */
		isDurable,
		save: (memory: Memory): void => {
			Object.assign(data, {
				nodeId: id,
				isDurable,
				memory: memory as unknown as IDataObject,
			});
			if (names[id] !== name) shared[NAMES] = { ...names, [id]: name };
		},
	};
}

function parseMemory(context: IPollFunctions, stored: unknown): Memory {
	// A copy, because n8n watches every change of the object itself.
	const memory = deepCopy(stored as IDataObject) as unknown as Memory;
	if (memory.version === VERSION) return memory;
	throw invalid(
		context,
		'A newer version of this node saved where the trigger stopped',
		'Update n8n-nodes-relasi to its newest version, so the trigger can continue from there.',
	);
}

/** State of a node that this process never saves. All times are ms of `performance.now()`. */
export interface Session {
	/** The memory of the last poll. n8n stores it late, or never if the poll gave no items. */
	memory?: Memory;
	/** When a poll last gave items to n8n. */
	handedAtMs: number;
	/** Of the running poll: the end of its time budget. */
	lock?: { untilMs: number };
	newest?: NewestRow;
	/** When the messages that wait to be combined were read, by their id. */
	messageReadAt: Record<string, number>;
}

const sessions = new Map<string, Session>();

/** Finds or begins the session of a node: a renamed node keeps its session. */
export function openSession(context: IPollFunctions): Session {
	const key = `${context.getWorkflow().id}:${context.getNode().id}`;
	const session = sessions.get(key) ?? { handedAtMs: -Infinity, messageReadAt: {} };
	sessions.set(key, session);
	return session;
}

/** After this, n8n has either stored what a poll gave, or dropped it together with its execution. */
const MAX_STORING_MS = 60_000;

/**
 * Chooses the memory to continue from; undefined for a first poll. Another process may have given items meanwhile:
 * then what n8n has stored counts. If n8n's memory is older, it may be storing what the last poll gave
 * (`isStoring`): continuing from there would give it again. After `MAX_STORING_MS` n8n has dropped it, and the
 * older memory counts. Without durable cursors n8n never loses a memory, but may have loaded the older one just
 * before the newer one was saved.
 */
export function currentMemory(
	{ memory: last, handedAtMs }: Session,
	saved: Memory | undefined,
	{ isDurable, keyId, nowMs }: { isDurable: boolean; keyId: string; nowMs: number },
): { memory: Memory | undefined; isStoring?: boolean } {
	if (!saved || !last) return { memory: saved ?? last };
	if (saved.handovers > last.handovers) return { memory: saved };
	// A trigger that has just changed to another workspace doesn't wait for events of the former one.
	if (saved.workspace !== last.workspace) return { memory: last.keyId === keyId ? last : saved };
	if (!isDurable) return { memory: last };
	const isStoring = saved.handovers < last.handovers && nowMs - handedAtMs < MAX_STORING_MS;
	return { memory: isStoring ? last : saved, isStoring };
}
