import { LARGEST_PAGE } from '../shared/transport/pages';
import { advance, newestAfter } from './advance';
import { startingAt, type Memory } from './memory';
import { changesIn, creationsIn, messagesIn, momentOf, type View } from './observe';
import { readChats } from './readChats';
import type { Settings } from './settings';
import type { Source } from './source';
import { changedMs } from './times';
import { walk, type Walk } from './walk';

const NO_ROW = -Infinity;

/**
 * The first poll: starts from now and remembers what is there, so that none of it is given out.
 * "Now" is the newest row, which needs no clock at all; the server's time only tells which rows are
 * dated in the future.
 */
export async function begin(source: Source, settings: Settings, budgetMs: number): Promise<Memory> {
	const first = await source.conversations(1, LARGEST_PAGE);
	const front: Walk = { rows: first.rows, first, completeBeforeMs: Infinity };
	const { serverMs } = momentOf(front);
	const newest = newestAfter({ rowMs: NO_ROW, serverMs }, { front: first.rows, serverMs });
	const startMs = startOf(newest.rowMs, serverMs, first.rows.length);
	const memory = startingAt(settings.watch, startMs, { serverMs, rowMs: startMs });
	const isWhole = !first.hasNext || first.rows.some((row) => changedMs(row) < startMs);
	const { sinceSeconds } = memory;
	// However many rows share the first moment, all of them belong to the time before.
	const bounds = { sinceSeconds, known: Infinity, budgetMs };
	const seen = isWhole ? front : await walk(source, bounds);
	const there = seen.rows.filter((row) => changedMs(row) >= startMs);
	const view: View = {
		walk: { ...seen, rows: there },
		memory,
		settings,
		...momentOf(seen),
	};
	return advance(memory, await observe(source, view), settings.overlapSeconds).memory;
}

/** In an empty inbox whatever appears is new; where all rows are dated in the future, the server's time counts. */
function startOf(newestMs: number, serverMs: number, rows: number): number {
	if (newestMs > NO_ROW) return newestMs;
	return rows === 0 ? 0 : serverMs;
}

async function observe(source: Source, view: View) {
	const { memory, settings, walk: seen } = view;
	if (settings.watch === 'changes') return changesIn(view);
	if (settings.watch === 'creations') return creationsIn(view);
	const plan = { wanted: seen.rows, due: [], deadlineMs: Infinity };
	const { chats } = await readChats(source, memory, plan);
	return messagesIn(view, chats, { unread: [], leftOut: [] });
}
