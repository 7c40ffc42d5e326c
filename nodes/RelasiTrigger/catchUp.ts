import type { IDataObject } from 'n8n-workflow';

import { adapted, begin, isOfAnotherWorkspace, knownBefore } from './activation';
import { completed, joined, settled, type Given } from './combine';
import { listChanged } from './conversations';
import { reachedBy } from './checkpoints';
import { withIncluded } from './include';
import type { Memory } from './memory';
import { readEvents, type Events } from './readEvents';
import { secondOf } from './rows';
import type { Settings } from './settings';
import type { Source } from './source';

/** What a poll gives out, oldest first, and what it remembers; the caller saves both or neither. */
export interface Outcome {
	items: IDataObject[];
	memory: Memory;
}

/** More events than these are a backlog, which is given out in several polls. */
const MAX_EVENTS = 20_000;

/**
 * One poll: what happened since the memory was made, as far as `budgetMs` allows. Without a memory, or
 * with that of another workspace, it is the first one, which gives out nothing and starts from now.
 * Throws what a request throws; the memory given is never changed.
 */
export async function catchUp(
	source: Source,
	given: Memory | undefined,
	settings: Settings,
	budgetMs: number,
): Promise<Outcome> {
	if (!given) return { items: [], memory: await begin(source, settings) };
	const deadlineMs = source.nowMs() + budgetMs;
	const memory = adapted(given, settings);
	const listing = await listChanged(source, secondOf(memory.cursor.watermarkMs));
	if (await isOfAnotherWorkspace(source, memory, listing)) {
		// The same activation goes on, or the process would not find this again where n8n saves it late.
		const { activationId, polls, handovers } = memory;
		const begun = await begin(source, settings);
		return { items: [], memory: { ...begun, activationId, polls, handovers } };
	}
	const isKnown = knownBefore(given, settings);
	const plan = { listing, settings, deadlineMs, limit: MAX_EVENTS, isKnown };
	const found = await readEvents(source, memory, plan);
	const { ready, waiting } = await combine(source, found, settings);
	ready.sort((a, b) => a.atMs - b.atMs);
	const items = await withIncluded(source, ready, settings.include, deadlineMs);
	return { items, memory: { ...found.memory, waiting } };
}

/** Also gives out what waited to be combined when the user has switched that off meanwhile. */
async function combine(
	source: Source,
	{ fresh, memory, unread, latestRowMs: latestMs }: Events,
	{ event, quietMs }: Settings,
): Promise<{ ready: Given[]; waiting: Memory['waiting'] }> {
	const single = fresh.map(({ atMs, row, conversation }) => ({
		atMs,
		item: row,
		conversation: conversation.row,
	}));
	if (event !== 'messageReceived') return { ready: single, waiting: {} };
	const before = await completed(source, memory.waiting);
	const { steadyMs } = memory.clock;
	const reachedMs = reachedBy(memory.cursor, steadyMs, latestMs);
	const isCombining = quietMs !== undefined;
	const { ready, waiting } = settled(
		isCombining ? joined(before, fresh, steadyMs) : before,
		(id) => unread.has(id),
		{ quietMs: quietMs ?? 0, steadyMs, reachedMs },
	);
	return { ready: isCombining ? ready : [...ready, ...single], waiting };
}
