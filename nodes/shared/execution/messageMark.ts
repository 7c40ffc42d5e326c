import { createHash } from 'crypto';

/**
 * Says what a message of this package is for. Its `client_request_id` contains the mark, so any workflow and
 * process can read it, and nothing is stored elsewhere. It isn't a secret: any key of the workspace can write one.
 */
export type Mark =
	| { kind: 'plain' }
	/** The bot stays silent for this many seconds after the message; 0 hands back to it. */
	| { kind: 'handOver'; seconds: number }
	/** Send and Wait waits for an answer for this many seconds after the message. */
	| ({ kind: 'question'; seconds: number } & AnswerEnd)
	/** Send and Wait waits for an answer until a point in time: the seconds left would differ on each try. */
	| ({ kind: 'questionUntil'; untilMs: number } & AnswerEnd)
	/** The message answers a message of the customer, `toDigest` of its ID, and those before it. */
	| { kind: 'answer'; to: number };

/** When the answer to a question is complete. */
interface AnswerEnd {
	/** After the customer has paused for this many seconds; undefined: with the first clear answer. */
	quietSeconds?: number;
}

const KINDS = ['plain', 'handOver', 'question', 'questionUntil', 'answer'] as const;

const VALUE_DIGITS = 7;
const MAX_VALUE = 2 ** 28 - 1;
/** A wait lasts a year at most, so the last 26 bits of its end and the time of its beginning identify the end. */
const UNTIL_CYCLE = 2 ** 26;
const MOST_AHEAD = 367 * 86_400;
const MAX_SECONDS = 2 ** 19 - 1;

/**
 * Makes the ID of a message: a UUID of version 8, whose content is free (RFC 9562, 5.8), in the form
 * `hhhhhhhh-hhhh-8hhh-8hhh-KVVVVVVVCCCC` with 18 digits of a hash, the kind, its value and a checksum.
 */
export function markedId(hash: string, mark: Mark): string {
	const id = hash.replace(/^(.{8})(.{4})(.{3})(.{3}).*$/, '$1-$2-8$3-8$4-');
	const head = `${id}${KINDS.indexOf(mark.kind)}${hex(toValue(mark), VALUE_DIGITS)}`;
	return head + toChecksum(head);
}

/** The suffix of the ID of the second and further parts of a split text. */
const PART = /-\d{1,4}$/;
const MARKED = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-([0-4])([\da-f]{7})[\da-f]{4}$/;

/** Reads the mark of a message sent at `sentAtMs`; undefined if this package didn't make the ID. */
export function readMark(clientRequestId: unknown, sentAtMs: number): Mark | undefined {
	const id = String(clientRequestId ?? '').toLowerCase();
	const whole = id.length > 36 ? id.replace(PART, '') : id;
	const [, digit, value] = MARKED.exec(whole) ?? [];
	if (digit === undefined || toChecksum(whole.slice(0, -4)) !== whole.slice(-4)) return undefined;
	return toMark(KINDS[Number(digit)], parseInt(value, 16), sentAtMs);
}

/** Hashes the ID of a message to 28 bits: enough to identify it within its conversation. */
export const toDigest = (messageId: string): number =>
	parseInt(sha256(messageId).slice(0, VALUE_DIGITS), 16);

function toValue(mark: Mark): number {
	switch (mark.kind) {
		case 'plain':
			return 0;
		case 'handOver':
			return Math.min(Math.ceil(mark.seconds), MAX_VALUE);
		case 'question':
			return encodeSeconds(mark.seconds) * 2 ** 8 + encodeQuiet(mark.quietSeconds);
		case 'questionUntil':
			return (Math.ceil(mark.untilMs / 1000) % UNTIL_CYCLE) * 2 ** 2 + encodeRoughQuiet(mark);
		case 'answer':
			return mark.to;
	}
}

function toMark(kind: Mark['kind'], value: number, sentAtMs: number): Mark {
	switch (kind) {
		case 'plain':
			return { kind };
		case 'handOver':
			return { kind, seconds: value };
		case 'question':
			return { kind, seconds: decodeSeconds(value >> 8), ...decodeQuiet(value & 0xff) };
		case 'questionUntil':
			return {
				kind,
				untilMs: decodeUntilMs(value >>> 2, sentAtMs),
				...ROUGH_QUIET[value & 3],
			};
		case 'answer':
			return { kind, to: value };
	}
}

/** Encodes seconds in 20 bits: one for the unit, seconds or minutes, and 19 for the number. */
function encodeSeconds(seconds: number): number {
	const whole = Math.ceil(seconds);
	if (whole <= MAX_SECONDS) return whole;
	return MAX_SECONDS + 1 + Math.min(Math.ceil(whole / 60), MAX_SECONDS);
}

const decodeSeconds = (value: number): number =>
	value <= MAX_SECONDS ? value : (value - MAX_SECONDS - 1) * 60;

/** 8 bits: 0 for a clear answer, otherwise the quiet time, exact up to two minutes and then in steps of 30 seconds. */
const EXACT_QUIET = 120;
const QUIET_STEP = 30;

function encodeQuiet(seconds: number | undefined): number {
	if (seconds === undefined) return 0;
	if (seconds <= EXACT_QUIET) return 1 + Math.ceil(seconds);
	return Math.min(1 + EXACT_QUIET + Math.ceil((seconds - EXACT_QUIET) / QUIET_STEP), 0xff);
}

function decodeQuiet(value: number): AnswerEnd {
	if (value === 0) return {};
	const steps = value - 1 - EXACT_QUIET;
	return { quietSeconds: steps <= 0 ? value - 1 : EXACT_QUIET + steps * QUIET_STEP };
}

/** 2 bits: one of these. */
const ROUGH_QUIET: AnswerEnd[] = [
	{},
	{ quietSeconds: 0 },
	{ quietSeconds: 10 },
	{ quietSeconds: 60 },
];

function encodeRoughQuiet({ quietSeconds }: AnswerEnd): number {
	if (quietSeconds === undefined) return 0;
	const fitting = ROUGH_QUIET.findIndex((each) => quietSeconds <= (each.quietSeconds ?? -1));
	return fitting < 0 ? ROUGH_QUIET.length - 1 : fitting;
}

/** Decodes the end of a wait: of the times that the bits can mean, the latest one that is at most a year after the message. */
function decodeUntilMs(seconds: number, sentAtMs: number): number {
	const sentAt = Math.floor(sentAtMs / 1000);
	const ahead = (((seconds - sentAt) % UNTIL_CYCLE) + UNTIL_CYCLE) % UNTIL_CYCLE;
	return (sentAt + (ahead > MOST_AHEAD ? ahead - UNTIL_CYCLE : ahead)) * 1000;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

const toChecksum = (head: string): string => sha256(`relasi ${head}`).slice(0, 4);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
