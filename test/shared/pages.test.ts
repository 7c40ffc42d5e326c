import fc from 'fast-check';

import { readSome, type Page, type ReadPage } from '../../nodes/shared/pagination/page';
import { idsOf, numbered, oddServer } from './oddServer';
import { ModelList, type Change } from './pageModel';

const atRest = { perPage: 5, order: 'oldestFirst' as const, changes: [], stepMs: 1000 };

describe('reading the first rows', () => {
	const fromModel =
		(list: ModelList, asked: number[][] = []): ReadPage =>
		async (page, perPage) => {
			asked.push([page, perPage]);
			return list.page(page);
		};

	test('gives as many as wanted, in their order, however many there are', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 40 }),
				fc.integer({ min: 1, max: 50 }),
				async (rows, limit) => {
					const list = new ModelList({ ...atRest, rows });
					const ids = idsOf(await readSome(fromModel(list), 3, limit));
					expect(ids).toEqual(idsOf(numbered(1, Math.min(rows, limit))));
				},
			),
			{ numRuns: 200 },
		);
	});

	test('asks for no larger page than it wants, and for none larger than the API has', async () => {
		const scene = { ...atRest, rows: 3 };
		const asked: number[][] = [];
		await readSome(fromModel(new ModelList(scene), asked), 3, 7);
		await readSome(fromModel(new ModelList(scene), asked), 3, 1_000_000);
		expect(asked).toEqual([
			[1, 7],
			[1, 500],
		]);
	});

	test('several pages are read side by side, each once, and none more than is wanted', async () => {
		const asked: number[] = [];
		let underWay = 0;
		let most = 0;
		const read: ReadPage = async (page) => {
			asked.push(page);
			most = Math.max(most, ++underWay);
			for (let turn = 0; turn < 5; turn++) await Promise.resolve();
			underWay--;
			const rows = numbered((page - 1) * 500 + 1, page * 500);
			return { rows, size: 500, total: 5000, lastPage: 10, hasNext: page < 10 };
		};
		const ids = idsOf(await readSome(read, 2, 2500));
		expect(ids).toEqual(idsOf(numbered(1, 2500)));
		expect(asked).toEqual([1, 2, 3, 4, 5]);
		expect(most).toBe(2);
	});

	test('a page that shows nothing new does not hide that rows are missing', async () => {
		const starts = [1, 1, 501];
		const read: ReadPage = async (page) => ({
			rows: numbered(starts[page - 1], starts[page - 1] + 499),
			...{ size: 500, total: 1500, lastPage: 3, hasNext: page < 3 },
		});
		expect(await readSome(read, 3, 1500)).toBeUndefined();
	});

	test('no page is asked for after one that cannot be read', async () => {
		const asked: number[] = [];
		const read: ReadPage = async (page) => {
			asked.push(page);
			if (page === 2) throw new Error('page 2 is gone');
			for (let turn = 0; turn < 9; turn++) await Promise.resolve();
			const rows = numbered((page - 1) * 500 + 1, page * 500);
			return { rows, size: 500, total: 5000, lastPage: 10, hasNext: true };
		};
		await expect(readSome(read, 2, 5000)).rejects.toThrow('page 2 is gone');
		for (let turn = 0; turn < 50; turn++) await Promise.resolve();
		expect(asked).toEqual([1, 2, 3]);
	});

	test('a row that slips to the next page during the read comes once, and another fills its place', async () => {
		const changes: Change[][] = [[], [{ kind: 'insert', at: 0 }]];
		const list = new ModelList({ ...atRest, rows: 20, order: 'newestFirst', changes });
		const ids = idsOf(await readSome(async (page) => list.page(page), 1, 10));
		expect(ids).toEqual(idsOf(numbered(11, 20)).reverse());
	});

	test.each<[string, (page: number) => Partial<Page>]>([
		['never says that more follows', () => ({ hasNext: false })],
		['says too small a last page', () => ({ lastPage: 1 })],
		['always says that more follows', () => ({ hasNext: true, lastPage: 1_000_000 })],
	])('all rows come from a server that %s', async (_, odd) => {
		const { read } = oddServer(8, odd);
		expect(idsOf(await readSome(read, 2, 1000))).toEqual(idsOf(numbered(1, 8)));
	});

	test('a page that is cut off hides rows, although as many came as wanted', async () => {
		const { read } = oddServer(9, (page) =>
			page === 2 ? { rows: numbered(4, 5), size: 2, total: Infinity } : { total: Infinity },
		);
		expect(await readSome(read, 2, 5)).toBeUndefined();
	});

	test('a server that gives the same page for ever is not read for ever', async () => {
		const { asked, read } = oddServer(3, () => ({ rows: numbered(1, 3), hasNext: true }));
		expect(await readSome(read, 2, 1000)).toHaveLength(3);
		expect(asked.length).toBeLessThan(5);
	});
});
