import { createHash } from 'crypto';
import type { IExecutePaginationFunctions } from 'n8n-workflow';

import { idempotencyKey } from './idempotencyKey';

/**
 * What an item has found, and finds again when n8n runs the node once more because of another item: what
 * was done to it in the first try must not be done to something else. `target` is what it looked for,
 * `content` what else tells two calls of an AI agent apart.
 */
export async function rememberInExecution(
	context: IExecutePaginationFunctions,
	target: string,
	content: unknown,
	find: () => Promise<string>,
): Promise<string> {
	// n8n keeps the node's context with the execution, so also a retry finds it.
	const memory = context.getContext('node');
	memory.relasiFound ??= {};
	const found = memory.relasiFound as Record<string, string>;
	const key = digest(idempotencyKey(context, target, content));
	found[key] ??= await find();
	return found[key];
}

/** Short, since it is stored. */
export const digest = (...texts: string[]): string =>
	createHash('sha256').update(texts.join('\n')).digest('base64url').slice(0, 16);
