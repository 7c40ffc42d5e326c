import type { IExecuteData, IExecutePaginationFunctions } from 'n8n-workflow';

import type { Api } from '../http/client';

/** Whose items share: the API of their key, and n8n's context. */
interface Caller {
	api: Api;
	context: IExecutePaginationFunctions;
}

const shared = new WeakMap<IExecuteData, Map<string, unknown>>();

/**
 * What the items of a node run share, made by the first of them; `name` tells it from other things of
 * the same key. The calls of an AI agent are of one run too, but may be minutes apart, and share nothing.
 */
export function cachePerRun<T>({ api, context }: Caller, name: string, make: () => T): T {
	const run = context.getExecuteData();
	if (run.node.name !== context.getNode().name) return make();
	const things = shared.get(run) ?? new Map<string, unknown>();
	shared.set(run, things);
	const key = `${api.keyId} ${name}`;
	if (!things.has(key)) things.set(key, make());
	return things.get(key) as T;
}

/** The same for what is read; a read that failed is made anew by the next item. */
export async function cachedFetch<T>(
	run: Caller,
	name: string,
	read: () => Promise<T>,
): Promise<T> {
	const slot = cachePerRun<{ reading?: Promise<T> }>(run, name, () => ({}));
	slot.reading ??= read();
	return await slot.reading.catch((error: unknown) => {
		slot.reading = undefined;
		throw error;
	});
}
