import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

/** The part that n8n's contexts of an item, a webhook and a node have in common. */
interface NodeContext {
	getContext(type: 'node'): IDataObject;
}

/**
 * An object for notes of this node in this execution. n8n stores it with the execution, so a retry finds it, also
 * after a restart. `name` tells several such objects apart.
 */
export function executionMemory<Memory = Record<string, string>>(
	context: NodeContext,
	name: string,
): Memory {
	const memory = context.getContext('node');
	memory[name] ??= {};
	return memory[name] as Memory;
}

/** Notes, in place of an ID, that nobody knows whether the work was done. */
export const UNSURE = '';

/** A short hash, since n8n stores it. */
export const digest = (...texts: string[]): string =>
	createHash('sha256').update(texts.join('\n')).digest('base64url').slice(0, 16);
