import { createHmac } from 'node:crypto';

/** What is signed; `timestamp` is RFC 3339, of which the whole UNIX seconds count. */
interface Signable {
	id: string;
	timestamp: string;
	body: string;
	secret: string;
	/** What the key of the HMAC is: the secret's text (by default), or the bytes that the base64 in `whsec_<base64>` means. */
	signedWith?: SignedWith;
}

export type SignedWith = 'text' | 'bytes';

/** The X-Relasi-Signature header: `v1=` and the base64 HMAC-SHA256 of `<id>.<unix seconds>.<raw body>`. */
export function sign({ id, timestamp, body, secret, signedWith = 'text' }: Signable): string {
	const seconds = Math.floor(Date.parse(timestamp) / 1000);
	const key =
		signedWith === 'text' ? secret : Buffer.from(secret.slice('whsec_'.length), 'base64');
	const digest = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
	return `v1=${digest}`;
}
