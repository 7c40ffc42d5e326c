import type { Message } from '../../../shared/api/types';
import { readMark, toDigest, type Mark } from '../../../shared/execution/messageMark';
import { oldestFirst, toCreatedMs } from '../../../shared/pagination/readInOrder';
import { readApprovalWords, toDecision, type ApprovalWords } from './decision/approval';
import { toChoice, toListedChoices } from './decision/choice';
import { isPartOf } from './messageFields';

/** The side that has to write after a message of the customer. */
export interface Turn {
	/** `unknown`: the list doesn't show the message, or not yet; `customer`: they wrote on after it. */
	of: 'bot' | 'customer' | 'nobody' | 'unknown';
	/** The messages that the bot has to answer, oldest first: all of the customer's since the last answer. */
	messages: Message[];
}

/** A message with its sender and mark. */
interface Entry {
	row: Message;
	atMs: number;
	/** Undefined for what this package did not send. */
	mark?: Mark;
	from: 'customer' | 'agent' | 'system';
}

/**
 * Tells from the newest messages of a conversation whose turn it is after the message `messageId`. After an agent's
 * message the bot stays silent for `agentPauseMs`; 0: not at all.
 */
export function turnAfter(rows: Message[], messageId: string, agentPauseMs: number): Turn {
	const entries = (oldestFirst(rows) as Message[]).map(toEntry);
	const index = entries.findIndex(({ row }) => String(row.id) === messageId);
	const none = (of: Turn['of']): Turn => ({ of, messages: [] });
	if (index < 0) return none('unknown');
	const { from, atMs } = entries[index];
	if (from !== 'customer') return none('nobody');
	if (entries.slice(index + 1).some((entry) => entry.from === 'customer'))
		return none('customer');
	const answered = lastAnswered(entries);
	const awaited = awaitedReplies(entries);
	const before = entries.slice(0, index);
	const isSilenced =
		index <= answered ||
		awaited.has(entries[index]) ||
		isPaused(before, atMs, agentPauseMs) ||
		atMs < handedOverUntilMs(before);
	if (isSilenced) return none('nobody');
	const unanswered = entries
		.slice(answered + 1)
		.filter((entry) => entry.from === 'customer' && !awaited.has(entry));
	return { of: 'bot', messages: unanswered.map(({ row }) => row) };
}

/** Prepares a message for the transcript, in which a bot speaks as the system, whoever its key belongs to. */
export const asSystem = (row: Message): Message =>
	toEntry(row).mark ? { ...row, from_user_id: null } : row;

function toEntry(row: Message): Entry {
	const atMs = toCreatedMs(row);
	if (row.from_customer === true) return { row, atMs, from: 'customer' };
	const mark = readMark(row.client_request_id);
	const from = mark || !row.from_user_id ? 'system' : 'agent';
	return { row, atMs, mark, from };
}

/** Finds the last message that is answered; -1 if none is. */
function lastAnswered(entries: Entry[]): number {
	const answers = new Set(
		entries.flatMap(({ mark }) => (mark?.kind === 'answer' ? [mark.to] : [])),
	);
	const isAnswered = ({ row, from, mark }: Entry): boolean =>
		from === 'agent' ||
		['handOver', 'question', 'questionUntil'].includes(mark?.kind ?? '') ||
		(from === 'customer' && answers.has(toDigest(String(row.id))));
	return entries.map(isAnswered).lastIndexOf(true);
}

const isPaused = (before: Entry[], nowMs: number, agentPauseMs: number): boolean =>
	agentPauseMs > 0 &&
	before.some(({ from, atMs }) => from === 'agent' && nowMs - atMs <= agentPauseMs);

/** Finds when the hand-overs end: of those since the bot got the chat back, the one that ends last counts. */
function handedOverUntilMs(before: Entry[]): number {
	let endMs = -Infinity;
	for (const { mark, atMs } of before) {
		if (mark?.kind !== 'handOver') continue;
		endMs = mark.seconds === 0 ? -Infinity : Math.max(endMs, atMs + mark.seconds * 1000);
	}
	return endMs;
}

/** A question of Send and Wait that is open. */
interface Wait {
	question: Entry;
	untilMs: number;
	/** Undefined: the first clear answer ends the wait. */
	quietSeconds?: number;
	/** The time of the newest message of the reply. */
	repliedMs?: number;
}

/** Collects the messages that a Send and Wait waited for. */
function awaitedReplies(entries: Entry[]): Set<Entry> {
	const awaited = new Set<Entry>();
	let wait: Wait | undefined;
	for (const entry of entries) {
		if (entry.mark) {
			// The clarification belongs to the wait of its question.
			if (!wait || !isPartOf(wait.question.row, entry.row)) wait = toWait(entry);
		} else if (entry.from === 'customer' && wait && isWaiting(wait, entry)) {
			awaited.add(entry);
			wait.repliedMs = entry.atMs;
			if (wait.quietSeconds === undefined && isClearAnswer(wait.question.row, entry.row))
				wait = undefined;
		}
	}
	return awaited;
}

/** Read at the first question: splitting the words would double the time that n8n takes to load the nodes. */
let builtInWords: ApprovalWords | undefined;

/** Tells whether a message is a clear answer to a question of Send and Wait. */
function isClearAnswer({ content: question }: Message, { content }: Message): boolean {
	const choices = toListedChoices(question);
	if (choices.length > 0) return toChoice(content, choices) !== undefined;
	builtInWords ??= readApprovalWords({});
	return toDecision(content, builtInWords) !== undefined;
}

function toWait(question: Entry): Wait | undefined {
	const { mark, atMs } = question;
	if (mark?.kind !== 'question' && mark?.kind !== 'questionUntil') return undefined;
	const untilMs = mark.kind === 'question' ? atMs + mark.seconds * 1000 : mark.untilMs;
	return { question, untilMs, quietSeconds: mark.quietSeconds };
}

const isWaiting = (
	{ untilMs, quietSeconds = Infinity, repliedMs = Infinity }: Wait,
	{ atMs }: Entry,
): boolean => atMs <= untilMs && atMs - repliedMs < quietSeconds * 1000;
