import { sleep, type IDataObject } from 'n8n-workflow';

import { messageList } from '../../../../shared/api/relasi';
import type { Api } from '../../../../shared/http/client';
import { readInOrder } from '../../../../shared/pagination/readInOrder';
import type { OperationContext } from '../../../operations/operationContext';

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
/** All from a time on, from the end of the list that is nearer to it. */
const SINCE = { order: 'oldestFirst', limit: Infinity, matches: () => true } as const;

const checks = new Map<string, Check>();
const nextTurnMs = new Map<string, number>();

/**
 * The messages of a conversation from a time on, and maybe older ones, as they were at most `SHARED_MS`
 * ago; undefined when the API is too slow.
 */
export async function messagesSince(
	{ api, context }: Pick<OperationContext, 'api' | 'context'>,
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
		const list = messageList(context.getNode(), conversationId);
		const reading = readInOrder(api, list, { ...SINCE, sinceMs });
		return await Promise.race([reading, late()]);
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
