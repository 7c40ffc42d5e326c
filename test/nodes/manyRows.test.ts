import type { IDataObject, INodeType } from 'n8n-workflow';

import { Relasi } from '../../nodes/Relasi/Relasi.node';
import { handledBy } from '../../nodes/Relasi/operations/handler';
import { runNode } from '../support/engine';
import { credentialFor, itemsOf, relasiWorld } from '../support/relasi';

const world = relasiWorld();

/** A node whose one operation gives out so many rows for each of its items. */
const nodeOf = (count: number) => {
	const row: IDataObject = { id: 'row' };
	const routing = {
		request: { method: 'GET' as const, url: '/me' },
		...handledBy(async () => Array.from({ length: count }, () => row)),
	};
	const properties = [
		{ displayName: 'T', name: 't', type: 'string' as const, default: '', routing },
	];
	return { description: { ...new Relasi().description, properties } } as INodeType;
};

const run = async (count: number, ...items: IDataObject[]) =>
	await runNode(nodeOf(count), {
		credentials: credentialFor(world.simulator),
		items: itemsOf(...items),
	});

test('100,000 rows of each item come out', async () => {
	expect(await run(100_000, {}, {})).toHaveLength(200_000);
});

test('more rows than n8n can take from one item are refused in words, not by an overflow of the stack', async () => {
	await expect(run(100_001, {})).rejects.toMatchObject({
		message: 'There are 100001 results, and n8n takes at most 100000 from one item',
		description: expect.stringContaining('Narrow the list'),
	});
});
