import type { IDataObject } from 'n8n-workflow';

import type { ReadPage } from '../../nodes/shared/pagination/page';
import { readAll } from '../../nodes/shared/pagination/readAll';
import { idsOf } from './oddServer';

describe('the proof that a list was read whole', () => {
	const nowMs = Date.UTC(2026, 5, 12);
	const now = new Date(nowMs).toISOString();
	const rowsOf = (...names: string[]) =>
		names.map((id) => ({ id, created_at: '2026-01-01T00:00:00Z' }));

	/** Answers the passes one after the other, each page by page; the last pass comes again. */
	function served(...passes: Array<Array<{ rows: IDataObject[]; total?: number }>>) {
		let pass = -1;
		const calls: number[] = [];
		const read: ReadPage = async (page) => {
			if (page === 1) pass = Math.min(pass + 1, passes.length - 1);
			calls.push(page);
			const pages = passes[pass];
			const { rows, total = Infinity } = pages[page - 1];
			const lastPage = pages.length;
			return {
				...{ rows, size: 500, total, lastPage },
				...{ hasNext: page < lastPage, serverTimeMs: nowMs },
			};
		};
		return { calls, read };
	}

	test('all rows that were there as it began are enough, although another came in meanwhile', async () => {
		const { calls, read } = served([
			{ rows: rowsOf('a', 'b', 'c'), total: 6 },
			{ rows: rowsOf('c', 'd', 'e'), total: 7 },
			{ rows: rowsOf('f'), total: 7 },
		]);
		expect(idsOf(await readAll(read, 1))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
		expect(calls).toEqual([1, 2, 3]);
	});

	test('a row of this moment proves itself on the first page', async () => {
		const { calls, read } = served([
			{ rows: [{ id: 'a', created_at: now }, ...rowsOf('b')], total: 4 },
			{ rows: rowsOf('c', 'd'), total: 4 },
		]);
		expect(idsOf(await readAll(read, 1))).toEqual(['a', 'b', 'c', 'd']);
		expect(calls).toEqual([1, 2]);
	});

	test.each([
		['its newest state', '2026-01-02T00:00:00Z', '2026-01-03T00:00:00Z', 'second'],
		['its newest state, also if that was read first', now, '2026-01-03T00:00:00Z', 'first'],
		['the one read last, of two states of one moment', now, now, 'second'],
	])('a row that comes twice is given in %s', async (_, first, second, name) => {
		const [a, b] = [first, second].map((updated_at, index) => ({
			...{ id: 'x', created_at: '2026-01-01T00:00:00Z', updated_at },
			name: ['first', 'second'][index],
		}));
		const { read } = served([{ rows: [a, ...rowsOf('b')] }, { rows: [b, ...rowsOf('c')] }]);
		expect((await readAll(read, 1))[0]).toMatchObject({ id: 'x', name });
	});

	test('a list whose pages count differently, and more than it shows, is read seven times more', async () => {
		const { calls, read } = served([
			{ rows: rowsOf('a', 'b'), total: 6 },
			{ rows: rowsOf('c', 'd'), total: 6 },
			{ rows: rowsOf('e'), total: 5 },
		]);
		expect(await readAll(read, 1)).toHaveLength(5);
		expect(calls).toHaveLength(8 * 3);
	});

	test.each([
		['was made', { id: 'new', created_at: now }],
		['changed', { id: 'new', created_at: '2026-01-01T00:00:00Z', updated_at: now }],
	])('a row that %s since stands for none that slipped away', async (_, fresh) => {
		const { calls, read } = served(
			[
				{ rows: rowsOf('a', 'b', 'c'), total: 6 },
				{ rows: [...rowsOf('d'), fresh, ...rowsOf('f')], total: 6 },
			],
			[
				{ rows: rowsOf('a', 'b', 'c'), total: 6 },
				{ rows: rowsOf('d', 'e', 'f'), total: 6 },
			],
		);
		expect(idsOf(await readAll(read, 1))).toEqual(['a', 'b', 'c', 'd', 'new', 'f', 'e']);
		expect(calls).toEqual([1, 2, 1, 2]);
	});

	test('a list is not still if one page counts other rows than the first', async () => {
		const { read } = served(
			[
				{ rows: rowsOf('a', 'b'), total: 6 },
				{ rows: rowsOf('c', 'e'), total: 5 },
				{ rows: rowsOf('f'), total: 6 },
			],
			[
				{ rows: rowsOf('a', 'b'), total: 6 },
				{ rows: rowsOf('c', 'd'), total: 6 },
				{ rows: rowsOf('e', 'f'), total: 6 },
			],
		);
		expect(idsOf(await readAll(read, 1))).toContain('d');
	});

	test.each([
		['does not count', Infinity],
		['counts no more than it shows', 3],
	])(
		'a list that never holds still and %s is read until two reads show nothing new',
		async (_, total) => {
			const touched = { id: 'c', created_at: '2026-01-01T00:00:00Z', updated_at: now };
			const { calls, read } = served([
				{ rows: rowsOf('a', 'b'), total },
				{ rows: [...rowsOf('b'), touched], total },
			]);
			expect(idsOf(await readAll(read, 1))).toEqual(['a', 'b', 'c']);
			expect(calls).toEqual([1, 2, 1, 2, 1, 2]);
		},
	);
});
