import { MAX_PER_PAGE } from '../shared/transport/pages';
import { Pages, whole, type Walk } from './pagesOfWalk';
import type { Source, TimedPage } from './source';
import { changedMs } from './times';

/** What bounds a walk. */
export interface Bounds {
	sinceSeconds: number;
	/** Conversations that the list will show although they are known: they come on top. */
	known: number;
	/** Milliseconds that the walk may take, about. */
	budgetMs: number;
}

/** More pages than these are a backlog, which is drained from its oldest end in several polls. */
const PAGES_PER_WALK = 40;
const MAX_PASSES = 10;

/** Reads the conversations that changed since a second, or the oldest of a backlog of them. */
export async function walk(source: Source, bounds: Bounds): Promise<Walk> {
	const startedMs = source.nowMs();
	const read = async (page: number) =>
		await source.conversations(page, MAX_PER_PAGE, bounds.sinceSeconds);
	const first = await read(1);
	if (!first.hasNext) return whole(first);
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

/**
 * Reads all pages, one after the other, so that a row that new activity moves to the front can only
 * be missed where it moves from; then reads from the front again until no row is missing.
 */
async function walkAll(read: Read, first: TimedPage): Promise<Walk> {
	const all = new Pages();
	let isComplete = false;
	for (let pass = 1; pass <= MAX_PASSES && !isComplete; pass++) {
		const still = new Pages();
		let page = pass === 1 ? first : await read(1);
		for (let number = 1; ; page = await read(++number)) {
			all.take(page);
			still.take(page);
			if ((pass > 1 && all.has()) || !page.hasNext || page.rows.length === 0) break;
		}
		// A list that stood still for a whole pass was read whole, whatever its total says.
		const stoodStill =
			!still.moved && !page.hasNext && still.versions.size === still.listed.length;
		isComplete = all.has() || stoodStill;
	}
	return all.asWalk(first, isComplete ? Infinity : -Infinity);
}

/** Reads the last pages only: the conversations whose activity is oldest. */
async function walkOldest(read: Read, first: TimedPage, from: number): Promise<Walk> {
	const pages = new Pages();
	let page = await read(from);
	const completeBeforeMs = page.rows.length > 0 ? changedMs(page.rows[0]) : -Infinity;
	// Rows of the same time may change places between two requests, and so hide from both.
	const expected = page.total - (from - 1) * first.rows.length;
	for (let number = from; ; page = await read(++number)) {
		pages.take(page);
		if (!page.hasNext || page.rows.length === 0) break;
	}
	return pages.asWalk(first, pages.has(expected) ? completeBeforeMs : -Infinity);
}
