import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { readSome, type Page, type ReadPage } from '../../nodes/shared/transport/pages';
import { readAll } from '../../nodes/shared/transport/readAll';
import { ModelList, scenes, throughNetwork, type Change } from './pageModel';

const idsOf = (rows: IDataObject[]) => rows.map(({ id }) => String(id));
const numbered = (from: number, to: number): IDataObject[] =>
	Array.from({ length: to - from + 1 }, (_, index) => ({ id: `r${from + index}` }));

/** A server whose list holds `count` rows, three a page, and whose envelope is odd. */
function oddServer(count: number, odd: (page: number) => Partial<Page>) {
	const asked: number[] = [];
	const read: ReadPage = async (page) => {
		asked.push(page);
		const rows = numbered(1, count).slice((page - 1) * 3, page * 3);
		const right = {
			rows,
			total: count,
			lastPage: Math.ceil(count / 3),
			hasNext: page * 3 < count,
		};
		return { ...right, ...odd(page) };
	};
	return { asked, read };
}

describe('reading all pages', () => {
	test('no row comes twice and none that was there throughout is missing, however rows move', async () => {
		await fc.assert(
			fc.asyncProperty(
				scenes,
				fc.scheduler(),
				fc.integer({ min: 1, max: 6 }),
				async (scene, scheduler, width) => {
					const list = new ModelList(scene);
					const reading = readAll(throughNetwork(list, scheduler), width);
					await scheduler.waitFor(reading);
					const ids = idsOf(await reading);
					expect(new Set(ids).size).toBe(ids.length);
					expect(ids).toEqual(expect.arrayContaining([...list.constant]));
				},
			),
			{ numRuns: 400 },
		);
	});

	test('a list at rest is read once, each page once', async () => {
		await fc.assert(
			fc.asyncProperty(scenes, fc.integer({ min: 1, max: 6 }), async (scene, width) => {
				const list = new ModelList({ ...scene, changes: [] });
				const asked: number[] = [];
				const rows = await readAll(async (page) => {
					asked.push(page);
					return list.page(page);
				}, width);
				const pages = Math.max(1, Math.ceil(scene.rows / scene.perPage));
				expect(asked).toEqual(Array.from({ length: pages }, (_, index) => index + 1));
				expect(rows).toHaveLength(scene.rows);
			}),
			{ numRuns: 200 },
		);
	});

	test.each<[string, Change[]]>([
		['new rows come in', [{ kind: 'insert', at: 0 }]],
		['rows are touched', [{ kind: 'touch', at: 0 }]],
		[
			'rows come in and others go',
			[
				{ kind: 'remove', at: 0 },
				{ kind: 'insert', at: 0 },
			],
		],
	])('a list that never rests is read all the same: %s before every page', async (_, changes) => {
		for (const order of ['activity', 'newestFirst', 'oldestFirst', 'shuffled'] as const) {
			const always = Array.from({ length: 200 }, () => changes);
			const list = new ModelList({
				rows: 40,
				perPage: 5,
				order,
				changes: always,
				stepMs: 1000,
			});
			const ids = idsOf(await readAll(async (page) => list.page(page), 3));
			expect(new Set(ids).size).toBe(ids.length);
			expect(ids).toEqual(expect.arrayContaining([...list.constant]));
		}
	});

	test.each<[string, (page: number) => Partial<Page>]>([
		['always says that more follows', () => ({ hasNext: true })],
		['never says that more follows', () => ({ hasNext: false })],
		['says too small a last page', () => ({ lastPage: 1 })],
		['says far too large a last page', () => ({ lastPage: 1_000_000 })],
		['counts too few rows', () => ({ total: 2 })],
		['counts rows that it does not show', () => ({ total: 9 })],
		['does not count', () => ({ total: Infinity })],
		['counts on the first page only', (page) => ({ total: page === 1 ? 8 : Infinity })],
		['gives the same row on two pages', (page) => (page === 3 ? { rows: numbered(6, 8) } : {})],
	])('all rows come from a server that %s', async (_, odd) => {
		const { asked, read } = oddServer(8, odd);
		expect(idsOf(await readAll(read, 4)).sort()).toEqual(idsOf(numbered(1, 8)));
		expect(asked.length).toBeLessThanOrEqual(9);
	});

	test('a server that gives the same page for ever is not read for ever', async () => {
		const { asked, read } = oddServer(100, () => ({
			rows: numbered(1, 3),
			hasNext: true,
			lastPage: 1,
		}));
		expect(idsOf(await readAll(read, 4))).toEqual(['r1', 'r2', 'r3']);
		expect(asked.length).toBeLessThan(20);
	});

	test('a row that the server counts and that slipped through several reads is waited for', async () => {
		const pages = 4;
		let asked = 0;
		// Until the sixth read the last row stands behind its neighbour's double.
		const { read } = oddServer(12, (page) =>
			asked++ < 5 * pages && page === pages
				? { rows: ['r10', 'r11', 'r1'].map((id) => ({ id })) }
				: {},
		);
		expect(await readAll(read, 1)).toHaveLength(12);
	});

	test('a row that the server counts and never shows does not hold up the reading for ever', async () => {
		let asked = 0;
		const { read } = oddServer(12, (page) => {
			asked++;
			return page === 4 ? { rows: ['r10', 'r11', 'r1'].map((id) => ({ id })) } : {};
		});
		expect(await readAll(read, 1)).toHaveLength(11);
		expect(asked).toBeLessThanOrEqual(40);
	});

	test('a list that keeps losing and gaining old rows ends in an error that says so', async () => {
		let made = 0;
		const read: ReadPage = async () => {
			made += 3;
			return {
				rows: numbered(made - 2, made),
				hasNext: false,
				total: 100 + made,
				lastPage: 2,
			};
		};
		await expect(readAll(read, 2)).rejects.toThrow(/kept changing while it was read 10 times/);
	});

	test('a page that cannot be read ends the reading and asks for no more', async () => {
		const asked: number[] = [];
		const read: ReadPage = async (page) => {
			asked.push(page);
			if (page === 3) throw new Error('page 3 is gone');
			return { rows: numbered(page, page), total: 100, lastPage: 100, hasNext: true };
		};
		await expect(readAll(read, 1)).rejects.toThrow('page 3 is gone');
		expect(asked).toEqual([1, 2, 3]);
	});

	test('rows without ids are told apart by all that they say', async () => {
		const rows = [{ name: 'a' }, { name: 'b' }, { name: 'a' }];
		const read: ReadPage = async () => ({ rows, total: 2, lastPage: 1, hasNext: false });
		expect(await readAll(read, 1)).toEqual([{ name: 'a' }, { name: 'b' }]);
	});
});

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
					const scene = {
						rows,
						perPage: 5,
						order: 'oldestFirst' as const,
						changes: [],
						stepMs: 1000,
					};
					const ids = idsOf(await readSome(fromModel(new ModelList(scene)), 3, limit));
					expect(ids).toEqual(idsOf(numbered(1, Math.min(rows, limit))));
				},
			),
			{ numRuns: 200 },
		);
	});

	test('asks for no larger page than it wants, and for none larger than the API has', async () => {
		const scene = {
			rows: 3,
			perPage: 5,
			order: 'oldestFirst' as const,
			changes: [],
			stepMs: 1000,
		};
		const asked: number[][] = [];
		await readSome(fromModel(new ModelList(scene), asked), 3, 7);
		await readSome(fromModel(new ModelList(scene), asked), 3, 1_000_000);
		expect(asked).toEqual([
			[1, 7],
			[1, 500],
		]);
	});

	test('a row that slips to the next page during the read comes once, and another fills its place', async () => {
		const changes: Change[][] = [[], [{ kind: 'insert', at: 0 }]];
		const list = new ModelList({
			rows: 20,
			perPage: 5,
			order: 'newestFirst',
			changes,
			stepMs: 1000,
		});
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

	test('a server that gives the same page for ever is not read for ever', async () => {
		const { asked, read } = oddServer(3, () => ({ rows: numbered(1, 3), hasNext: true }));
		expect(await readSome(read, 2, 1000)).toHaveLength(3);
		expect(asked.length).toBeLessThan(5);
	});
});
