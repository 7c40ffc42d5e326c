import { createHmac } from 'node:crypto';

/** What is signed; `timestamp` is RFC 3339, of which the whole UNIX seconds count. */
export interface Signable {
	id: string;
	timestamp: string;
	body: string;
	secret: string;
}

/** The X-Relasi-Signature header: `v1=` and the base64 HMAC-SHA256 of `<id>.<unix seconds>.<raw body>`. */
export function sign({ id, timestamp, body, secret }: Signable): string {
	const seconds = Math.floor(Date.parse(timestamp) / 1000);
	const digest = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64');
	return `v1=${digest}`;
}
