import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { combine, include, type Output } from './items';
import { createdMs, updatedMs } from './rows';
import { isWanted, passes, type Settings } from './settings';
import type { Source } from './source';

const PER_PAGE = 100;
const MAX_PAGES = 5;
/** A test in the editor must not take minutes. */
const MAX_CHATS = 50;

/** The newest object that the trigger would give out; throws NodeOperationError when there is none. */
export async function newestEvent(
	context: IPollFunctions,
	source: Source,
	settings: Settings,
): Promise<IDataObject> {
	const newest = await find(source, settings);
	if (newest) {
		const { items, failures } = await include(source, [newest], settings);
		for (const error of failures.values()) throw error;
		return items[0];
	}
	const isMessage = settings.watch === 'messages';
	throw new NodeOperationError(
		context.getNode(),
		`Relasi has no ${isMessage ? 'message' : 'conversation'} that matches`,
		{
			description: isMessage
				? 'Write a message in one of your channels, or loosen the filters, and fetch again.'
				: 'Start a conversation in one of your channels, or loosen the filters, and fetch again.',
		},
	);
}

async function find(source: Source, settings: Settings): Promise<Output | undefined> {
	let newest: Output | undefined;
	let chats = 0;
	for (let page = 1; page <= MAX_PAGES; page++) {
		const { rows, hasNext } = await source.conversations(page, PER_PAGE);
		for (const row of rows) {
			// Nothing in a conversation is newer than its last change, and the rest changed earlier still.
			if (newest && updatedMs(row) <= newest.dateMs) return newest;
			if (!passes(settings.filter, row)) continue;
			if (settings.watch === 'messages' && ++chats > MAX_CHATS) return newest;
			const found = await newestIn(row, source, settings);
			if (found && !(found.dateMs <= (newest?.dateMs ?? -Infinity))) newest = found;
		}
		if (!hasNext) break;
	}
	return newest;
}

async function newestIn(
	conversation: IDataObject,
	source: Source,
	settings: Settings,
): Promise<Output | undefined> {
	if (settings.watch !== 'messages') {
		const dateMs =
			settings.watch === 'changes' ? updatedMs(conversation) : createdMs(conversation);
		return { dateMs, item: conversation, conversation };
	}
	const rows = await source.newestMessages(String(conversation.id));
	const messages = rows.filter((message) => isWanted(settings, message));
	if (messages.length === 0) return undefined;
	const newest = messages[messages.length - 1];
	const item =
		settings.quietMs === undefined ? newest : combine(lastBurst(messages, settings.quietMs));
	return { dateMs: createdMs(newest), item, conversation };
}

/** The newest messages (oldest first) that followed one another quickly. */
function lastBurst(messages: IDataObject[], quietMs: number): IDataObject[] {
	let first = messages.length - 1;
	while (first > 0 && createdMs(messages[first]) - createdMs(messages[first - 1]) < quietMs)
		first--;
	return messages.slice(first);
}
