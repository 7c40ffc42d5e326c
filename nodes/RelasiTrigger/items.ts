import type { IDataObject } from 'n8n-workflow';

import type { ClockSample, TriggerEvent } from './lookback';
import type { Burst, Bursts, Session } from './memory';
import { forEachInTime, isOfOneObject } from './reading';
import type { Settings } from './settings';
import { createdMs, type Source } from './source';

/** An item to give, made of one event or of one burst. */
export interface Output {
	dateMs: number;
	item: IDataObject;
	conversation: IDataObject;
	event?: TriggerEvent;
	burst?: Burst;
}

/** Makes one item of each event. */
export const toOutputs = (events: TriggerEvent[]): Output[] =>
	events.map((event) => ({
		dateMs: event.dateMs,
		item: event.row,
		conversation: event.conversation.row,
		event,
	}));

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

/** Makes one item of each burst whose customer is quiet, or has been waited for long enough. The others stay open. */
export function closeBursts(
	bursts: Bursts,
	{ quietMs = 0, maxWaitMs }: Settings,
	{ session, sample, unread }: { session: Session; sample: ClockSample; unread: Set<string> },
): { ready: Output[]; open: Bursts } {
	const ready: Output[] = [];
	const open: Bursts = {};
	for (const [id, burst] of Object.entries(bursts)) {
		const { firstAtMs, lastAtMs } = session.burstReadAt[id];
		const { messages, conversation } = burst;
		const isQuiet = hasPassed(quietMs, lastAtMs, messages[messages.length - 1], sample);
		const isOver = hasPassed(maxWaitMs, firstAtMs, messages[0], sample);
		if (isOver || (isQuiet && !unread.has(id))) {
			const item = combine(messages);
			ready.push({ dateMs: createdMs(item), item, conversation, burst });
		} else open[id] = burst;
	}
	return { ready, open };
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

/** The items to give, and those held back because their contact isn't read yet. */
interface Included {
	items: IDataObject[];
	held: Output[];
	/** Ids of the contacts that were read. */
	read: Set<string>;
	/** By the id of the contact. */
	failures: Map<string, Error>;
	/** The date (ms) of the first item held back because time ran out. */
	cutMs?: number;
}

/**
 * Adds the conversation and the contact to the items, as the settings say; reads each contact once a poll. If
 * time runs out, the rest of the items is held back. A contact that can't be read holds back its own items only;
 * once it is passed over, they come without it.
 */
export async function addParts(
	source: Source,
	outputs: Output[],
	{ include: parts }: Settings,
	isPassedOver: (contactId: string) => boolean = () => false,
): Promise<Included> {
	const contacts = new Map<string, IDataObject | null>([['', null]]);
	const failures = new Map<string, Error>();
	const withContact = parts.includes('contact');
	const ids = withContact ? new Set(outputs.map(toContactId).filter((id) => id !== '')) : [];
	await forEachInTime(source, [...ids], source.deadlineMs, async (id) => {
		const fetched = source.contact(id).then((contact) => contacts.set(id, contact));
		await fetched.catch((error: unknown) => {
			if (!isOfOneObject(error)) throw error;
			failures.set(id, error);
		});
	});
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
