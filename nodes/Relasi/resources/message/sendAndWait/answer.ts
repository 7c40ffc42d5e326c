import type { IDataObject } from 'n8n-workflow';

import { oldestFirst, toCreatedMs } from '../../../../shared/pagination/readInOrder';
import { toLastDecision, toVerdict } from './approval';
import { toChoice } from './choice';
import { isSettled, type Pending } from './wait';

/** The clocks of the API's servers may differ by so much, and whole seconds hide which message came first. */
const MARGIN_MS = 5_000;

/** No answer is older than this; what was there before the question is told by its ID. */
export const answersSinceMs = ({ question }: Pending): number =>
	toCreatedMs(question!) ? toCreatedMs(question!) - MARGIN_MS : 0;

/** The IDs of what the customer wrote before the question, of the rows that were read before it was sent. */
export function toKnownIds(rows: IDataObject[], question: IDataObject): string[] {
	const ordered = oldestFirst(rows);
	// When n8n runs the node again, the question is among them, and the answer may be.
	const asked = ordered.findIndex(({ id }) => id === question.id);
	return ordered
		.slice(0, asked < 0 ? undefined : asked)
		.filter((row) => row.from_customer && toCreatedMs(row) >= toCreatedMs(question) - MARGIN_MS)
		.map(({ id }) => String(id));
}

/** A question with what the messages of its conversation, as they are now, say of its answer. */
export function withAnswer(pending: Pending, rows: IDataObject[], nowMs: number): Pending {
	if (isSettled(pending)) return pending;
	const messages = toMessages(pending, rows);
	const id = messages.length > 0 ? String(messages[messages.length - 1].id) : undefined;
	const seen =
		id === undefined || pending.newest?.id === id
			? pending
			: { ...pending, newest: { id, sinceMs: nowMs } };
	const result = toResult(seen, messages, nowMs);
	return result ? { ...seen, result } : seen;
}

function toResult(
	pending: Pending,
	messages: IDataObject[],
	nowMs: number,
): IDataObject | undefined {
	const { question, deadlineMs, responseType } = pending;
	const isLate = nowMs >= deadlineMs;
	const said = { text: toText(messages), messages, question };
	const late = { ...said, _timed_out: true };
	if (responseType === 'approval') {
		const found = toLastDecision(messages, pending);
		if (found) {
			const chatInput = String(found.message.content);
			return { data: { approved: found.approved, chatInput }, ...said };
		}
		return isLate
			? { data: { approved: false, chatInput: toSilence(messages) }, ...late }
			: undefined;
	}
	if (responseType === 'choice') {
		const number = toLastChoice(messages, pending.choices);
		if (number !== undefined)
			return { choice: pending.choices[number - 1], choice_index: number, ...said };
		return isLate ? late : undefined;
	}
	const last = messages.at(-1);
	if (last && (isLate || isQuiet(pending, last, nowMs))) return { ...last, ...said };
	return isLate ? { question, _timed_out: true } : undefined;
}

/** What the customer wrote after the question, oldest first. */
function toMessages(pending: Pending, rows: IDataObject[]): IDataObject[] {
	const known = new Set(pending.knownIds);
	const sinceMs = answersSinceMs(pending);
	const distinct = new Map(
		oldestFirst(rows)
			.filter(
				(row) =>
					row.from_customer === true &&
					!known.has(String(row.id)) &&
					toCreatedMs(row) >= sinceMs,
			)
			.map((row) => [String(row.id), row]),
	);
	return [...distinct.values()];
}

const toText = (messages: IDataObject[]): string =>
	messages.map(({ content }) => (typeof content === 'string' ? content : '')).join('\n');

/** What an AI agent is told whose tool waited for an approval. */
const toSilence = (messages: IDataObject[]): string =>
	messages.length > 0
		? `Nobody answered clearly in time. The customer wrote: ${toText(messages)}`
		: 'Nobody answered in time.';

function toLastChoice(messages: IDataObject[], choices: string[]): number | undefined {
	for (const { content } of [...messages].reverse()) {
		const number = toChoice(content, choices);
		if (number !== undefined) return number;
	}
	return undefined;
}

/** Whether to ask again: what the customer wrote last is not clear, and they have paused. */
export function isUnclear(pending: Pending, rows: IDataObject[], nowMs: number): boolean {
	if (isSettled(pending)) return false;
	const messages = toMessages(pending, rows);
	const last = messages.at(-1);
	return (
		last !== undefined &&
		messages.some(({ content }) => toVerdict(content, pending) !== 'aside') &&
		isQuiet(pending, last, nowMs)
	);
}

/** No clock is trusted: the times of the messages are compared with each other only. */
function isQuiet(pending: Pending, last: IDataObject, nowMs: number): boolean {
	const { newest, clockAheadMs = -Infinity, quietMs } = pending;
	const sinceMs = newest ? nowMs - newest.sinceMs : 0;
	return Math.max(sinceMs, nowMs + clockAheadMs - toCreatedMs(last)) >= quietMs;
}

/** Milliseconds until the customer has paused long enough; undefined where that decides nothing. */
export const quietInMs = (pending: Pending, nowMs: number): number | undefined =>
	pending.newest && (pending.responseType === 'reply' || pending.clarification)
		? Math.max(0, pending.newest.sinceMs + pending.quietMs - nowMs)
		: undefined;
