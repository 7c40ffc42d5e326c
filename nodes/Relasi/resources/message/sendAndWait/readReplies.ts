import { sleep, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import type { Api } from '../../../../shared/transport/api';
import { pageReader } from '../../../../shared/transport/list';
import { MAX_PER_PAGE, type Page } from '../../../../shared/transport/pages';
import { timeOf } from './answer';

interface Check {
	atMs: number;
	sinceMs: number;
	rows: Promise<IDataObject[] | undefined>;
}

/** A check that takes longer changes nothing; the next one may find its answer. */
const CHECK_MS = 10_000;
/** Executions that wait for the same conversation share a request within this time. */
const SHARED_MS = 900;
/** At most this part of a key's requests goes into waiting, however many executions wait. */
const SHARE_OF_PACE = 1 / 4;

const checks = new Map<string, Check>();
const nextTurnMs = new Map<string, number>();

/**
 * The messages of a conversation from a time on, and maybe older ones, as they were at most `SHARED_MS`
 * ago; undefined when the API is too slow.
 */
export async function messagesSince(
	context: IExecuteFunctions,
	api: Api,
	conversationId: string,
	sinceMs: number,
): Promise<IDataObject[] | undefined> {
	const name = `${api.keyId} ${conversationId}`;
	const known = checks.get(name);
	if (known && known.sinceMs <= sinceMs && performance.now() - known.atMs < SHARED_MS)
		return await known.rows;
	const check: Check = { atMs: Infinity, sinceMs, rows: Promise.resolve(undefined) };
	check.rows = (async () => {
		await turn(api);
		check.atMs = performance.now();
		return await Promise.race([read(context, api, conversationId, sinceMs), late()]);
	})();
	checks.set(name, check);
	const forget = () => checks.get(name) === check && checks.delete(name);
	void check.rows.then(async () => await sleep(SHARED_MS)).then(forget, forget);
	return await check.rows;
}

/** n8n's sleep would keep a process that ends waiting for it. */
const late = async (): Promise<undefined> =>
	await new Promise((resolve) =>
		AbortSignal.timeout(CHECK_MS).addEventListener('abort', () => resolve(undefined)),
	);

/** Waits until the key's pace has room for another check. */
async function turn({ keyId, requestsPerSecond }: Api): Promise<void> {
	const nowMs = performance.now();
	const turnMs = Math.max(nowMs, nextTurnMs.get(keyId) ?? 0);
	nextTurnMs.set(keyId, turnMs + 1000 / (requestsPerSecond * SHARE_OF_PACE));
	if (turnMs > nowMs) await sleep(turnMs - nowMs);
}

/** The order of the list is not documented: the newest stand on the first page, or else on the last ones. */
async function read(
	context: IExecuteFunctions,
	api: Api,
	conversationId: string,
	sinceMs: number,
): Promise<IDataObject[]> {
	const query = { conversation_id: conversationId };
	const readPage = pageReader(api, { path: '/messages', query, node: context.getNode() });
	const first = await readPage(1, MAX_PER_PAGE);
	const rows = [...first.rows];
	const step = isNewestFirst(first) ? 1 : -1;
	const reachesBack = ({ rows: some }: Page) => some.some((row) => timeOf(row) <= sinceMs);
	let page = step === 1 ? 2 : first.lastPage;
	for (let read = first; page > 1 && page <= first.lastPage; page += step) {
		if (step === 1 && reachesBack(read)) break;
		read = await readPage(page, MAX_PER_PAGE);
		rows.push(...read.rows);
		if (reachesBack(read)) break;
	}
	return rows;
}

const isNewestFirst = ({ rows }: Page): boolean =>
	rows.length < 2 || timeOf(rows[0]) >= timeOf(rows[rows.length - 1]);
