import type { IDataObject } from 'n8n-workflow';

import { LARGEST_PAGE } from '../shared/transport/pages';
import type { Source, TimedPage } from './source';
import { changedMs } from './times';

/** What a walk over the changed conversations has read. */
export interface Walk {
	/** Every version of every conversation that was read. */
	rows: IDataObject[];
	/** The page with the newest activity. */
	first: TimedPage;
	/** Nothing that changed before this (ms) is missing; Infinity when nothing is at all. */
	completeBeforeMs: number;
}

/** What bounds a walk. */
export interface Bounds {
	sinceSeconds: number;
	/** Conversations that the list will show although they are known: they come on top. */
	known: number;
	/** Milliseconds that the walk may take, about. */
	budgetMs: number;
}

/** More pages than these are a backlog, which is drained from its oldest end in several polls. */
const PAGES_PER_WALK = 20;
const MOST_PASSES = 10;

/** Reads the conversations that changed since a second, or the oldest of a backlog of them. */
export async function walk(source: Source, bounds: Bounds): Promise<Walk> {
	const startedMs = source.nowMs();
	const read = async (page: number) =>
		await source.conversations(page, LARGEST_PAGE, bounds.sinceSeconds);
	const first = await read(1);
	if (!first.hasNext) return { rows: first.rows, first, completeBeforeMs: Infinity };
	// A slow API gets fewer pages, or no walk would ever come to its end.
	const affordable = Math.floor(bounds.budgetMs / Math.max(1, source.nowMs() - startedMs));
	const pages =
		Math.max(2, Math.min(PAGES_PER_WALK, affordable)) +
		Math.ceil(bounds.known / Math.max(1, first.rows.length));
	return first.lastPage <= pages
		? await walkAll(read, first)
		: await walkOldest(read, first, first.lastPage - pages + 2);
}

type Read = (page: number) => Promise<TimedPage>;

/** What several pages of a list that moves meanwhile add up to. */
class Pages {
	readonly versions = new Map<string, IDataObject>();

	private readonly ids = new Set<string>();

	private total?: number;

	/** Rows that went away may have let others slip past the reader, unseen. */
	shrank = false;

	moved = false;

	take({ rows, total }: TimedPage): void {
		this.shrank ||= this.total !== undefined && total < this.total;
		this.moved ||= this.total !== undefined && total !== this.total;
		this.total = total;
		for (const row of rows) {
			this.ids.add(String(row.id));
			this.versions.set(JSON.stringify([row.id, row.updated_at]), row);
		}
	}

	/** So many distinct rows as the list now has, of which none went away, are all of them. */
	isAll(): boolean {
		return !this.shrank && this.ids.size >= (this.total ?? Infinity);
	}
}

/**
 * Reads all pages, one after the other, so that a row that new activity moves to the front can only
 * be missed where it moves from; then reads from the front again until no row is missing.
 */
async function walkAll(read: Read, first: TimedPage): Promise<Walk> {
	const all = new Pages();
	let isComplete = false;
	for (let pass = 1; pass <= MOST_PASSES && !isComplete; pass++) {
		const still = new Pages();
		let count = 0;
		let page = pass === 1 ? first : await read(1);
		for (let number = 1; ; page = await read(++number)) {
			all.take(page);
			still.take(page);
			count += page.rows.length;
			if ((pass > 1 && all.isAll()) || !page.hasNext || page.rows.length === 0) break;
		}
		// A list that stood still for a whole pass was read whole, whatever its total says.
		const stoodStill = !still.moved && !page.hasNext && still.versions.size === count;
		isComplete = all.isAll() || stoodStill;
	}
	const rows = [...all.versions.values()];
	return { rows, first, completeBeforeMs: isComplete ? Infinity : -Infinity };
}

/** Reads the last pages only: the conversations whose activity is oldest. */
async function walkOldest(read: Read, first: TimedPage, from: number): Promise<Walk> {
	const pages = new Pages();
	let oldest = await read(from);
	const completeBeforeMs = oldest.rows.length > 0 ? changedMs(oldest.rows[0]) : -Infinity;
	for (let number = from; ; oldest = await read(++number)) {
		pages.take(oldest);
		if (!oldest.hasNext || oldest.rows.length === 0) break;
	}
	return {
		rows: [...pages.versions.values()],
		first,
		completeBeforeMs: pages.shrank ? -Infinity : completeBeforeMs,
	};
}
