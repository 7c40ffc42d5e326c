import type { IDataObject } from 'n8n-workflow';

import { combined, type Given } from './combine';
import { withIncluded } from './include';
import { readChat } from './messages';
import { admits, isWanted } from './readEvents';
import { changedMs, createdMs } from './rows';
import type { Settings } from './settings';
import type { Source } from './source';

const PER_PAGE = 100;
const MAX_PAGES = 5;
/** A test in the editor must not take minutes. */
const MAX_CHATS = 50;

/** The newest object that the trigger would give out, for a test in the editor; undefined when there is none. */
export async function sample(source: Source, settings: Settings): Promise<IDataObject | undefined> {
	const newest = await find(source, settings);
	return newest && (await withIncluded(source, [newest], settings.include, Infinity))[0];
}

async function find(source: Source, settings: Settings): Promise<Given | undefined> {
	let newest: Given | undefined;
	let chats = 0;
	for (let page = 1; page <= MAX_PAGES; page++) {
		const { rows, hasNext } = await source.conversations(page, PER_PAGE);
		for (const row of rows) {
			// Nothing in a conversation is newer than its last change, and the rest changed earlier still.
			if (newest && changedMs(row) <= newest.atMs) return newest;
			if (!admits(settings, row)) continue;
			if (settings.watch === 'messages' && ++chats > MAX_CHATS) return newest;
			const found = await newestIn(row, source, settings);
			if (found && !(found.atMs <= (newest?.atMs ?? -Infinity))) newest = found;
		}
		if (!hasNext) break;
	}
	return newest;
}

async function newestIn(
	row: IDataObject,
	source: Source,
	settings: Settings,
): Promise<Given | undefined> {
	if (settings.watch === 'changes') return { atMs: changedMs(row), item: row, conversation: row };
	if (settings.watch === 'creations') {
		return { atMs: createdMs(row), item: row, conversation: row };
	}
	const rows = await readChat(source, String(row.id), Infinity);
	const ordered = rows
		.filter((message) => isWanted(settings, message))
		.sort((a, b) => createdMs(b) - createdMs(a));
	if (ordered.length === 0) return undefined;
	const item =
		settings.quietMs === undefined ? ordered[0] : combined(burst(ordered, settings.quietMs));
	return { atMs: createdMs(ordered[0]), item, conversation: row };
}

/** The newest messages (newest first) that followed one another quickly. */
function burst(messages: IDataObject[], quietMs: number): IDataObject[] {
	const pause = messages.findIndex(
		(message, index) =>
			index > 0 && createdMs(messages[index - 1]) - createdMs(message) >= quietMs,
	);
	return pause < 0 ? messages : messages.slice(0, pause);
}
