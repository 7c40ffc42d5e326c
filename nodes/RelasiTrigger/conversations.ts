import type { IDataObject } from 'n8n-workflow';

import { MAX_PER_PAGE } from '../shared/pagination/page';
import { readAll } from '../shared/pagination/readAll';
import type { Change, Event } from './cursor';
import { changedMs, createdMs, keyOf } from './rows';
import type { Source, TimedPage } from './source';

/** What a trigger looks out for; what it has seen of one kind says nothing about another. */
export type Watch = 'changes' | 'creations' | 'messages';

/** The conversations that changed since a second, each once, and the first answer. */
export interface Listing {
	changes: Change[];
	first: TimedPage;
	/** False when the list moved too much while it was read to be sure of it. */
	isComplete: boolean;
}

/** Of so many rows one is not dated in the future, or the clock that says so is wrong. */
const MAX_ROWS_AHEAD = 2500;

/** Reads the conversations that changed in or after a UNIX second. */
export async function listChanged(source: Source, sinceSeconds?: number): Promise<Listing> {
	const rows = new Map<string, IDataObject>();
	let first: TimedPage | undefined;
	let edgeMs = Infinity;
	let pending = 0;
	const readPage = async (page: number, perPage: number) => {
		pending++;
		const answer = await source.conversations(page, perPage, sinceSeconds);
		pending--;
		for (const row of answer.rows) keepNewer(rows, row);
		if (page === 1) edgeMs = edgeOf(answer.rows);
		first ??= answer;
		// Newest activity comes first: what is newer than the end of page 1 on a later page has moved
		// since. The dates of the rows tell that, whatever the clock of the API shows.
		return { ...answer, serverTimeMs: edgeMs };
	};
	const isComplete = await readAll(readPage, source.width).then(
		() => true,
		(error: Error) => {
			if (pending > 0 || !first) throw error;
			return false;
		},
	);
	return { changes: changesOf([...rows.values()]), first: first!, isComplete };
}

/** Reads the newest conversations down to where `isEnough`; only one page is surely of one moment. */
export async function listNewest(
	source: Source,
	isEnough: (changes: Change[], first: TimedPage) => boolean,
): Promise<Listing & { hasMore: boolean }> {
	const rows = new Map<string, IDataObject>();
	const first = await source.conversations(1, MAX_PER_PAGE);
	let page = first;
	for (let number = 1; ; page = await source.conversations(++number, MAX_PER_PAGE)) {
		for (const row of page.rows) keepNewer(rows, row);
		const changes = changesOf([...rows.values()]);
		const hasMore = page.hasNext && page.rows.length > 0;
		const isFound = isEnough(changes, first);
		if (isFound || !hasMore || rows.size >= MAX_ROWS_AHEAD) {
			return { changes, first, hasMore, isComplete: number === 1 && (isFound || !hasMore) };
		}
	}
}

/** The events that the list itself shows. */
export function eventsOf(changes: Change[], watch: Watch): Event[] {
	return changes.map((conversation) => {
		const { row } = conversation;
		if (watch === 'creations') {
			return { key: conversation.key, atMs: createdMs(row), row, conversation };
		}
		// Two states may share a second, and then differ in their status only.
		const key = keyOf(row.id, row.updated_at, row.status);
		const formerKey = keyOf(row.id, row.updated_at);
		return { key, formerKey, atMs: conversation.atMs, row, conversation };
	});
}

const changesOf = (rows: IDataObject[]): Change[] =>
	rows
		.map((row) => ({ key: keyOf(row.id), atMs: changedMs(row), row }))
		.sort((a, b) => a.atMs - b.atMs);

function keepNewer(rows: Map<string, IDataObject>, row: IDataObject): void {
	const id = String(row.id);
	const known = rows.get(id);
	if (!known || changedMs(row) >= changedMs(known)) rows.set(id, row);
}

/** Just above the date of the last row; rows that share that date may have stood there before. */
const edgeOf = (rows: IDataObject[]): number =>
	rows.length === 0 ? Infinity : changedMs(rows[rows.length - 1]) + 1;
