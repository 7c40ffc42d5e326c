import type { IExecuteData, IExecutePaginationFunctions } from 'n8n-workflow';

import type { Api } from '../http/client';

/** The API with an item's key, and n8n's context of the item. */
export interface ItemContext {
	api: Api;
	context: IExecutePaginationFunctions;
}

const caches = new WeakMap<IExecuteData, Record<string, unknown>>();

/**
 * Makes a value once for all items of a node run that use the same key; `name` identifies it. The calls of an AI
 * agent belong to one run too, but may be minutes apart, so they share nothing.
 */
export function cachePerRun<T>({ api, context }: ItemContext, name: string, make: () => T): T {
	const run = context.getExecuteData();
	if (run.node.name !== context.getNode().name) return make();
	const cache = caches.get(run) ?? {};
	caches.set(run, cache);
	return (cache[`${api.keyId} ${name}`] ??= make()) as T;
}

/** Reads something once for all items of a node run. If the read fails, the next item reads again. */
export async function cachedFetch<T>(
	item: ItemContext,
	name: string,
	read: () => Promise<T>,
): Promise<T> {
	const slot = cachePerRun<{ reading?: Promise<T> }>(item, name, () => ({}));
	slot.reading ??= read();
	return await slot.reading.catch((error: unknown) => {
		slot.reading = undefined;
		throw error;
	});
}
