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

/** The value of a mark: 32 bits of seconds and 12 bits of quiet time, or the digest of a message's ID. */
const VALUE_DIGITS = 11;
const MAX_SECONDS = 2 ** 32 - 1;
const MAX_QUIET = 2 ** 12 - 1;

const CHECK_DIGITS = 3;

/**
 * Makes the ID of a message: a UUID of version 8, whose content is free (RFC 9562, 5.8), in the form
 * `hhhhhhhh-hhhh-8hhh-8VVV-VVVVVVVVKCCC` with 15 digits of a hash, the value of the mark, its kind and a checksum.
 */
export function markedId(hash: string, mark: Mark): string {
	const value = toValue(mark).toString(16).padStart(VALUE_DIGITS, '0');
	const head = `${hash.slice(0, 15)}8${value}${KINDS.indexOf(mark.kind)}`.replace(
		/^(.{8})(.{4})(.{3})(.{4})(.*)$/,
		'$1-$2-8$3-$4-$5',
	);
	return head + toChecksum(head);
}

/** The suffix of the ID of the second and further parts of a split text. */
const PART = /-\d{1,4}$/;
const MARKED = /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8([\da-f]{3})-([\da-f]{8})([0-4])[\da-f]{3}$/;

/** Reads the mark of a message; undefined if this package didn't make the ID. */
export function readMark(clientRequestId: unknown): Mark | undefined {
	const id = String(clientRequestId ?? '').toLowerCase();
	const whole = id.length > 36 ? id.replace(PART, '') : id;
	const [, valueStart, valueEnd, kind] = MARKED.exec(whole) ?? [];
	const isMade =
		kind !== undefined &&
		toChecksum(whole.slice(0, -CHECK_DIGITS)) === whole.slice(-CHECK_DIGITS);
	return isMade ? toMark(KINDS[Number(kind)], parseInt(valueStart + valueEnd, 16)) : undefined;
}

/** Hashes the ID of a message to 44 bits: enough to identify it within its conversation. */
export const toDigest = (messageId: string): number =>
	parseInt(sha256(messageId).slice(0, VALUE_DIGITS), 16);

function toValue(mark: Mark): number {
	if (mark.kind === 'plain') return 0;
	if (mark.kind === 'answer') return mark.to;
	const seconds = mark.kind === 'questionUntil' ? mark.untilMs / 1000 : mark.seconds;
	const { quietSeconds = -1 }: AnswerEnd = mark.kind === 'handOver' ? {} : mark;
	// The quiet time stands behind the whole seconds, plus 1: 0 stands for none.
	const quiet = Math.min(Math.ceil(quietSeconds) + 1, MAX_QUIET);
	return Math.min(Math.ceil(seconds), MAX_SECONDS) * (MAX_QUIET + 1) + quiet;
}

function toMark(kind: Mark['kind'], value: number): Mark {
	const seconds = Math.floor(value / (MAX_QUIET + 1));
	const quiet = value % (MAX_QUIET + 1);
	const end: AnswerEnd = quiet === 0 ? {} : { quietSeconds: quiet - 1 };
	switch (kind) {
		case 'plain':
			return { kind };
		case 'handOver':
			return { kind, seconds };
		case 'question':
			return { kind, seconds, ...end };
		case 'questionUntil':
			return { kind, untilMs: seconds * 1000, ...end };
		case 'answer':
			return { kind, to: value };
	}
}

const toChecksum = (head: string): string => sha256(`relasi ${head}`).slice(0, CHECK_DIGITS);

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
