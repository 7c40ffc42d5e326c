import type { NodeApiError } from 'n8n-workflow';

import { sleep } from '../../../../shared/async';
import type { Message } from '../../../../shared/api/types';
import { hasStatus } from '../../../../shared/errors/apiError';
import { isNodeError } from '../../../../shared/guards';
import type { Api } from '../../../../shared/http/client';
import type { ItemContext } from '../../../../shared/execution/runCache';
import { adviceIfFailed, hasFailed } from '../delivery';
import { fetchSharedNewest } from '../newestMessages';
import { isUnclear, withAnswer } from './answer';
import { isPending, type Failure, type ItemWait, type Pending } from './wait';

/** Statuses with which a later look would fail, too. */
const FINAL_STATUSES = [400, 401, 403, 404, 422];

/** Looks once at the conversation of an item that is waited for; a look that fails for the moment changes nothing. */
export async function poll(
	run: ItemContext,
	pending: ItemWait,
	isStored: boolean,
): Promise<ItemWait> {
	if (!isPending(pending)) return pending;
	const { item, conversationId } = pending;
	try {
		const rows = await fetchInTime(run, conversationId);
		const failure = toFailure(pending, rows, isStored);
		if (failure) return { item, failure };
		const seen = withAnswer(pending, rows, Date.now());
		return isPending(seen) ? await askAgain(run, seen, rows) : seen;
	} catch (error) {
		if (hasStatus(error, 404)) return { item, failure: toGone(pending) };
		if (hasStatus(error, ...FINAL_STATUSES) || isNodeError(error, 'NodeOperationError'))
			return { item, failure: toReadFailure(error as NodeApiError) };
		return withAnswer(pending, [], Date.now());
	}
}

/** Sends the clarification once, if it is due. A send that fails for the moment is repeated at the next look. */
async function askAgain({ api }: ItemContext, pending: Pending, rows: Message[]): Promise<Pending> {
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

/** Tells that the question was sent, but its answer can't be read. */
export const toReadFailure = ({
	message,
	description,
}: Error & { description?: unknown }): Failure => ({
	message: `The question was sent, but the answer couldn't be read: ${message}`,
	...(typeof description === 'string' && { description }),
});

function toFailure(pending: Pending, rows: Message[], isStored: boolean): Failure | undefined {
	const sent = rows.find(({ id }) => id === pending.question.id);
	if (sent && hasFailed(sent)) {
		return {
			message: "Relasi couldn't deliver the question",
			description: adviceIfFailed(sent),
		};
	}
	// In the first seconds the list may not show the question yet.
	return isStored && rows.length === 0 ? toGone(pending) : undefined;
}

const toGone = ({ conversationId }: Pending): Failure => ({
	message: `The conversation with the ID “${conversationId}” no longer exists`,
	description:
		'It existed when the question was sent. It may have been removed, or merged into another one.',
});

/** A read that takes longer is given up; the next look reads again. */
const MAX_READ_MS = 10_000;
/** The part of a key's rate that looks may take, however many executions wait. */
const SHARE_OF_RATE = 1 / 4;

/** By key: when its rate has room for another look. */
const nextTurnMs = new Map<string, number>();

/** Reads the newest messages of a conversation; throws if the API takes longer than `MAX_READ_MS`. */
async function fetchInTime(run: ItemContext, conversationId: string): Promise<Message[]> {
	await waitForTurn(run.api);
	// The sleep of n8n-workflow would keep a process alive that is about to end.
	const signal = AbortSignal.timeout(MAX_READ_MS);
	const timeout = new Promise<never>((_, reject) =>
		signal.addEventListener('abort', () => reject(signal.reason as Error)),
	);
	return await Promise.race([fetchSharedNewest(run, conversationId), timeout]);
}

/** Waits until the key's rate has room for another look. */
async function waitForTurn({ keyId, requestsPerSecond }: Api): Promise<void> {
	const nowMs = performance.now();
	const turnMs = Math.max(nowMs, nextTurnMs.get(keyId) ?? 0);
	nextTurnMs.set(keyId, turnMs + 1000 / (requestsPerSecond * SHARE_OF_RATE));
	if (turnMs > nowMs) await sleep(turnMs - nowMs);
}
