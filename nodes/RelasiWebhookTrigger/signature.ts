import { createHmac, timingSafeEqual } from 'crypto';

import { isApiKey, isBlank, secretFault, toHmacKeys } from './signingSecret';

/** Request headers as Node gives them: names in lower case. */
export type Headers = Record<string, string | string[] | undefined>;

/** A genuine and fresh delivery, or the reason why it isn't one, for the reader of the response in Relasi's dashboard. */
type Verification = { ok: true; id: string } | { ok: false; reason: string };

// Two are enough while a secret is changed; checking more would only take time.
const MAX_SIGNATURES = 8;

/**
 * Verifies the bytes and headers of a delivery, and refuses it if in doubt. The first secret is required; others,
 * such as the one before a rotation, may be blank. A secret that the test of the credential refuses verifies
 * nothing: anybody could sign with `none`.
 */
export function verify(
	rawBody: Uint8Array | undefined,
	headers: Headers,
	[current = '', ...others]: readonly string[],
	nowMs: number,
	toleranceMs: number,
): Verification {
	// Anybody could sign with an empty secret.
	if (isBlank(current))
		return refusal("n8n's Relasi Webhook API credential holds no signing secret.");
	if (!rawBody) {
		return refusal('n8n kept no raw body to check. The content type must be application/json.');
	}
	const names = ['X-Relasi-Webhook-Id', 'X-Relasi-Timestamp', 'X-Relasi-Signature'];
	const [id, timestamp, signature] = names.map((name) => readHeader(headers, name));
	const absent = names.find((name) => readHeader(headers, name) === '');
	if (absent) {
		return refusal(`The header ${absent} is missing. If Relasi sent this, a proxy removed it.`);
	}
	const sentMs = parseTimestamp(timestamp);
	if (sentMs === undefined) return refusal('X-Relasi-Timestamp is not an RFC 3339 time.');
	const signatures = parseSignatures(signature);
	if (signatures.length === 0) {
		return refusal('X-Relasi-Signature has no “v1=” with a base64 HMAC-SHA256.');
	}

	const secrets = [current, ...others.filter((secret) => !isBlank(secret))];
	const prefix = `${id}.${Math.floor(sentMs / 1000)}.`;
	const areSignedWith = (tried: string[]): boolean => {
		const keys = tried.filter((secret) => !secretFault(secret)).flatMap(toHmacKeys);
		const expected = keys.map((key) => sign(prefix, rawBody, key));
		return hasMatch(signatures, expected);
	};
	if (!areSignedWith(secrets)) return refusal(explainMismatch(secrets, areSignedWith));

	const ageMs = nowMs - sentMs;
	// Written this way, a tolerance that isn't a number refuses everything.
	const isFresh = Math.abs(ageMs) <= toleranceMs;
	return isFresh ? { ok: true, id } : refusal(explainAge(ageMs, toleranceMs));
}

const refusal = (reason: string): Verification => ({ ok: false, reason });

function readHeader(headers: Headers, name: string): string {
	const value = headers[name.toLowerCase()];
	return typeof value === 'string' ? value : '';
}

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** Parses an RFC 3339 time to ms since 1970; undefined for anything else. */
export function parseTimestamp(text: string): number | undefined {
	const ms = RFC_3339.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(ms) ? undefined : ms;
}

/** Parses a header such as `v1=…, v1=…`: while a secret is changed, there is a signature by each. */
function parseSignatures(header: string): string[] {
	const parts = header.split(/[\s,]+/, MAX_SIGNATURES);
	// Stays text, because several base64 texts decode to the same bytes.
	return parts.flatMap((part) => /^v1=([A-Za-z0-9+/]{43}=)$/.exec(part)?.[1] ?? []);
}

function sign(prefix: string, rawBody: Uint8Array, key: string | Buffer): Buffer {
	const hmac = createHmac('sha256', key).update(prefix).update(rawBody);
	return Buffer.from(hmac.digest('base64'));
}

/** Compares all pairs, so that the time taken doesn't reveal which one matched. */
function hasMatch(signatures: string[], expected: Buffer[]): boolean {
	const results = signatures.flatMap((signature) =>
		expected.map((each) => timingSafeEqual(Buffer.from(signature), each)),
	);
	return results.includes(true);
}

/**
 * Says why no secret matches. Only a sender that knows the secret learns that it has white space around it. Any
 * sender may learn that it can't be a secret at all, since such a secret verifies nothing.
 */
function explainMismatch(secrets: string[], areSignedWith: (tried: string[]) => boolean): string {
	if (areSignedWith(secrets.map((secret) => secret.trim()))) {
		return "The signing secret in n8n's Relasi Webhook API credential has white space around it. Remove it there.";
	}
	if (secrets.some(isApiKey)) {
		return "n8n's Relasi Webhook API credential holds an API key. Enter the signing secret of this webhook there.";
	}
	if (secrets.some((secret) => secretFault(secret.trim()))) {
		return "n8n's Relasi Webhook API credential holds a value that can't be a signing secret, so nothing is verified with it. Test the credential in n8n to see what's wrong.";
	}
	return "The signature does not match. Check that n8n's Relasi Webhook API credential holds the signing secret of this webhook, and that no proxy changes the body.";
}

function explainAge(ageMs: number, toleranceMs: number): string {
	const seconds = Math.ceil(Math.abs(ageMs) / 1000);
	const where = ageMs > 0 ? 'in the past' : 'in the future';
	return `The timestamp is ${seconds} s ${where}, and ${toleranceMs / 1000} s are allowed. If Relasi sent this just now, correct the clock of the n8n server.`;
}
