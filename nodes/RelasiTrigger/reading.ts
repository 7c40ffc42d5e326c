import type { IDataObject } from 'n8n-workflow';

import { hasStatus } from '../shared/errors/apiError';
import { forEachPage, MAX_PER_PAGE } from '../shared/pagination/page';
import type { AllFailing } from './failures';
import {
	mayHaveUnread,
	unreadFrom,
	type Conversation,
	type Lookback,
	type Moment,
	type TriggerEvent,
} from './lookback';
import { createdMs, toHash, updatedMs } from './rows';
import type { Session } from './session';
import type { Watch } from './settings';
import type { Source, TimedPage } from './source';

/** The conversations that changed since a second, each once, oldest activity first. */
export interface Listing {
	conversations: Conversation[];
	/** Of the first answer. */
	moment: Moment;
	/** False when the list moved too much while it was read to be sure of it. */
	isComplete: boolean;
}

/** A list that still moves after so many reads is read again by the next poll. */
const MAX_PASSES = 7;
/** So many reads that bring nothing new make up for a proof; more, if the server counts more rows. */
const PASSES_WITHOUT_NEWS = { allCounted: 2, fewer: 5 };
/** So many rows are not all dated in the future. */
const MAX_FIRST_ROWS = 2500;
/** Where so many conversations fail and not one can be read, the others will fail, too. */
const MAX_FAILURES = 20;

/** Reads the conversations that changed in or after a UNIX second, again as long as they move from page to page. */
export async function listChanged(source: Source, sinceSeconds: number): Promise<Listing> {
	const rows = new Map<string, IDataObject>();
	let moment: Moment | undefined;
	let isComplete = false;
	for (let pass = 1, withoutNews = 0; pass <= MAX_PASSES && !isComplete; pass++) {
		const before = rows.size;
		const read = await readPass(source, sinceSeconds, rows);
		moment ??= read.moment;
		withoutNews = pass > 1 && rows.size === before ? withoutNews + 1 : 0;
		isComplete =
			read.isProved ||
			withoutNews >= PASSES_WITHOUT_NEWS[rows.size < read.total ? 'fewer' : 'allCounted'];
	}
	return { conversations: toConversations(rows), moment: moment!, isComplete };
}

/**
 * One read of all pages. It is proved to have missed nothing by as many rows as the list had when it began:
 * those of page 1, and those further back that stand where they stood then. Newest activity comes first, so
 * what is as new as the end of page 1 on a later page may have come there since: the dates of the rows tell
 * that, whatever the clocks show.
 */
async function readPass(
	source: Source,
	sinceSeconds: number,
	rows: Map<string, IDataObject>,
): Promise<{ moment: Moment; total: number; isProved: boolean }> {
	const first = await source.conversations(1, MAX_PER_PAGE, sinceSeconds);
	const edgeMs = toEdgeMs(first.rows);
	const there = new Set<string>();
	let lastPage = 1;
	const take = (page: TimedPage, number: number) => {
		const before = there.size;
		for (const row of page.rows) {
			keepNewer(rows, row);
			if (number === 1 || updatedMs(row) < edgeMs) there.add(String(row.id));
		}
		// A server that gives the same page for ever must not be believed.
		const goesOn = page.hasNext && (number === 1 || there.size > before);
		lastPage = Math.max(lastPage, page.lastPage, goesOn ? number + 1 : 0);
	};
	take(first, 1);
	await forEachPage(
		source.width,
		2,
		() => lastPage,
		async (number) =>
			take(await source.conversations(number, MAX_PER_PAGE, sinceSeconds), number),
	);
	const { moment, total } = first;
	// Where the server does not count them, `total` is Infinity.
	return {
		moment,
		total: total < Infinity ? total : 0,
		isProved: lastPage === 1 || there.size >= total,
	};
}

/** Reads the newest conversations down to where `isEnough`; only one page is surely of one moment. */
export async function listNewest(
	source: Source,
	isEnough: (conversations: Conversation[], moment: Moment) => boolean,
): Promise<Listing & { hasMore: boolean }> {
	const rows = new Map<string, IDataObject>();
	const first = await source.conversations(1, MAX_PER_PAGE);
	for (
		let number = 1, page = first;
		;
		page = await source.conversations(++number, MAX_PER_PAGE)
	) {
		for (const row of page.rows) keepNewer(rows, row);
		const conversations = toConversations(rows);
		const hasMore = (page.hasNext || number < page.lastPage) && page.rows.length > 0;
		const isFound = isEnough(conversations, first.moment);
		if (isFound || !hasMore || rows.size >= MAX_FIRST_ROWS) {
			const isComplete = number === 1 && (isFound || !hasMore);
			return { conversations, moment: first.moment, hasMore, isComplete };
		}
	}
}

/** What there is to read in a poll. */
interface ReadingPlan {
	watch: Watch;
	lookback: Lookback;
	conversations: Conversation[];
	/** The newest date that the poll before had read, in case this process does not know what that was. */
	readMs: number;
	failing: AllFailing;
	session: Session;
	/** No request is begun after this (ms of the steady clock). */
	deadlineMs: number;
}

/** What was read of the conversations. */
export interface Reading {
	events: TriggerEvent[];
	/** Ids of the conversations that were read. */
	read: Set<string>;
	/** Those that changed since they were last read, and could not be read now: for lack of time, or for an error. */
	unread: Conversation[];
	/** By the id of the conversation. */
	failures: Map<string, Error>;
}

/** The events of the conversations: what the list shows itself, or their messages. */
export async function readEvents(source: Source, plan: ReadingPlan): Promise<Reading> {
	if (plan.watch === 'messages') return await readMessages(source, plan);
	const events = plan.conversations.map((conversation): TriggerEvent => {
		const { row, dateMs } = conversation;
		return plan.watch === 'creations'
			? { key: toHash(row.id), dateMs: createdMs(row), row, conversation }
			: { key: stateKey(row), dateMs, row, conversation };
	});
	return { events, read: new Set(), unread: [], failures: new Map() };
}

/**
 * Reads messages side by side; the limit of the key paces that. First come the conversations that changed
 * since they were last read, oldest activity first. What may still get a late message is read again in what is
 * left of the time, least known first, so that a long overlap never holds up what is new.
 */
async function readMessages(source: Source, plan: ReadingPlan): Promise<Reading> {
	const { lookback, conversations, readMs, failing, session } = plan;
	const { readStates } = session;
	const open = conversations.filter((conversation) => mayHaveUnread(lookback, conversation));
	const isNew = ({ row, dateMs }: Conversation) =>
		readStates.size > 0 ? !readStates.has(stateKey(row)) : dateMs > readMs;
	const pollsOf = ({ id }: Conversation) => failing[id]?.polls ?? 0;
	const changed = open.filter(isNew).sort((a, b) => pollsOf(a) - pollsOf(b));
	const again = open
		.filter((conversation) => !isNew(conversation))
		.sort((a, b) => unreadFrom(lookback, a) - unreadFrom(lookback, b));
	const reading: Reading = { events: [], read: new Set(), unread: [], failures: new Map() };

	const readOne = async (conversation: Conversation) => {
		const { id } = conversation;
		const fetching = source.messages(id, unreadFrom(lookback, conversation));
		const rows = await fetching.catch((error: unknown) => {
			if (!isOfOneObject(error)) throw error;
			reading.failures.set(id, error);
		});
		if (!rows) return;
		reading.read.add(id);
		for (const message of rows) {
			const dateMs = createdMs(message);
			reading.events.push({ key: toHash(message.id), dateMs, row: message, conversation });
		}
	};
	const isHopeless = () => reading.read.size === 0 && reading.failures.size >= MAX_FAILURES;
	const hasTime = (untilMs: number) => (begun: number) =>
		(begun === 0 || source.steadyNowMs() < untilMs) && !isHopeless();
	await forEach(changed, source.width, hasTime(plan.deadlineMs), readOne);
	const rereadUntilMs = Math.min(plan.deadlineMs, source.steadyNowMs() + source.rereadMs);
	await forEach(again, source.width, hasTime(rereadUntilMs), readOne);
	reading.unread = changed.filter(({ id }) => !reading.read.has(id));
	const known = conversations.filter(
		({ id, row }) => reading.read.has(id) || readStates.has(stateKey(row)),
	);
	session.readStates = new Set(known.map(({ row }) => stateKey(row)));
	return reading;
}

/** Does `work` for each, `width` at a time, for as long as `goesOn`; ends early when one throws. */
export async function forEach<T>(
	list: T[],
	width: number,
	goesOn: (begun: number) => boolean,
	work: (one: T) => Promise<void>,
): Promise<void> {
	let begun = 0;
	let hasFailed = false;
	const worker = async () => {
		while (!hasFailed && begun < list.length && goesOn(begun)) {
			await work(list[begun++]).catch((error: unknown) => {
				hasFailed = true;
				throw error;
			});
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, list.length) }, worker));
}

/** Whether an error may concern one conversation or contact alone; a revoked key or a used-up rate limit concerns all. */
export const isOfOneObject = (error: unknown): error is Error =>
	error instanceof Error && !hasStatus(error, 401, 429);

/** Two states may share a date, and then differ in their status only. */
export const stateKey = (row: IDataObject): string => toHash(row.id, row.updated_at, row.status);

const toConversations = (rows: Map<string, IDataObject>): Conversation[] =>
	[...rows.values()]
		.reverse()
		.map((row) => ({ id: String(row.id), dateMs: updatedMs(row), row }))
		.sort((a, b) => a.dateMs - b.dateMs);

function keepNewer(rows: Map<string, IDataObject>, row: IDataObject): void {
	const id = String(row.id);
	const known = rows.get(id);
	if (!known || updatedMs(row) >= updatedMs(known)) rows.set(id, row);
}

/**
 * Just above the date of the last row: later pages end below it. Where dates are whole seconds, other rows
 * of that second may have entered the list while it was read, so it is the beginning of the second.
 */
function toEdgeMs(rows: IDataObject[]): number {
	const lastMs = rows.length === 0 ? Infinity : updatedMs(rows[rows.length - 1]);
	return lastMs % 1000 === 0 ? lastMs : lastMs + 1;
}
