import { deepCopy, NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import type { Clock } from './clock';
import type { Waiting } from './combine';
import type { Watch } from './conversations';
import type { Cursor } from './cursor';
import { upgraded, type MemoryOfVersion1 } from './version1';

/** All that a trigger remembers between two polls: plain JSON in n8n's static data. */
export interface Memory {
	/** Grows when the shape changes, so that a later release can read what an earlier one wrote. */
	version: 2;
	/** Made by the first activation: two memories that share it are of one history. Version 1.0 had none. */
	activationId?: string;
	/** Whose memory it is, and whether a durable cursor keeps it. */
	node?: { id: string; name: string; isDurable?: boolean };
	workspace?: string;
	keyId?: string;
	/** The kind of event and the filters, as they were at the last poll. */
	watch: Watch;
	filter?: string;
	/** Conversations that the filters left out, and the date (ms) up to which they did. */
	leftOut: Record<string, number>;
	/** Everything up to this date (ms) was read. */
	readMs: number;
	/** While a backlog is given out in several polls: the date (ms) of the next event. */
	cutMs?: number;
	clock: Clock;
	cursor: Cursor;
	/** Messages that wait to be combined, by the id of their conversation. */
	waiting: Record<string, Waiting>;
	/** Polls so far; of two memories of one node the one with more is the newer. */
	polls: number;
	/** Polls that gave something out: tells whether n8n has lost more than idle polls. */
	handovers: number;
}

export const VERSION = 2;
const COPIES = 'relasiTriggers';

/** Where one node's memory is kept. */
export interface Store {
	saved: Memory | undefined;
	save: (memory: Memory) => void;
}

/**
 * The node's static data, which n8n keeps by the name of the node, or with durable cursors by its id.
 * A copy by id in the workflow's own static data is what a node goes on from that was renamed.
 */
export function openStore(context: IPollFunctions, isScheduled: boolean): Store {
	const { id, name } = context.getNode();
	const data = context.getWorkflowStaticData('node');
	const shared = context.getWorkflowStaticData('global');
	const copies = () => (shared[COPIES] ?? {}) as Record<string, IDataObject>;
	const own = read(context, data.memory);
	const copy = read(context, copies()[id]);
	return {
		saved: newer(own, copy, { id, name, copies: copies() }),
		save: (memory) => {
			// A poll that tests an activation goes on with the durable cursor.
			const isDurable = isScheduled || own?.node?.isDurable;
			const kept = { ...memory, node: { id, name, ...(isDurable && { isDurable }) } };
			data.memory = kept as unknown as IDataObject;
			// A node that has the name of this one now is this one, under an id it had before.
			const others = Object.entries(copies()).filter(
				([key, { node }]) => key !== id && (node as Memory['node'])?.name !== name,
			);
			shared[COPIES] = deepCopy({ ...Object.fromEntries(others), [id]: kept }) as IDataObject;
		},
	};
}

function newer(
	own: Memory | undefined,
	copy: Memory | undefined,
	{ id, name, copies }: { id: string; name: string; copies: Record<string, IDataObject> },
): Memory | undefined {
	if (!own) return copy;
	// It is kept by the id, and the copy may say more: of an execution that n8n has dropped.
	if (own.node?.isDurable && own.node.id === id) return own;
	// Another node had this name before, and lives on under a new one.
	const owner = own.node && (copies[own.node.id]?.node as Memory['node']);
	if (owner && owner.id !== id && owner.name !== name) return copy;
	// This node had this name before, and another one in between.
	const wasRenamed = (own.node?.name ?? name) === name && copy?.node?.name !== name;
	return copy && wasRenamed && copy.polls > own.polls ? copy : own;
}

function read(context: IPollFunctions, stored: unknown): Memory | undefined {
	if (stored === undefined || stored === null) return undefined;
	// A copy, because n8n watches every change of the object itself.
	const memory = deepCopy(stored) as Memory | MemoryOfVersion1;
	if (memory.version === VERSION) return memory;
	if (memory.version === 1) return upgraded(memory);
	throw new NodeOperationError(
		context.getNode(),
		'A newer version of this node has saved where the trigger stopped',
		{
			description:
				'Install the newest version of n8n-nodes-relasi, so that it can go on from there.',
		},
	);
}
