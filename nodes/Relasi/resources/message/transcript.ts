import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { toContentWords } from '../../../shared/api/relasi';
import { readCollection, readCount } from '../../../shared/input/values';
import { oldestFirst, toCreatedMs } from '../../../shared/pagination/readInOrder';
import { fromHtml } from './mailText';

const MAX_CHARACTERS = 12000;

/** The option 'Max Characters' of all operations that make a transcript. */
export const maxCharactersOption: INodeProperties = {
	displayName: 'Max Characters',
	name: 'maxCharacters',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: MAX_CHARACTERS,
	description: 'Maximum length of the transcript. The newest messages are kept.',
};

/** Reads the option; throws NodeOperationError unless it is a whole number above 0. */
export function readMaxCharacters(context: IExecutePaginationFunctions): number {
	const { maxCharacters = MAX_CHARACTERS } = readCollection(context);
	return readCount(context, maxCharacters, 'Max Characters', {
		preset: MAX_CHARACTERS,
		advice: 'Enter the maximum number of characters, such as 12000.',
	});
}

/**
 * Writes messages as text for a language model: oldest first, one line each with time and speaker. If they have more
 * than `maxCharacters`, the newest are kept.
 */
export function toTranscript(
	messages: IDataObject[],
	conversationId: string | undefined,
	maxCharacters: number,
) {
	const ordered = oldestFirst(messages);
	const lines = ordered.map(toTranscriptLine);
	let first = lines.length;
	let length = -1;
	while (first > 0 && length + 1 + lines[first - 1].length <= maxCharacters) {
		length += 1 + lines[--first].length;
	}
	const kept = lines.slice(first);
	if (kept.length === 0 && lines.length > 0) kept.push(toLineEnd(ordered.at(-1)!, maxCharacters));
	return {
		conversation_id: conversationId ?? ((messages[0]?.conversation_id as string) || null),
		transcript: kept.join('\n'),
		message_count: kept.length,
		// Also if only the beginning of the last message was left out.
		truncated: first > 0,
		// The API's times, also of messages that were left out; null without a message.
		last_customer_at: toLastTime(ordered, 'Customer'),
		last_agent_at: toLastTime(ordered, 'Agent'),
		last_system_at: toLastTime(ordered, 'System'),
	};
}

function toLastTime(ordered: IDataObject[], speaker: string): string | null {
	const last = ordered.filter((message) => toSpeaker(message) === speaker).at(-1);
	return (last?.created_at as string | undefined) ?? null;
}

const toTranscriptLine = (message: IDataObject): string => toHead(message) + toContent(message);

/** Cuts a line that is too long by itself: keeps time, speaker and the end of the text. */
function toLineEnd(message: IDataObject, maxCharacters: number): string {
	const head = `${toHead(message)}…`;
	const start = head.length < maxCharacters ? head : '';
	const end = toTranscriptLine(message).slice(start.length - maxCharacters);
	// Half of a character is none.
	return start + end.replace(/^[\udc00-\udfff]/, '');
}

function toHead(message: IDataObject): string {
	const at = toCreatedMs(message);
	const time = at ? new Date(at).toISOString().slice(0, 19).replace('T', ' ') : 'unknown time';
	return `${time} ${toSpeaker(message)}: `;
}

function toContent(message: IDataObject): string {
	const content = toContentText(message.content)
		// Also the one line break that \s leaves out.
		.replace(/[\s\u0085]+/g, ' ')
		.trim();
	const type = String(message.message_type ?? 'text');
	return type === 'text' ? content : `[${type}]${content && ` ${content}`}`;
}

/** Tags of mails. People write other words in angle brackets, too. */
const MAIL_TAG =
	/<\/?(?:html|body|div|p|br|span|h[1-6]|ul|ol|table|section|article|center|font|style|blockquote)\b[^<>]*>/i;

/** Takes the words of a message from its content, and from HTML without tags. */
export function toContentText(content: unknown): string {
	const text = toContentWords(content);
	return (MAIL_TAG.test(text) ? fromHtml(text) : text).trim();
}

function toSpeaker(message: IDataObject): string {
	if (message.from_customer) return 'Customer';
	return message.from_user_id ? 'Agent' : 'System';
}
