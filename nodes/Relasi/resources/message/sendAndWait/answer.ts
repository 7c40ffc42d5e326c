import type { IDataObject } from 'n8n-workflow';

import { joinWords } from '../../../../shared/api/relasi';
import { oldestFirst, toCreatedMs } from '../../../../shared/pagination/readInOrder';
import { isAside, toLastDecision } from '../decision/approval';
import { toChoice } from '../decision/choice';
import type { ItemWait, Pending } from './wait';

/** The clocks of the API's servers may differ by so much, and whole seconds hide which message came first. */
const MARGIN_MS = 5_000;

/** Computes the time before which no answer is dated. The IDs tell what was there before the question. */
const answersSinceMs = (question: IDataObject): number => toCreatedMs(question) - MARGIN_MS;

/** Collects the IDs of what the customer wrote before the question, from the rows that were read before it was sent. */
export function toKnownIds(rows: IDataObject[], question: IDataObject): string[] {
	const ordered = oldestFirst(rows);
	// When n8n runs the node again, the question is among them, and the answer may be.
	const asked = ordered.findIndex(({ id }) => id === question.id);
	return ordered
		.slice(0, asked < 0 ? undefined : asked)
		.filter((row) => row.from_customer && toCreatedMs(row) >= answersSinceMs(question))
		.map(({ id }) => String(id));
}

/** Adds what the messages of the conversation, as they are now, say of the answer; settled once it is complete. */
export function withAnswer(pending: Pending, rows: IDataObject[], nowMs: number): ItemWait {
	const messages = toMessages(pending, rows);
	const last = messages.at(-1);
	const seen = { ...pending };
	if (last && String(last.id) !== pending.newest?.id) {
		const { clockAheadMs = -Infinity } = pending;
		const sinceMs = Math.min(nowMs, toCreatedMs(last) - clockAheadMs);
		seen.newest = { id: String(last.id), sinceMs };
	}
	const result = toResult(seen, messages, nowMs);
	return result ? { item: pending.item, result } : seen;
}

/** Makes the output of an item; undefined while the answer isn't complete. */
function toResult(
	pending: Pending,
	messages: IDataObject[],
	nowMs: number,
): IDataObject | undefined {
	const { expected, question, deadlineMs } = pending;
	const isLate = nowMs >= deadlineMs;
	const said = { text: joinWords(messages), messages, question };
	const late = { ...said, _timed_out: true };
	switch (expected.responseType) {
		case 'approval': {
			const found = toLastDecision(messages, expected);
			if (found) {
				const chatInput = String(found.message.content);
				return { data: { approved: found.approved, chatInput }, ...said };
			}
			const data = { approved: false, chatInput: toSilence(messages) };
			return isLate ? { data, ...late } : undefined;
		}
		case 'choice': {
			const number = messages
				.map(({ content }) => toChoice(content, expected.choices))
				.filter((each) => each !== undefined)
				.at(-1);
			if (number === undefined) return isLate ? late : undefined;
			return { choice: expected.choices[number - 1], choice_index: number, ...said };
		}
		case 'reply': {
			const last = messages.at(-1);
			if (!last) return isLate ? { question, _timed_out: true } : undefined;
			return isLate || nowMs >= quietAtMs(pending) ? { ...last, ...said } : undefined;
		}
	}
}

/** Selects what the customer wrote after the question, oldest first. */
function toMessages(pending: Pending, rows: IDataObject[]): IDataObject[] {
	const known = new Set(pending.knownIds);
	const sinceMs = answersSinceMs(pending.question);
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

/** Says that there is no decision, to the AI agent whose tool waited for an approval. */
const toSilence = (messages: IDataObject[]): string =>
	messages.length > 0
		? `Nobody answered clearly in time. The customer wrote: ${joinWords(messages)}`
		: 'Nobody answered in time.';

/** Tells whether to ask again: the customer has written something that isn't clear, and has paused. */
export const isUnclear = (pending: Pending, rows: IDataObject[], nowMs: number): boolean =>
	nowMs >= quietAtMs(pending) &&
	!toMessages(pending, rows).every(({ content }) => isAside(content));

/** Computes when the customer has paused for long enough; Infinity if they haven't written. */
export const quietAtMs = ({ newest, quietMs }: Pending): number =>
	newest ? newest.sinceMs + quietMs : Infinity;
