import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

/** A context of n8n, whatever the node is run for. */
interface NodeContext {
	getContext(type: 'node'): IDataObject;
}

/**
 * What this node has noted in this execution under a name. n8n keeps it with the execution, so a retry
 * finds it, after a restart as well.
 */
export function executionMemory<Memory = Record<string, string>>(
	context: NodeContext,
	name: string,
): Memory {
	const memory = context.getContext('node');
	memory[name] ??= {};
	return memory[name] as Memory;
}

/** Short, since it is stored. */
export const digest = (...texts: string[]): string =>
	createHash('sha256').update(texts.join('\n')).digest('base64url').slice(0, 16);
