import type { IDataObject } from 'n8n-workflow';

import type { Page } from '../shared/pagination/page';
import { readAll } from '../shared/pagination/readAll';
import type { Change, Cursor, Event } from './cursor';
import { createdMs, keyOf } from './rows';
import type { Source } from './source';

const PER_PAGE = 100;
/** So many rows do not stand in the order of their dates by chance. */
const EVIDENCE = 20;
const PAGES_AT_ONCE = 4;

/** The messages of the conversations that were read before time ran out. */
export interface Messages {
	events: Event[];
	read: Change[];
	/** Ids of those for which time was short. */
	unread: Set<string>;
}

/**
 * Reads the messages of changed conversations side by side, oldest activity first; the limit of the
 * key paces them. No read starts after the deadline (ms of the source's clock), but one always does.
 */
export async function readMessages(
	source: Source,
	cursor: Cursor,
	changes: Change[],
	deadlineMs: number,
): Promise<Messages> {
	const lineOf = ({ key }: Change) =>
		Math.max(cursor.watermarkMs, (cursor.readUpTo[key] ?? -Infinity) + 1);
	// No message is newer than the last change of its conversation.
	const open = changes.filter((change) => change.atMs >= lineOf(change));
	const events: Event[] = [];
	const read: Change[] = [];
	let next = 0;
	let failed = false;
	const hasTime = () => next === 0 || source.nowMs() < deadlineMs;
	const worker = async () => {
		while (!failed && next < open.length && hasTime()) {
			const conversation = open[next++];
			const id = String(conversation.row.id);
			const rows = await readChat(source, id, lineOf(conversation)).catch(
				(error: unknown) => {
					failed = true;
					throw error;
				},
			);
			read.push(conversation);
			for (const row of rows) {
				events.push({ key: keyOf(row.id), atMs: createdMs(row), row, conversation });
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(source.width, open.length) }, worker));
	return { events, read, unread: new Set(open.slice(next).map(({ row }) => String(row.id))) };
}

/**
 * Reads the messages of a conversation that are dated `fromMs` or later, perhaps also older ones, and
 * no more pages of a long one than needed: the API does not document their order, but where the rows
 * show one, older pages need not be read.
 */
export async function readChat(source: Source, id: string, fromMs: number): Promise<IDataObject[]> {
	const read = async (page: number, perPage = PER_PAGE): Promise<Page> => {
		// Whether a message is new is told by its id: the clock of the API is left out.
		const { rows, total, lastPage, hasNext } = await source.messages(id, page, perPage);
		return { rows, total, lastPage, hasNext };
	};
	const first = await read(1);
	if (!first.hasNext) return first.rows;
	const order = orderOf(first.rows);
	const part =
		order === 'newestFirst'
			? await readDown(read, first, fromMs)
			: order === 'oldestFirst'
				? await readUp(read, first, fromMs)
				: undefined;
	return part ?? (await readAll(read, PAGES_AT_ONCE));
}

type Read = (page: number) => Promise<Page>;
type Order = 'newestFirst' | 'oldestFirst';

function orderOf(rows: IDataObject[]): Order | undefined {
	const times = rows.map(createdMs);
	if (times.length < EVIDENCE || times[0] === times[times.length - 1]) return undefined;
	if (times.every((ms, index) => index === 0 || ms <= times[index - 1])) return 'newestFirst';
	if (times.every((ms, index) => index === 0 || ms >= times[index - 1])) return 'oldestFirst';
	return undefined;
}

/** From the front to the first message that is old; undefined when the rows break the order. */
async function readDown(
	read: Read,
	first: Page,
	fromMs: number,
): Promise<IDataObject[] | undefined> {
	const rows = new Map(first.rows.map((row) => [String(row.id), row]));
	let page = first;
	const isDone = () => !page.hasNext || page.rows.some((row) => createdMs(row) < fromMs);
	for (let number = 2; !isDone(); number++) {
		page = await read(number);
		// A row met again was pushed down by a new one, and keeps its first place.
		for (const row of page.rows) if (!rows.has(String(row.id))) rows.set(String(row.id), row);
		if (page.rows.length === 0) break;
	}
	const found = [...rows.values()];
	return orderOf(found) === 'newestFirst' ? found : undefined;
}

/** From the end backwards to the first message that is old; undefined when the list moved meanwhile. */
async function readUp(read: Read, first: Page, fromMs: number): Promise<IDataObject[] | undefined> {
	let found: IDataObject[] = [];
	for (let number = first.lastPage; number > 1; number--) {
		const page = await read(number);
		if (page.total !== first.total || page.rows.length === 0) return undefined;
		found = [...page.rows, ...found];
		if (createdMs(page.rows[0]) < fromMs) break;
	}
	const rows = [...first.rows, ...found];
	return orderOf(rows) === 'oldestFirst' ? rows : undefined;
}
