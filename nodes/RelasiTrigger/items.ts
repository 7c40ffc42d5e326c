import type { IDataObject } from 'n8n-workflow';

import { joinWords } from '../shared/api/relasi';
import { toCreatedMs } from '../shared/pagination/readInOrder';
import { Attempts, isPassedOver, type AllFailing } from './attempts';
import { largest, smallest, toLatestMs, type ClockSample, type TriggerEvent } from './lookback';
import type { Bursts, Memory, Session } from './memory';
import type { Settings } from './settings';
import type { Source } from './source';

/** An item to give, made of one event, or of the burst of its conversation. */
export interface Output {
	dateMs: number;
	item: IDataObject;
	conversation: IDataObject;
	event?: TriggerEvent;
}

/** The work of making items. */
interface ItemPlan {
	settings: Settings;
	/** New events, oldest first. */
	events: TriggerEvent[];
	memory: Memory;
	session: Session;
	sample: ClockSample;
	/** Ids of conversations with messages that could not be read yet. */
	unread: Set<string>;
}

/** Null for a contact that no longer exists. */
type Contacts = Attempts<IDataObject | null>;

/** Further items are left for the next poll. */
const MAX_ITEMS = 20_000;

/**
 * Makes the items of a poll, oldest first, as the settings say: combines messages, and adds contacts and
 * conversations. If time runs out, the rest of the items is left. A contact that can't be read holds back its own
 * items only; once it is passed over, they come without it.
 */
export async function makeItems(source: Source, plan: ItemPlan) {
	const { settings, memory, events, session } = plan;
	const isCombining = settings.quietMs !== undefined;
	// After the user switches combining off, every open burst is given, too.
	const open = settings.event === 'messageReceived' ? memory.bursts : {};
	const bursts = addToBursts(open, isCombining ? events : []);
	noteReadAt(session, bursts, source.steadyNowMs());
	const outputs = [
		...closeBursts(bursts, plan),
		...(isCombining ? [] : events.map(toOutput)),
	].sort((a, b) => a.dateMs - b.dateMs);
	const failing = memory.failingContacts;
	const contacts = await readContacts(source, outputs.slice(0, MAX_ITEMS), settings, failing);
	const { results, failures } = contacts;
	const items: IDataObject[] = [];
	const held: TriggerEvent[] = [];
	let cutMs = Infinity;
	for (const [index, output] of outputs.entries()) {
		const { event, conversation, dateMs } = output;
		const id = toContactId(output, settings);
		const isTried = id === '' || results.has(id) || failures.has(id);
		const isHeldBack = failures.has(id) && !isPassedOver(failing, id);
		if (index >= MAX_ITEMS || !isTried) cutMs = Math.min(cutMs, dateMs);
		if (cutMs === Infinity && !isHeldBack) {
			items.push(toItem(output, settings, contacts));
			if (!event) delete bursts[String(conversation.id)];
		} else if (event) held.push(event);
	}
	return {
		items,
		contacts,
		/** Events that were not given. */
		held,
		/** The date (ms) of the first item that was left together with all behind it; Infinity if none was. */
		cutMs,
		/** The messages that still wait to be combined. */
		bursts,
	};
}

/** Makes an item of an event. */
export const toOutput = (event: TriggerEvent): Output => ({
	dateMs: event.dateMs,
	item: event.row,
	conversation: event.conversation.row,
	event,
});

/** Adds new messages to the bursts of their conversations. */
function addToBursts(before: Bursts, events: TriggerEvent[]): Bursts {
	const bursts = { ...before };
	const grown = new Set(events.map(({ conversation }) => conversation));
	for (const { id, row } of grown)
		bursts[id] = { messages: [...(before[id]?.messages ?? [])], conversation: row };
	for (const { row, conversation } of events) bursts[conversation.id].messages.push(row);
	for (const { id } of grown) bursts[id].messages.sort((a, b) => toCreatedMs(a) - toCreatedMs(b));
	return bursts;
}

/** Notes in the session when the messages of bursts were read. After a restart that counts as now (ms of the steady clock). */
function noteReadAt(session: Session, bursts: Bursts, nowMs: number): void {
	const ids = Object.values(bursts).flatMap(({ messages }) => messages.map(toMessageId));
	const readAt = ids.map((id) => [id, session.messageReadAt[id] ?? nowMs] as const);
	session.messageReadAt = Object.fromEntries(readAt);
}

const toMessageId = ({ id }: IDataObject): string => String(id);

/** Makes one item of each burst whose customer is quiet, or has been waited for long enough. */
function closeBursts(
	bursts: Bursts,
	{ settings: { quietMs = 0, maxWaitMs }, session, sample, unread }: ItemPlan,
): Output[] {
	const closed = Object.entries(bursts).filter(([id, { messages }]) => {
		const readAtMs = messages.map((message) => session.messageReadAt[toMessageId(message)]);
		const newest = messages[messages.length - 1];
		const isQuiet = hasPassed(quietMs, largest(readAtMs), newest, sample);
		const isOver = hasPassed(maxWaitMs, smallest(readAtMs), messages[0], sample);
		return isOver || (isQuiet && !unread.has(id));
	});
	return closed.map(([, { messages, conversation }]) => {
		const item = combine(messages);
		return { dateMs: toCreatedMs(item), item, conversation };
	});
}

/** Combines messages (oldest first) into one item: the newest message, with all of them and their contents. */
export function combine(messages: IDataObject[]): IDataObject {
	return { ...messages[messages.length - 1], messages, text: joinWords(messages) };
}

/**
 * Tells whether this much time has passed since a message was read, by the steady clock, or since its date, by
 * both other clocks, of which one may be wrong.
 */
function hasPassed(
	ms: number,
	readAtMs: number,
	message: IDataObject,
	sample: ClockSample,
): boolean {
	const { askedAtMs, localDateMs, serverDateMs = localDateMs } = sample;
	return (
		ms === 0 ||
		askedAtMs - readAtMs >= ms ||
		Math.min(localDateMs, serverDateMs) - toLatestMs(toCreatedMs(message)) >= ms
	);
}

/** Reads the contacts of the items, each once, as far as time allows; none if the settings don't ask for them. */
export async function readContacts(
	source: Source,
	outputs: Output[],
	settings: Settings,
	failing: AllFailing = {},
): Promise<Contacts> {
	const contacts: Contacts = new Attempts(source, 'contact', failing);
	const ids = new Set(outputs.map((output) => toContactId(output, settings)));
	ids.delete('');
	await contacts.readEach([...ids], source.deadlineMs, source.contact);
	return contacts;
}

/** Returns the id of the contact that belongs into an item; '' if none does. */
const toContactId = ({ conversation }: Output, { include }: Settings): string =>
	include.includes('contact') ? String(conversation.customer_id ?? '') : '';

/** Adds the conversation and the contact to an item, as the settings say; no contact if it can't be read. */
export function toItem(
	output: Output,
	settings: Settings,
	{ results, failures }: Contacts,
): IDataObject {
	const { item, conversation } = output;
	const { include } = settings;
	const id = toContactId(output, settings);
	return {
		...item,
		...(include.includes('conversation') && { conversation }),
		...(include.includes('contact') &&
			!failures.has(id) && { contact: results.get(id) ?? null }),
	};
}
