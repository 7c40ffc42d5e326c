import type { IDataObject } from 'n8n-workflow';

import { isOutcomeUnknown } from '../errors/apiError';
import { invalid } from '../input/values';
import { digest, executionMemory, UNSURE } from './executionMemory';
import { idempotencyKey } from './idempotencyKey';
import type { ItemContext } from './runCache';

/**
 * Identifies an item in the memory of its execution, the same on each try. `target` is what the item acts on;
 * `content` tells two calls of an AI agent apart.
 */
export const itemKey = ({ api, context }: ItemContext, target: string, content: unknown): string =>
	digest(api.keyId, idempotencyKey(context, target, content));

/**
 * Gives an item the same search result again when n8n retries the node because another item failed: the retry
 * must not change a different object than the first try did. `target` is what the item searches for; `content`
 * tells two calls of an AI agent apart.
 */
export async function rememberInExecution(
	item: ItemContext,
	target: string,
	content: unknown,
	find: () => Promise<string>,
): Promise<string> {
	const found = executionMemory(item.context, 'relasiFound');
	const key = itemKey(item, target, content);
	found[key] ??= await find();
	return found[key];
}

/**
 * Does the work of an item only once within an execution. With Retry On Fail n8n runs all items again when one
 * has failed, and the API would do the work again for each request. `work` gives the ID of what it made, and
 * each further call gives the same ID. `input` tells two calls of an AI agent apart. Where nobody knows whether an
 * earlier try did the work, `findDone` looks for it.
 */
export async function runOnce(
	item: ItemContext,
	input: IDataObject,
	hintIfOutcomeUnknown: string,
	work: () => Promise<string>,
	findDone: () => Promise<string | undefined> = async () => undefined,
): Promise<string> {
	const done = executionMemory(item.context, 'relasiDone');
	const key = itemKey(item, '', input);
	if (done[key] === UNSURE) {
		const found = await findDone();
		if (found !== undefined) return (done[key] = found);
		throw invalid(
			item.context,
			"An earlier try may have done this already, so it wasn't tried again",
			hintIfOutcomeUnknown,
		);
	}
	if (done[key] !== undefined) return done[key];
	done[key] = UNSURE;
	done[key] = await work().catch((error: unknown) => {
		if (!isOutcomeUnknown(error)) delete done[key];
		throw error;
	});
	return done[key];
}
