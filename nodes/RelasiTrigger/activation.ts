import { randomUUID } from 'crypto';

import { started } from './clock';
import { listChanged, listNewest, type Listing } from './conversations';
import { newestMs } from './checkpoints';
import { startingAt, type Change } from './cursor';
import { VERSION, type Memory } from './memory';
import { momentOf, readEvents, type Plan } from './readEvents';
import { secondOf } from './rows';
import type { Settings } from './settings';
import type { Source } from './source';

/**
 * The first poll: starts from now and remembers what is there, so that none of it is given out.
 * "Now" is the newest row; the API's clock only tells which rows are dated in the future.
 */
export async function begin(source: Source, settings: Settings): Promise<Memory> {
	const newestOf = (changes: Change[], first: Listing['first']) => {
		const blank = blankMemory(settings, first);
		return newestMs(blank.cursor, changes, momentOf(blank, first, blank.clock.steadyMs));
	};
	const front = await listNewest(
		source,
		(changes, first) => changes.length > 0 && changes[0].atMs < newestOf(changes, first),
	);
	const { changes, first, hasMore, isComplete } = front;
	const foundMs = newestOf(changes, first);
	// Of so many rows one is of now: where none seems to be, the clock is wrong.
	const startMs = foundMs > -Infinity ? foundMs : !hasMore ? 0 : changes[changes.length - 1].atMs;
	const listed = isComplete ? front : await listChanged(source, secondOf(startMs));
	const listing = { ...listed, changes: listed.changes.filter(({ atMs }) => atMs >= startMs) };
	const blank = { ...blankMemory(settings, first), cursor: startingAt(startMs) };
	// What a filter leaves out now was there before, too.
	const unfiltered = { ...settings, channelTypes: [], channelIds: [], statuses: [] };
	const plan = {
		listing,
		settings: unfiltered,
		deadlineMs: Infinity,
		limit: Infinity,
		isKnown: () => false,
	};
	const { memory } = await readEvents(source, blank, plan);
	const workspace = workspaceOf(front) ?? (await source.workspace());
	return { ...memory, workspace, keyId: source.keyId, readMs: Math.max(memory.readMs, startMs) };
}

/** Whether the key opens another workspace than the one that the memory is of. */
export async function isOfAnotherWorkspace(
	source: Source,
	{ workspace, keyId }: Memory,
	listing: Listing,
): Promise<boolean> {
	if (workspace === undefined) return false;
	const listed = workspaceOf(listing);
	if (listed !== undefined || source.keyId === keyId) return (listed ?? workspace) !== workspace;
	return (await source.workspace()) !== workspace;
}

/**
 * The memory under the settings of now. Other filters do not bring back what the former ones left
 * out; an event of another kind starts where the former one had read up to.
 */
export function adapted(memory: Memory, { watch, filter }: Settings): Memory {
	const { cursor } = memory;
	if (watch !== memory.watch) {
		const isDrained = memory.cutMs === undefined;
		const watermarkMs = Math.max(cursor.watermarkMs, isDrained ? memory.readMs + 1 : 0);
		const fresh = { ...memory, watch, filter, leftOut: {}, waiting: {} };
		return { ...fresh, cursor: { ...cursor, watermarkMs, readUpTo: {} } };
	}
	if (filter === (memory.filter ?? filter)) return { ...memory, filter };
	const readUpTo = { ...cursor.readUpTo, ...memory.leftOut };
	return { ...memory, filter, leftOut: {}, cursor: { ...cursor, readUpTo } };
}

/** What belongs to the former kind of event although the watermark has not passed it. */
export function knownBefore(
	{ watch, cursor: { ahead }, cutMs = 0 }: Memory,
	settings: Settings,
): Plan['isKnown'] {
	if (settings.watch === watch) return () => false;
	return ({ atMs, conversation }) => atMs <= ahead[conversation.key] || conversation.atMs < cutMs;
}

const blankMemory = ({ watch, filter }: Settings, first: Listing['first']): Memory => ({
	version: VERSION,
	activationId: randomUUID(),
	...{ watch, filter, leftOut: {}, readMs: 0, waiting: {}, polls: 0, handovers: 0 },
	clock: started(first),
	cursor: startingAt(0),
});

const workspaceOf = ({ changes }: Listing): string | undefined => {
	const row = changes.find(({ row: { app_id: id } }) => typeof id === 'string' && id !== '')?.row;
	return row && String(row.app_id);
};
