import type { IDataObject } from 'n8n-workflow';

import { MAX_PER_PAGE, toRowKey, type Page, type ReadPage } from './page';

/**
 * Reads a list once for many callers, and only as far as they ask: chunk 0 is page 1, and each further chunk is
 * twice as many pages side by side, up to `width`.
 */
export class SharedPageReader {
	/** Number of distinct rows so far. */
	count = 0;

	/** Number of rows in the whole list, as the last response said. */
	total = Infinity;

	private readonly chunks: Array<Promise<IDataObject[] | undefined>> = [];

	private readonly keys = new Set<string>();

	private pagesRead = 0;

	private lastPage = 1;

	constructor(
		private readonly readPage: ReadPage,
		private readonly width: number,
	) {}

	/** Gives the new rows of a chunk, counted from 0; undefined behind the end. */
	async chunk(number: number): Promise<IDataObject[] | undefined> {
		const before = number === 0 ? Promise.resolve() : this.chunk(number - 1);
		this.chunks[number] ??= before.then(async () => await this.readOn());
		return await this.chunks[number].catch((error: unknown) => {
			delete this.chunks[number];
			throw error;
		});
	}

	private async readOn(): Promise<IDataObject[] | undefined> {
		const first = this.pagesRead + 1;
		const last = Math.min(this.lastPage, this.pagesRead + Math.min(first, this.width));
		if (first > last) return undefined;
		const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
		const pages = await Promise.all(
			numbers.map(async (page) => await this.readPage(page, MAX_PER_PAGE)),
		);
		this.pagesRead = last;
		return pages.flatMap((page, index) => this.takeNewRows(page, numbers[index]));
	}

	private takeNewRows({ rows, hasNext, lastPage, total }: Page, number: number): IDataObject[] {
		const fresh = rows.filter(
			(row) => !this.keys.has(toRowKey(row)) && this.keys.add(toRowKey(row)),
		);
		// Reading ends even if a server returns the same page for ever.
		const promised = hasNext && fresh.length > 0 ? number + 1 : 0;
		this.lastPage = Math.max(this.lastPage, lastPage, promised);
		this.count += fresh.length;
		this.total = total;
		return fresh;
	}
}
