import fc from 'fast-check';

import { TooManyRows, type Page, type ReadPage } from '../../nodes/shared/pagination/page';
import { readAll } from '../../nodes/shared/pagination/readAll';
import { idsOf, numbered, oddServer } from './oddServer';
import { ModelList, scenes, throughNetwork, type Change } from './pageModel';

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
				lagMs: 0,
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
		// Three reads at most, and a look more behind the end.
		expect(asked.length).toBeLessThanOrEqual(12);
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
		// Once, and seven times without news.
		expect(asked).toBe(8 * 4);
	});

	test('a list that keeps losing and gaining old rows ends in an error that says so', async () => {
		let made = 0;
		const read: ReadPage = async () => {
			made += 3;
			return {
				rows: numbered(made - 2, made),
				hasNext: false,
				size: 500,
				total: 100 + made,
				lastPage: 2,
			};
		};
		await expect(readAll(read, 2)).rejects.toMatchObject({
			message: 'The list kept changing while it was read 10 times',
			description: expect.stringMatching(/Run the node again/),
		});
		expect(made).toBe(10 * 2 * 3);
	});

	test.each([
		['once', 2],
		['in a whole pass', 4],
	])('a page in the middle that is empty %s loses no row', async (_, times) => {
		let empty = 0;
		const { asked, read } = oddServer(12, (page) =>
			page === 2 && empty++ < times ? { rows: [] } : {},
		);
		expect(idsOf(await readAll(read, 1)).sort()).toEqual(idsOf(numbered(1, 12)).sort());
		// Each pass goes on to the last page.
		expect(asked).toHaveLength(4 * (times + 1));
	});

	test('a page in the middle that stays empty is an error, not a shorter list', async () => {
		const { read } = oddServer(12, (page) => (page === 2 ? { rows: [] } : {}));
		await expect(readAll(read, 2)).rejects.toThrow(/kept changing/);
	});

	test('without a Date, one row that goes and one that comes are not taken for a list at rest', async () => {
		let asked = 0;
		const { read } = oddServer(6, (page) => ({
			serverTimeMs: undefined,
			// Between the pages of the first pass r1 goes, r4 slips to the first page and r7 comes.
			...(++asked === 2 && page === 2 && { rows: ['r5', 'r6', 'r7'].map((id) => ({ id })) }),
		}));
		expect(idsOf(await readAll(read, 1))).toContain('r4');
	});

	test('a page that cannot be read ends the reading and asks for no more', async () => {
		const asked: number[] = [];
		const read: ReadPage = async (page) => {
			asked.push(page);
			if (page === 3) throw new Error('page 3 is gone');
			return {
				rows: numbered(page, page),
				...{ size: 1, total: 100, lastPage: 100, hasNext: true },
			};
		};
		await expect(readAll(read, 1)).rejects.toThrow('page 3 is gone');
		expect(asked).toEqual([1, 2, 3]);
	});

	test('rows without ids are told apart by all that they say', async () => {
		const rows = [
			{ name: 'a' },
			{ name: 'b' },
			{ name: 'a' },
			{ id: null },
			{ id: null, x: 1 },
		];
		const read: ReadPage = async () => ({
			rows,
			...{ size: 500, total: 4, lastPage: 1, hasNext: false },
		});
		expect(await readAll(read, 1)).toEqual([
			{ name: 'a' },
			{ name: 'b' },
			{ id: null },
			{ id: null, x: 1 },
		]);
	});

	test('rows come in the order of their pages, whichever answers first', async () => {
		const { read } = oddServer(9, () => ({}));
		const slow: ReadPage = async (page, perPage) => {
			for (let turn = 0; turn < 9 - page; turn++) await Promise.resolve();
			return await read(page, perPage);
		};
		expect(idsOf(await readAll(slow, 3))).toEqual(idsOf(numbered(1, 9)));
	});

	test('an empty page is the end', async () => {
		const { asked, read } = oddServer(8, () => ({ lastPage: 1_000_000 }));
		await readAll(read, 1);
		expect(asked).toEqual([1, 2, 3, 4]);
	});

	test('a list that counts too many rows is refused after its first page', async () => {
		const { asked, read } = oddServer(8, () => ({}));
		await expect(readAll(read, 1, 7)).rejects.toThrow(
			'There are 8 results, and one item can return at most 7',
		);
		expect(asked).toEqual([1]);
		expect(await readAll(read, 1, 8)).toHaveLength(8);
	});

	test('a list that does not count is refused as soon as it has shown too many rows', async () => {
		const { asked, read } = oddServer(8, () => ({ total: Infinity }));
		const refusal = (await readAll(read, 1, 5).catch((error: unknown) => error)) as TooManyRows;
		expect(refusal).toBeInstanceOf(TooManyRows);
		expect(refusal.count).toBe(6);
		expect(asked).toEqual([1, 2]);
		expect(await readAll(read, 1, 8)).toHaveLength(8);
	});
});
