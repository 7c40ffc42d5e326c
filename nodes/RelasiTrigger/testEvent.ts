import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { passesFilter } from '../shared/input/filters';
import { invalid } from '../shared/input/values';
import { MAX_PER_PAGE } from '../shared/pagination/page';
import { toCreatedMs } from '../shared/pagination/readInOrder';
import { combine, readContacts, toItem, toOutput, type Output } from './items';
import { toConversation, toEvent } from './reading';
import { hasWantedSender, readSettings, type Settings } from './settings';
import { openSource, type Source } from './source';

/** Keeps a test in the editor from taking minutes. */
const MAX_CHATS = 50;
const MAX_MESSAGES = 100;

/**
 * Serves “Fetch Test Event” with the newest object that the trigger would give; throws NodeOperationError if there
 * is none. Neither reads nor writes the memory.
 */
export async function fetchTestEvent(context: IPollFunctions): Promise<IDataObject> {
	const settings = readSettings(context);
	const source = await openSource(context);
	const newest = await findNewest(source, settings);
	if (newest) {
		const contacts = await readContacts(source, [newest], settings);
		for (const error of contacts.failures.values()) throw error;
		return toItem(newest, settings, contacts);
	}
	const isMessage = settings.eventKind === 'messages';
	throw invalid(
		context,
		`Relasi has no ${isMessage ? 'message' : 'conversation'} that matches`,
		isMessage
			? 'Send a message through one of your channels, or change the filters. Then fetch again.'
			: 'Let a customer start a conversation, or change the filters. Then fetch again.',
	);
}

async function findNewest(source: Source, settings: Settings): Promise<Output | undefined> {
	const { eventKind, filter, quietMs } = settings;
	const isMessages = eventKind === 'messages';
	const { rows } = await source.conversations()(1, MAX_PER_PAGE);
	const matching = rows.filter((row) => passesFilter(filter, row)).map(toConversation);
	let newest: Output | undefined;
	for (const conversation of isMessages ? matching.slice(0, MAX_CHATS) : matching) {
		// No event is newer than the last change of its conversation, and all further ones changed earlier.
		if (newest && conversation.dateMs <= newest.dateMs) break;
		const objects = isMessages
			? await source.messages(conversation.id, undefined, MAX_MESSAGES)
			: [conversation.row];
		const wanted = objects.filter((row) => hasWantedSender(settings, row));
		if (wanted.length === 0) continue;
		const found = toOutput(toEvent(eventKind, conversation, wanted[wanted.length - 1]));
		if (newest && found.dateMs <= newest.dateMs) continue;
		const item = quietMs === undefined ? found.item : combine(lastBurst(wanted, quietMs));
		newest = { ...found, item };
	}
	return newest;
}

/** Picks the newest of the messages (oldest first) that followed one another within the quiet time. */
function lastBurst(messages: IDataObject[], quietMs: number): IDataObject[] {
	let first = messages.length - 1;
	while (first > 0 && toCreatedMs(messages[first]) - toCreatedMs(messages[first - 1]) < quietMs)
		first--;
	return messages.slice(first);
}
