import { NodeOperationError, type IDataObject, type IPollFunctions } from 'n8n-workflow';

import { addParts, combine, type Output } from './items';
import { hasWantedSender, passesFilter, type Settings } from './settings';
import { createdMs, updatedMs, type Source } from './source';

const PER_PAGE = 100;
const MAX_PAGES = 5;
/** Keeps a test in the editor from taking minutes. */
const MAX_CHATS = 50;

/** Finds the newest object that the trigger would give; throws NodeOperationError if there is none. */
export async function findNewestEvent(
	context: IPollFunctions,
	source: Source,
	settings: Settings,
): Promise<IDataObject> {
	const newest = await findNewest(source, settings);
	if (newest) {
		const { items, failures } = await addParts(source, [newest], settings);
		for (const error of failures.values()) throw error;
		return items[0];
	}
	const isMessage = settings.eventKind === 'messages';
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

async function findNewest(source: Source, settings: Settings): Promise<Output | undefined> {
	let newest: Output | undefined;
	let chats = 0;
	for (let page = 1; page <= MAX_PAGES; page++) {
		const { rows, hasNext } = await source.conversations(page, PER_PAGE);
		for (const row of rows) {
			// No message is newer than the last change of its conversation, and all further rows changed earlier.
			if (newest && updatedMs(row) <= newest.dateMs) return newest;
			if (!passesFilter(settings.filter, row)) continue;
			if (settings.eventKind === 'messages' && ++chats > MAX_CHATS) return newest;
			const found = await findNewestIn(row, source, settings);
			if (found && !(found.dateMs <= (newest?.dateMs ?? -Infinity))) newest = found;
		}
		if (!hasNext) break;
	}
	return newest;
}

async function findNewestIn(
	conversation: IDataObject,
	source: Source,
	settings: Settings,
): Promise<Output | undefined> {
	if (settings.eventKind !== 'messages') {
		const dateMs =
			settings.eventKind === 'changes' ? updatedMs(conversation) : createdMs(conversation);
		return { dateMs, item: conversation, conversation };
	}
	const rows = await source.newestMessages(String(conversation.id));
	const messages = rows.filter((message) => hasWantedSender(settings, message));
	if (messages.length === 0) return undefined;
	const newest = messages[messages.length - 1];
	const item =
		settings.quietMs === undefined ? newest : combine(lastBurst(messages, settings.quietMs));
	return { dateMs: createdMs(newest), item, conversation };
}

/** The newest of the messages (oldest first): those that followed one another within the quiet time. */
function lastBurst(messages: IDataObject[], quietMs: number): IDataObject[] {
	let first = messages.length - 1;
	while (first > 0 && createdMs(messages[first]) - createdMs(messages[first - 1]) < quietMs)
		first--;
	return messages.slice(first);
}
