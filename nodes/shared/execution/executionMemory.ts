import { createHash } from 'crypto';
import type { IExecutePaginationFunctions } from 'n8n-workflow';

import type { Api } from '../http/client';
import { idempotencyKey } from './idempotencyKey';

/** An item's run, as far as what is remembered belongs to it. */
export interface Caller {
	api: Api;
	context: IExecutePaginationFunctions;
}

/**
 * What this node has noted in this execution under a name, by key. n8n keeps the node's context with the
 * execution, so a retry finds it, after a restart as well.
 */
export function executionMemory<T = string>(
	context: IExecutePaginationFunctions,
	name: string,
): Record<string, T> {
	const memory = context.getContext('node');
	memory[name] ??= {};
	return memory[name] as Record<string, T>;
}

/**
 * What an item has found, and finds again when n8n runs the node once more because of another item: what
 * was done to it in the first try must not be done to something else. `target` is what it looked for,
 * `content` what else tells two calls of an AI agent apart.
 */
export async function rememberInExecution(
	{ api, context }: Caller,
	target: string,
	content: unknown,
	find: () => Promise<string>,
): Promise<string> {
	const found = executionMemory(context, 'relasiFound');
	const key = digest(api.keyId, idempotencyKey(context, target, content));
	found[key] ??= await find();
	return found[key];
}

/** Short, since it is stored. */
export const digest = (...texts: string[]): string =>
	createHash('sha256').update(texts.join('\n')).digest('base64url').slice(0, 16);
