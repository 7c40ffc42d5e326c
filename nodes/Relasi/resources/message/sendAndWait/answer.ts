import type { IDataObject } from 'n8n-workflow';

import { oldestFirst, timeOf } from '../../../../shared/pagination/timeOrder';
import { decisionOf } from './approval';
import { isSettled, type Pending } from './pending';

/** A question with what the messages of its conversation, as they are now, say of its answer. */
export function withAnswer(pending: Pending, rows: IDataObject[], nowMs: number): Pending {
	if (isSettled(pending)) return pending;
	const messages = messagesAfter(pending.question!, rows);
	return pending.responseType === 'approval'
		? withDecision(pending, messages, nowMs)
		: withReply(pending, messages, nowMs);
}

/** What the customer wrote after the question by the time of the API, oldest first. */
function messagesAfter(question: IDataObject, rows: IDataObject[]): IDataObject[] {
	// After a question without a time nothing can be said to come.
	const askedMs = timeOf(question) || Infinity;
	const distinct = new Map(
		oldestFirst(rows)
			.filter((row) => row.from_customer === true && timeOf(row) > askedMs)
			.map((row) => [String(row.id), row]),
	);
	return [...distinct.values()];
}

function withDecision(pending: Pending, messages: IDataObject[], nowMs: number): Pending {
	for (const { content } of messages) {
		const text = String(content ?? '');
		const approved = decisionOf(text, pending.approveWords, pending.declineWords);
		if (approved === undefined) continue;
		return { ...pending, result: { data: { approved, chatInput: text } } };
	}
	if (nowMs < pending.deadlineMs) return pending;
	const { question } = pending;
	return { ...pending, result: { data: { approved: false }, question, _timed_out: true } };
}

function withReply(pending: Pending, messages: IDataObject[], nowMs: number): Pending {
	const { question, quietMs, clockAheadMs = -Infinity, deadlineMs } = pending;
	const last = messages.at(-1);
	if (!last) {
		if (nowMs < deadlineMs) return pending;
		return { ...pending, result: { question, _timed_out: true } };
	}
	const id = String(last.id);
	const newest = pending.newest?.id === id ? pending.newest : { id, sinceMs: nowMs };
	// No clock is trusted: the times of the messages are compared with each other only.
	const quietForMs = Math.max(nowMs - newest.sinceMs, nowMs + clockAheadMs - timeOf(last));
	if (quietForMs < quietMs && nowMs < deadlineMs) return { ...pending, newest };
	const text = messages.map(({ content }) => String(content ?? '')).join('\n');
	return { ...pending, result: { ...last, messages, text, question } };
}

/** Milliseconds until the reply can be taken as complete; undefined while there is none. */
export const quietInMs = ({ newest, quietMs }: Pending, nowMs: number): number | undefined =>
	newest && Math.max(0, newest.sinceMs + quietMs - nowMs);
