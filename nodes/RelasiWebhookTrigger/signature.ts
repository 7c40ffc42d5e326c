import { createHmac, timingSafeEqual } from 'crypto';

import { isApiKey, isBlank, keysOf } from './signingSecret';
import { parseTimestamp, type Moment } from './timestamp';

/** Node's form of request headers: names in lower case. */
export type Headers = Record<string, string | string[] | undefined>;

interface Refusal {
	ok: false;
	/** A sentence for whoever reads the answer in Relasi's dashboard. */
	reason: string;
}

/** Whether a delivery is genuine and fresh. */
export type Verdict = { ok: true; id: string } | Refusal;

interface Claim {
	ok: true;
	id: string;
	sentAt: Moment;
	signatures: string[];
}

// Two are enough for a change of secrets; more would only cost time.
const MAX_SIGNATURES = 8;

/**
 * Checks a delivery as it came over the wire; refuses whenever in doubt.
 * The first secret must be there; others, such as the one before a rotation, may be blank.
 */
export function verify(
	rawBody: Uint8Array | undefined,
	headers: Headers,
	[current = '', ...others]: readonly string[],
	nowMs: number,
	toleranceMs: number,
): Verdict {
	// Anybody could sign with an empty secret.
	if (isBlank(current))
		return refuse("n8n's Relasi Webhook API credential holds no signing secret.");
	if (!rawBody) {
		return refuse('n8n kept no raw body to check. The content type must be application/json.');
	}
	const claim = readClaim(headers);
	if (!claim.ok) return claim;
	const { id, sentAt, signatures } = claim;
	const secrets = [current, ...others.filter((secret) => !isBlank(secret))];
	const areSignedWith = (tried: string[]): boolean => {
		const keys = tried.flatMap(keysOf);
		const prefix = `${id}.${sentAt.seconds}.`;
		return matches(
			signatures,
			keys.map((key) => sign(prefix, rawBody, key)),
		);
	};
	if (!areSignedWith(secrets)) return refuse(whyNoMatch(secrets, areSignedWith));

	const ageMs = nowMs - sentAt.ms;
	// In this form a tolerance that is not a number refuses everything.
	const isFresh = Math.abs(ageMs) <= toleranceMs;
	return isFresh ? { ok: true, id } : refuse(whyNotFresh(ageMs, toleranceMs));
}

const refuse = (reason: string): Refusal => ({ ok: false, reason });

/** What the headers say about a delivery, unproven. */
function readClaim(headers: Headers): Claim | Refusal {
	const names = ['X-Relasi-Webhook-Id', 'X-Relasi-Timestamp', 'X-Relasi-Signature'];
	const [id, timestamp, signature] = names.map((name) => headerOf(headers, name));
	const absent = names.find((name) => headerOf(headers, name) === '');
	if (absent) {
		return refuse(`The header ${absent} is missing. If Relasi sent this, a proxy removed it.`);
	}
	const sentAt = parseTimestamp(timestamp);
	if (!sentAt) return refuse('X-Relasi-Timestamp is not an RFC 3339 time.');
	const signatures = signaturesIn(signature);
	if (signatures.length === 0) {
		return refuse('X-Relasi-Signature has no “v1=” with a base64 HMAC-SHA256.');
	}
	return { ok: true, id, sentAt, signatures };
}

function headerOf(headers: Headers, name: string): string {
	const value = headers[name.toLowerCase()];
	return typeof value === 'string' ? value : '';
}

/** The v1 signatures of a header such as `v1=…, v1=…`: while a secret is changed, each one signs. */
function signaturesIn(header: string): string[] {
	const parts = header.split(/[\s,]+/, MAX_SIGNATURES);
	// Kept as text, because several base64 texts decode to the same bytes.
	return parts.flatMap((part) => /^v1=([A-Za-z0-9+/]{43}=)$/.exec(part)?.[1] ?? []);
}

function sign(prefix: string, rawBody: Uint8Array, key: string | Buffer): Buffer {
	const hmac = createHmac('sha256', key).update(prefix).update(rawBody);
	return Buffer.from(hmac.digest('base64'));
}

/** Compares each with each, so that the time tells nothing about which one matched. */
function matches(signatures: string[], expected: Buffer[]): boolean {
	const results = signatures.flatMap((signature) =>
		expected.map((each) => timingSafeEqual(Buffer.from(signature), each)),
	);
	return results.includes(true);
}

/** Tells more than that nothing matches only to a sender that proves to know the secret, or about an API key. */
function whyNoMatch(secrets: string[], areSignedWith: (tried: string[]) => boolean): string {
	if (areSignedWith(secrets.map((secret) => secret.trim()))) {
		return "The signing secret in n8n's Relasi Webhook API credential has white space around it. Remove it there.";
	}
	if (secrets.some(isApiKey)) {
		return "n8n's Relasi Webhook API credential holds an API key. Enter the signing secret of this webhook there.";
	}
	return "The signature does not match. Check that n8n's Relasi Webhook API credential holds the signing secret of this very webhook, and that no proxy changes the body.";
}

function whyNotFresh(ageMs: number, toleranceMs: number): string {
	const seconds = Math.ceil(Math.abs(ageMs) / 1000);
	const where = ageMs > 0 ? 'in the past' : 'in the future';
	return `The timestamp is ${seconds} s ${where}, and ${toleranceMs / 1000} s are allowed. If Relasi sent this just now, correct the clock of the n8n server.`;
}
