import { deepCopy, NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import type { AllFailing } from './failures';
import type { Waiting } from './items';
import type { Lookback } from './lookback';
import type { Filter, Watch } from './settings';

/** All that a trigger remembers between two polls: plain JSON in n8n's static data. */
export interface Memory extends Lookback {
	/** Grows when the shape changes. */
	version: typeof VERSION;
	/** Whose events these are: `app_id`; and a hash of the key. */
	workspace: string;
	keyId: string;
	/** The kind of event and the filters, as they were at the last poll. */
	watch: Watch;
	filter: Filter;
	/** Everything dated up to this (ms, the rows' own clock) was read: where another kind of event begins. */
	readMs: number;
	/** Messages that wait to be combined, by the id of their conversation. */
	waiting: Record<string, Waiting>;
	failing: AllFailing;
	/** Polls so far, and how many of them gave something out: of two memories the one that gave out more is the later. */
	polls: number;
	handovers: number;
}

export const VERSION = 1;

/** Under which name a node was polled last, by its id. */
const NAMES = 'relasiTriggerNames';

/** The memory in n8n's static data. */
interface Store {
	/** Undefined where n8n has none of this node. */
	saved: Memory | undefined;
	/** Whether n8n stores it together with the execution, by the id of the node. */
	isDurable: boolean;
	save: (memory: Memory) => void;
}

/**
 * n8n keeps a node's static data by the name of the node, or with durable cursors by its id: a memory of
 * another node, or of this one before it had another name in between, is not this node's.
 */
export function openStore(context: IPollFunctions, isScheduled: boolean): Store {
	const { id, name } = context.getNode();
	const data = context.getWorkflowStaticData('node');
	const shared = context.getWorkflowStaticData('global');
	const names = (shared[NAMES] ?? {}) as Record<string, string>;
	const isDurable = isScheduled || (data.nodeId === id && data.isDurable === true);
	const isMine = data.nodeId === id && (isDurable || (names[id] ?? name) === name);
	return {
		saved: isMine ? read(context, data.memory) : undefined,
		isDurable,
		save: (memory) => {
			Object.assign(data, {
				nodeId: id,
				isDurable,
				memory: memory as unknown as IDataObject,
			});
			if (names[id] !== name) shared[NAMES] = { ...names, [id]: name };
		},
	};
}

function read(context: IPollFunctions, stored: unknown): Memory {
	// A copy, because n8n watches every change of the object itself.
	const memory = deepCopy(stored as IDataObject) as unknown as Memory;
	if (memory.version === VERSION) return memory;
	throw new NodeOperationError(
		context.getNode(),
		'A newer version of this node saved where the trigger stopped',
		{
			description:
				'Update n8n-nodes-relasi to its newest version, so the trigger can continue from there.',
		},
	);
}
