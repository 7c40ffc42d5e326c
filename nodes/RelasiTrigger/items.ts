import type { IDataObject } from 'n8n-workflow';

import type { Moment, TriggerEvent } from './lookback';
import { forEach, isOfOneObject } from './reading';
import { createdMs } from './rows';
import type { Session } from './session';
import type { Settings } from './settings';
import type { Source } from './source';

/** Messages of one conversation, oldest first, that wait for its customer to be quiet. */
export interface Waiting {
	messages: IDataObject[];
	/** As it was when its last message was read. */
	conversation: IDataObject;
}

export type AllWaiting = Record<string, Waiting>;

/** Something to give out: a single event, or what waited of a conversation. */
export interface Output {
	dateMs: number;
	item: IDataObject;
	conversation: IDataObject;
	event?: TriggerEvent;
	waiting?: Waiting;
}

/** One item for each event. */
export const toOutputs = (events: TriggerEvent[]): Output[] =>
	events.map((event) => ({
		dateMs: event.dateMs,
		item: event.row,
		conversation: event.conversation.row,
		event,
	}));

/** What waits once the new messages (oldest first) have joined; the session notes when they were read. */
export function join(
	before: AllWaiting,
	events: TriggerEvent[],
	session: Session,
	readAtMs: number,
): AllWaiting {
	const waiting = { ...before };
	for (const { row, conversation } of events) {
		const { id } = conversation;
		const isFirst = waiting[id] === undefined;
		const messages = [...(waiting[id]?.messages ?? []), row];
		messages.sort((a, b) => createdMs(a) - createdMs(b));
		waiting[id] = { messages, conversation: conversation.row };
		const heard = session.heard[id];
		const firstAtMs = isFirst ? readAtMs : (heard?.firstAtMs ?? readAtMs);
		session.heard[id] = { firstAtMs, lastAtMs: readAtMs };
	}
	const heard = Object.keys(waiting).map((id) => [
		id,
		// After a restart nobody knows when they were read.
		session.heard[id] ?? { firstAtMs: readAtMs, lastAtMs: readAtMs },
	]);
	session.heard = Object.fromEntries(heard) as Session['heard'];
	return waiting;
}

/** Turns what has waited long enough into one item a conversation. */
export function settle(
	all: AllWaiting,
	{ quietMs = 0, maxWaitMs }: Settings,
	{ session, moment, unread }: { session: Session; moment: Moment; unread: Set<string> },
): { ready: Output[]; waiting: AllWaiting } {
	const ready: Output[] = [];
	const waiting: AllWaiting = {};
	for (const [id, one] of Object.entries(all)) {
		const { firstAtMs, lastAtMs } = session.heard[id];
		const { messages, conversation } = one;
		const isQuiet = hasPassed(quietMs, lastAtMs, messages[messages.length - 1], moment);
		const isOver = hasPassed(maxWaitMs, firstAtMs, messages[0], moment);
		if (isOver || (isQuiet && !unread.has(id))) {
			const item = combine(messages);
			ready.push({ dateMs: createdMs(item), item, conversation, waiting: one });
		} else waiting[id] = one;
	}
	return { ready, waiting };
}

/** Several messages (oldest first) as one item: the newest, with all of them and their contents. */
export function combine(messages: IDataObject[]): IDataObject {
	const text = messages.map(({ content }) => String(content ?? '')).join('\n');
	return { ...messages[messages.length - 1], messages, text };
}

/**
 * Whether so much time has passed since a message, by this process's steady clock since it was read, or by
 * both clocks since its date: one of them may be wrong.
 */
function hasPassed(ms: number, readAtMs: number, message: IDataObject, moment: Moment): boolean {
	const { askedAtMs, localDateMs, serverDateMs = localDateMs } = moment;
	const dateMs = createdMs(message);
	// A date in whole seconds may stand for any moment of its second.
	const latestMs = dateMs + (dateMs % 1000 === 0 ? 999 : 0);
	return (
		ms === 0 ||
		askedAtMs - readAtMs >= ms ||
		Math.min(localDateMs, serverDateMs) - latestMs >= ms
	);
}

/** What goes out, and what has to wait for its contact. */
export interface Included {
	items: IDataObject[];
	held: Output[];
	/** Ids of contacts that were read, and of those that could not be. */
	read: Set<string>;
	failures: Map<string, Error>;
	/** Where time ran out before all contacts were read: the date (ms) of the first item that waits for it. */
	cutMs?: number;
}

/**
 * The items with the conversation and the contact behind them; each contact is read once a poll. Where time
 * runs out, the rest of the items wait; a contact that can't be read holds back its own items only, and
 * once it is passed over they come without it.
 */
export async function include(
	source: Source,
	outputs: Output[],
	{ include: parts }: Settings,
	isPassedOver: (contactId: string) => boolean = () => false,
): Promise<Included> {
	const contacts = new Map<string, IDataObject | null>([['', null]]);
	const failures = new Map<string, Error>();
	const withContact = parts.includes('contact');
	const ids = withContact ? new Set(outputs.map(toContactId).filter((id) => id !== '')) : [];
	await forEach(
		[...ids],
		source.width,
		(begun) => begun === 0 || source.steadyNowMs() < source.deadlineMs,
		async (id) => {
			const reading = source.contact(id).then((contact) => contacts.set(id, contact));
			await reading.catch((error: unknown) => {
				if (!isOfOneObject(error)) throw error;
				failures.set(id, error);
			});
		},
	);
	const items: IDataObject[] = [];
	const held: Output[] = [];
	let cutMs: number | undefined;
	for (const output of outputs) {
		const id = toContactId(output);
		const isFailing = failures.has(id);
		if (withContact && !contacts.has(id) && !isFailing) cutMs ??= output.dateMs;
		if (cutMs !== undefined || (isFailing && !isPassedOver(id))) held.push(output);
		else {
			items.push({
				...output.item,
				...(parts.includes('conversation') && { conversation: output.conversation }),
				...(withContact && !isFailing && { contact: contacts.get(id) }),
			});
		}
	}
	contacts.delete('');
	return { items, held, read: new Set(contacts.keys()), failures, cutMs };
}

const toContactId = ({ conversation }: Output): string => String(conversation.customer_id ?? '');
