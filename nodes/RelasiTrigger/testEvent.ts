import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { passesEventFilter } from '../shared/input/filters';
import { invalid } from '../shared/input/values';
import { MAX_PER_PAGE } from '../shared/pagination/page';
import { toCreatedMs } from '../shared/pagination/readInOrder';
import { combine, readContacts, toItem, toOutput, type Output } from './items';
import type { ListedConversation } from './lookback';
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
	const { eventKind, filter } = settings;
	const isMessages = eventKind === 'messages';
	const { rows } = await source.conversations()(1, MAX_PER_PAGE);
	const matching = rows.filter((row) => passesEventFilter(filter, row)).map(toConversation);
	let newest: Output | undefined;
	for (const conversation of isMessages ? matching.slice(0, MAX_CHATS) : matching) {
		// No event is newer than the last change of its conversation, and all further ones changed earlier.
		if (newest && conversation.dateMs <= newest.dateMs) break;
		const found = isMessages
			? await findNewestIn(conversation, source, settings)
			: toOutput(toEvent(eventKind, conversation));
		if (found && found.dateMs > (newest?.dateMs ?? -Infinity)) newest = found;
	}
	return newest;
}

async function findNewestIn(
	conversation: ListedConversation,
	source: Source,
	settings: Settings,
): Promise<Output | undefined> {
	const rows = await source.messages(conversation.id, -Infinity, MAX_MESSAGES);
	const messages = rows.filter((message) => hasWantedSender(settings, message));
	if (messages.length === 0) return undefined;
	const newest = messages[messages.length - 1];
	const output = toOutput(toEvent('messages', conversation, newest));
	const { quietMs } = settings;
	return quietMs === undefined
		? output
		: { ...output, item: combine(lastBurst(messages, quietMs)) };
}

/** Picks the newest of the messages (oldest first) that followed one another within the quiet time. */
function lastBurst(messages: IDataObject[], quietMs: number): IDataObject[] {
	let first = messages.length - 1;
	while (first > 0 && toCreatedMs(messages[first]) - toCreatedMs(messages[first - 1]) < quietMs)
		first--;
	return messages.slice(first);
}
