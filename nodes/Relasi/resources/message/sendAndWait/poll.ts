import { sleep, type NodeApiError } from 'n8n-workflow';

import { messageList } from '../../../../shared/api/relasi';
import type { Message } from '../../../../shared/api/types';
import { hasStatus } from '../../../../shared/errors/apiError';
import { isNodeError } from '../../../../shared/guards';
import type { Api } from '../../../../shared/http/client';
import { readInOrder } from '../../../../shared/pagination/readInOrder';
import type { OperationContext } from '../../../operations/operationContext';
import { adviceIfFailed, hasFailed } from '../delivery';
import { answersSinceMs, isUnclear, withAnswer } from './answer';
import { isSettled, type Failure, type Pending } from './wait';

type Run = Pick<OperationContext, 'api' | 'context'>;

/** Statuses that a later look will get as well. */
const FINAL_STATUSES = [400, 401, 403, 404, 422];

/** The questions with what their conversations say now; a look that fails for the moment changes nothing. */
export async function poll(run: Run, pending: Pending[], isStored: boolean): Promise<Pending[]> {
	return await Promise.all(
		pending.map(async (each) => {
			if (isSettled(each)) return each;
			try {
				const { conversationId } = each;
				const rows = await messagesSince(run, conversationId, answersSinceMs(each));
				const failure = rows && toFailure(each, rows, isStored);
				if (failure) return { ...each, failure };
				const seen = withAnswer(each, rows ?? [], Date.now());
				return await askAgain(run, seen, rows ?? []);
			} catch (error) {
				if (hasStatus(error, 404)) return { ...each, failure: toGone(each) };
				if (isFinal(error))
					return { ...each, failure: toReadFailure(error as NodeApiError) };
				return withAnswer(each, [], Date.now());
			}
		}),
	);
}

/** Sends the clarification, once; a send that fails for the moment is made again at the next look. */
async function askAgain({ api }: Run, pending: Pending, rows: Message[]): Promise<Pending> {
	const { clarification: body } = pending;
	if (!body || !isUnclear(pending, rows, Date.now())) return pending;
	const isOver = await api
		.send({ method: 'POST', path: '/messages/text', body, retry: 'always' })
		// 409: it was sent already.
		.then(
			() => true,
			(error) => hasStatus(error, 409, ...FINAL_STATUSES),
		);
	return isOver ? { ...pending, clarification: undefined } : pending;
}

const isFinal = (error: unknown): boolean =>
	hasStatus(error, ...FINAL_STATUSES) || isNodeError(error, 'NodeOperationError');

/** Why an answer cannot be read, once the question was sent. */
export const toReadFailure = ({
	message,
	description,
}: Error & { description?: unknown }): Failure => ({
	message: `The question was sent, but the answer couldn't be read: ${message}`,
	...(typeof description === 'string' && { description }),
});

function toFailure(pending: Pending, rows: Message[], isStored: boolean): Failure | undefined {
	const sent = rows.find(({ id }) => id === pending.question!.id);
	if (sent && hasFailed(sent)) {
		return {
			message: "Relasi couldn't deliver the question",
			description: adviceIfFailed(sent),
		};
	}
	// At first the question may only not be in the list yet.
	return isStored && rows.length === 0 ? toGone(pending) : undefined;
}

const toGone = ({ conversationId }: Pending): Failure => ({
	message: `The conversation with the ID “${conversationId}” no longer exists`,
	description:
		'It existed when the question was sent. It may have been removed, or merged into another one.',
});

interface Look {
	atMs: number;
	sinceMs: number;
	rows: Promise<Message[] | undefined>;
}

/** A look that takes longer changes nothing; the next one may find its answer. */
const LOOK_MS = 10_000;
/** Executions that wait for the same conversation share a request within this time. */
const SHARED_MS = 900;
/** At most this part of a key's requests goes into waiting, however many executions wait. */
const SHARE_OF_RATE = 1 / 4;
/** All from a time on, from the end of the list that is nearer to it. */
const SINCE = { order: 'oldestFirst', limit: Infinity, matches: () => true } as const;

const looks = new Map<string, Look>();
const nextTurnMs = new Map<string, number>();

/**
 * The messages of a conversation from a time on, and maybe older ones, as they were at most `SHARED_MS`
 * ago; undefined when the API is too slow.
 */
async function messagesSince(
	{ api, context }: Run,
	conversationId: string,
	sinceMs: number,
): Promise<Message[] | undefined> {
	const name = `${api.keyId} ${conversationId}`;
	const known = looks.get(name);
	if (known && known.sinceMs <= sinceMs && performance.now() - known.atMs < SHARED_MS)
		return await known.rows;
	const look: Look = { atMs: Infinity, sinceMs, rows: Promise.resolve(undefined) };
	look.rows = (async () => {
		await turn(api);
		look.atMs = performance.now();
		const list = messageList(context.getNode(), conversationId);
		const reading = readInOrder(api, list, { ...SINCE, sinceMs });
		return await Promise.race([reading, late()]);
	})();
	looks.set(name, look);
	const forget = () => looks.get(name) === look && looks.delete(name);
	void look.rows.then(async () => await sleep(SHARED_MS)).then(forget, forget);
	return await look.rows;
}

/** n8n's sleep would keep a process that ends waiting for it. */
const late = async (): Promise<undefined> =>
	await new Promise((resolve) =>
		AbortSignal.timeout(LOOK_MS).addEventListener('abort', () => resolve(undefined)),
	);

/** Waits until the key's rate has room for another look. */
async function turn({ keyId, requestsPerSecond }: Api): Promise<void> {
	const nowMs = performance.now();
	const turnMs = Math.max(nowMs, nextTurnMs.get(keyId) ?? 0);
	nextTurnMs.set(keyId, turnMs + 1000 / (requestsPerSecond * SHARE_OF_RATE));
	if (turnMs > nowMs) await sleep(turnMs - nowMs);
}
