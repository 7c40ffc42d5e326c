import type { IDataObject } from 'n8n-workflow';

import type { Page, ReadPage } from '../../nodes/shared/pagination/page';

export const idsOf = (rows: IDataObject[] = []) => rows.map(({ id }) => String(id));
export const numbered = (from: number, to: number): IDataObject[] =>
	Array.from({ length: to - from + 1 }, (_, index) => ({ id: `r${from + index}` }));

/** A server whose list holds `count` rows, three a page, and whose envelope is odd. */
export function oddServer(count: number, odd: (page: number) => Partial<Page>) {
	const asked: number[] = [];
	const read: ReadPage = async (page) => {
		asked.push(page);
		const rows = numbered(1, count).slice((page - 1) * 3, page * 3);
		const right = {
			rows,
			total: count,
			lastPage: Math.ceil(count / 3),
			hasNext: page * 3 < count,
			size: 3,
			serverTimeMs: Date.UTC(2026, 5, 12),
		};
		return { ...right, ...odd(page) };
	};
	return { asked, read };
}
