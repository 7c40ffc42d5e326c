import type { IDataObject } from 'n8n-workflow';

/** What `asTranscript` gives out. */
export interface Transcript extends IDataObject {
	conversation_id: string | null;
	transcript: string;
	/** Messages in the transcript. */
	message_count: number;
	/** Whether older messages, or the beginning of the only one, were left out. */
	truncated: boolean;
}

/**
 * The messages as text for a language model: oldest first, one line each with time and speaker,
 * the newest kept when `maxCharacters` cuts.
 */
export function transcriptOf(
	messages: IDataObject[],
	conversationId: string | undefined,
	maxCharacters: number,
): Transcript {
	const lines = oldestFirst(messages).map(lineOf);
	let first = lines.length;
	let length = -1;
	while (first > 0 && length + 1 + lines[first - 1].length <= maxCharacters) {
		length += 1 + lines[--first].length;
	}
	const kept = lines.slice(first);
	if (kept.length === 0 && lines.length > 0)
		kept.push(lines[lines.length - 1].slice(-maxCharacters));
	return {
		conversation_id: conversationId ?? ((messages[0]?.conversation_id as string) || null),
		transcript: kept.join('\n'),
		message_count: kept.length,
		truncated: first > 0,
	};
}

/** The API's order is not documented; in one of the same second it is all there is to go by. */
function oldestFirst(messages: IDataObject[]): IDataObject[] {
	const times = messages.map(timeOf);
	const descends = times[0] > times[times.length - 1];
	return (descends ? [...messages].reverse() : [...messages]).sort(
		(a, b) => timeOf(a) - timeOf(b),
	);
}

const timeOf = (message: IDataObject): number => Date.parse(String(message.created_at)) || 0;

function lineOf(message: IDataObject): string {
	const at = timeOf(message);
	const time = at ? new Date(at).toISOString().slice(0, 19).replace('T', ' ') : 'unknown time';
	const content = String(message.content ?? '')
		.replace(/\s+/g, ' ')
		.trim();
	const type = String(message.message_type ?? 'text');
	const what = type === 'text' ? content : `[${type}]${content && ` ${content}`}`;
	return `${time} ${speakerOf(message)}: ${what}`;
}

function speakerOf(message: IDataObject): string {
	if (message.from_customer) return 'Customer';
	return message.from_user_id ? 'Agent' : 'System';
}
