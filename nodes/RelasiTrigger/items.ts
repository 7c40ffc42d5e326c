import type { IDataObject } from 'n8n-workflow';

import { isOfOneObject, isPassedOver, type AllFailing, type Attempts } from './failing';
import type { ClockSample, TriggerEvent } from './lookback';
import type { Bursts, Session } from './memory';
import { forEachInTime } from './reading';
import type { Settings } from './settings';
import { createdMs, type Source } from './source';

/** An item to give, made of one event, or of the burst of its conversation. */
export interface Output {
	dateMs: number;
	item: IDataObject;
	conversation: IDataObject;
	event?: TriggerEvent;
}

/** Makes an item of an event. */
export const toOutput = (event: TriggerEvent): Output => ({
	dateMs: event.dateMs,
	item: event.row,
	conversation: event.conversation.row,
	event,
});

/** Adds new messages (oldest first) to the bursts of their conversations, and notes in the session when they were read. */
export function addToBursts(
	before: Bursts,
	events: TriggerEvent[],
	session: Session,
	readAtMs: number,
): Bursts {
	const bursts = { ...before };
	for (const { row, conversation } of events) {
		const { id } = conversation;
		const isFirst = bursts[id] === undefined;
		const messages = [...(bursts[id]?.messages ?? []), row];
		messages.sort((a, b) => createdMs(a) - createdMs(b));
		bursts[id] = { messages, conversation: conversation.row };
		const known = session.burstReadAt[id];
		const firstAtMs = isFirst ? readAtMs : (known?.firstAtMs ?? readAtMs);
		session.burstReadAt[id] = { firstAtMs, lastAtMs: readAtMs };
	}
	const readAt = Object.keys(bursts).map((id) => [
		id,
		// After a restart this process doesn't know when they were read.
		session.burstReadAt[id] ?? { firstAtMs: readAtMs, lastAtMs: readAtMs },
	]);
	session.burstReadAt = Object.fromEntries(readAt) as Session['burstReadAt'];
	return bursts;
}

/**
 * Makes one item of each burst whose customer is quiet, or has been waited for long enough. Without a quiet time
 * that is every burst.
 */
export function closeBursts(
	bursts: Bursts,
	{ quietMs = 0, maxWaitMs }: Settings,
	{ burstReadAt }: Session,
	sample: ClockSample,
	unread: Set<string>,
): Output[] {
	const closed = Object.entries(bursts).filter(([id, { messages }]) => {
		const { firstAtMs, lastAtMs } = burstReadAt[id];
		const isQuiet = hasPassed(quietMs, lastAtMs, messages[messages.length - 1], sample);
		const isOver = hasPassed(maxWaitMs, firstAtMs, messages[0], sample);
		return isOver || (isQuiet && !unread.has(id));
	});
	return closed.map(([, { messages, conversation }]) => {
		const item = combine(messages);
		return { dateMs: createdMs(item), item, conversation };
	});
}

/** Combines messages (oldest first) into one item: the newest message, with all of them and their contents. */
export function combine(messages: IDataObject[]): IDataObject {
	const text = messages.map(({ content }) => String(content ?? '')).join('\n');
	return { ...messages[messages.length - 1], messages, text };
}

/**
 * Whether this much time has passed since a message: since it was read, by the steady clock, or since its date,
 * by both other clocks, of which one may be wrong.
 */
function hasPassed(
	ms: number,
	readAtMs: number,
	message: IDataObject,
	sample: ClockSample,
): boolean {
	const { askedAtMs, localDateMs, serverDateMs = localDateMs } = sample;
	const dateMs = createdMs(message);
	// A date in whole seconds can mean any time of that second.
	const latestMs = dateMs + (dateMs % 1000 === 0 ? 999 : 0);
	return (
		ms === 0 ||
		askedAtMs - readAtMs >= ms ||
		Math.min(localDateMs, serverDateMs) - latestMs >= ms
	);
}

/** The items of a poll. */
interface Included extends Attempts {
	items: IDataObject[];
	/** What the items were made of. The other outputs are left for a later poll. */
	given: Output[];
	/** The date (ms) of the first output that was left together with all behind it; Infinity if none was. */
	cutMs: number;
}

/** Further items are left for the next poll. */
const MAX_ITEMS = 20_000;

/**
 * Adds the conversation and the contact to the items (oldest first), as the settings say; reads each contact once
 * a poll. If time runs out, the rest of the items is left. A contact that can't be read holds back its own items
 * only; once it is passed over, they come without it.
 */
export async function addParts(
	source: Source,
	outputs: Output[],
	{ include: parts }: Settings,
	failing: AllFailing = {},
): Promise<Included> {
	const contacts = new Map<string, IDataObject | null>();
	const failures = new Map<string, Error>();
	const withContact = parts.includes('contact');
	const toContactId = ({ conversation }: Output) =>
		withContact ? String(conversation.customer_id ?? '') : '';
	const first = outputs.slice(0, MAX_ITEMS);
	const ids = new Set(first.map(toContactId).filter((id) => id !== ''));
	await forEachInTime(source, [...ids], source.deadlineMs, async (id) => {
		const fetched = source.contact(id).then((contact) => contacts.set(id, contact));
		await fetched.catch((error: unknown) => {
			if (!isOfOneObject(error)) throw error;
			failures.set(id, error);
		});
	});
	const isTried = (id: string) => id === '' || contacts.has(id) || failures.has(id);
	const untried = first.findIndex((output) => !isTried(toContactId(output)));
	const cut = untried < 0 ? first.length : untried;
	const given = first.slice(0, cut).filter((output) => {
		const id = toContactId(output);
		return !failures.has(id) || isPassedOver(failing, id);
	});
	const items = given.map((output) => {
		const { item, conversation } = output;
		const id = toContactId(output);
		return {
			...item,
			...(parts.includes('conversation') && { conversation }),
			...(withContact && !failures.has(id) && { contact: contacts.get(id) ?? null }),
		};
	});
	const cutMs = outputs[cut]?.dateMs ?? Infinity;
	return { kind: 'contact', items, given, cutMs, read: new Set(contacts.keys()), failures };
}
