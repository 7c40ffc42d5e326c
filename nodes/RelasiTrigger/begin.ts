import { MAX_PER_PAGE } from '../shared/transport/pages';
import { advance } from './advance';
import { clockAfter } from './clock';
import { startingAt, type Memory } from './memory';
import { changesIn, creationsIn, momentOf, type View } from './observe';
import { messagesIn } from './observeMessages';
import { readChats } from './readChats';
import type { Settings } from './settings';
import type { Source } from './source';
import { changedMs } from './times';
import { whole } from './pagesOfWalk';
import { walk } from './walk';

const NO_ROW = -Infinity;

/**
 * The first poll: starts from now and remembers what is there, so that none of it is given out.
 * "Now" is the newest row, which needs no clock at all; the server's time only tells which rows are
 * dated in the future.
 */
export async function begin(source: Source, settings: Settings, budgetMs: number): Promise<Memory> {
	const front = await readFront(source);
	const { walk: top, serverMs } = front;
	// In an inbox with no other rows than those of the future, or none, whatever appears is new.
	const startMs = front.newestMs > NO_ROW ? front.newestMs : 0;
	const memory = startingAt(settings.watch, startMs, { serverMs, rowMs: startMs });
	// What takes several pages may move while it is read, and has to be walked with care.
	const { rows, hasNext } = top.first;
	const isWhole = !hasNext || rows.some((row) => changedMs(row) < startMs);
	const { sinceSeconds } = memory;
	// However many rows share the first moment, all of them belong to the time before.
	const bounds = { sinceSeconds, known: Infinity, budgetMs };
	const seen = isWhole ? top : await walk(source, bounds);
	const there = seen.rows.filter((row) => changedMs(row) >= startMs);
	const view: View = {
		walk: { ...seen, rows: there, listed: there },
		memory,
		settings,
		...momentOf(seen),
	};
	return advance(memory, await observe(source, view), settings.overlapSeconds).memory;
}

/** The newest conversations, down to one that is not dated in the future. */
async function readFront(source: Source) {
	const first = await source.conversations(1, MAX_PER_PAGE);
	const front = { ...whole(first), hasNext: first.hasNext };
	for (let page = 2; ; page++) {
		const moment = momentOf(front);
		const nothing = startingAt('changes', 0, { rowMs: NO_ROW, serverMs: moment.serverMs });
		const { newest } = clockAfter(nothing, { front: front.rows, listed: [], ...moment });
		if (newest.rowMs > NO_ROW || !front.hasNext) {
			return { walk: front, newestMs: newest.rowMs, ...moment };
		}
		const next = await source.conversations(page, MAX_PER_PAGE);
		front.rows = [...front.rows, ...next.rows];
		front.hasNext = next.hasNext && next.rows.length > 0;
	}
}

async function observe(source: Source, view: View) {
	const { memory, settings, walk: seen } = view;
	if (settings.watch === 'changes') return changesIn(view);
	if (settings.watch === 'creations') return creationsIn(view);
	const plan = { wanted: seen.rows, due: [], deadlineMs: Infinity };
	const { chats } = await readChats(source, memory, plan);
	return messagesIn(view, chats, { unread: [], leftOut: [] });
}
