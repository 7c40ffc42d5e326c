import type { IExecuteData } from 'n8n-workflow';

import type { ItemRun } from './transport/itemRun';

const shared = new WeakMap<IExecuteData, Map<string, unknown>>();

/**
 * What the items of a node run share, made by the first of them; `name` tells it from other things of
 * the same key. The calls of an AI agent are of one run too, but may be minutes apart, and share nothing.
 */
export function ofRun<T>(
	{ api, context }: Pick<ItemRun, 'api' | 'context'>,
	name: string,
	make: () => T,
): T {
	const run = context.getExecuteData();
	if (run.node.name !== context.getNode().name) return make();
	const things = shared.get(run) ?? new Map<string, unknown>();
	shared.set(run, things);
	const key = `${api.keyId} ${name}`;
	if (!things.has(key)) things.set(key, make());
	return things.get(key) as T;
}

/** The same for what is read; a read that failed is made anew by the next item. */
export async function readOfRun<T>(
	run: Pick<ItemRun, 'api' | 'context'>,
	name: string,
	read: () => Promise<T>,
): Promise<T> {
	const slot = ofRun<{ reading?: Promise<T> }>(run, name, () => ({}));
	slot.reading ??= read();
	return await slot.reading.catch((error: unknown) => {
		slot.reading = undefined;
		throw error;
	});
}
