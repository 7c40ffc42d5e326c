import { sign, type SignedWith } from './sign';

/** Where events go; `events` holds event types or `*`. */
export interface Endpoint {
	id: string;
	url: string;
	secret: string;
	signedWith?: SignedWith;
	events: string[];
}

/** What a delivery may get wrong on order; a header of null is left out. */
export interface Forgery {
	/** RFC 3339 time of sending. */
	timestamp?: string;
	/** Signs with another secret. */
	secret?: string;
	headers?: Record<string, string | null>;
}

/** One try to deliver an event: the status it was answered with, or null and why. */
export interface Attempt {
	event_id: string;
	type: string;
	endpoint_id: string;
	at: string;
	status: number | null;
	answer: string;
}

export interface EventToSend {
	id: string;
	type: string;
	body: string;
}

/** Posts an event to an endpoint, signed as of now. */
export async function attempt(
	endpoint: Endpoint,
	{ id, type, body }: EventToSend,
	now: string,
	forgery: Forgery,
	signal: AbortSignal,
): Promise<Attempt> {
	const timestamp = forgery.timestamp ?? now;
	const secret = forgery.secret ?? endpoint.secret;
	const { signedWith } = endpoint;
	const signature = sign({ id, timestamp, body, secret, signedWith });
	const tried = { event_id: id, type, endpoint_id: endpoint.id, at: now };
	try {
		// Node's own client, not axios: what n8n itself sends with must not be all that the trigger ever meets.
		const response = await fetch(endpoint.url, {
			method: 'POST',
			headers: headersFrom({
				'content-type': 'application/json',
				'X-Relasi-Webhook-Id': id,
				'X-Relasi-Timestamp': timestamp,
				'X-Relasi-Signature': signature,
				'X-Relasi-Event': type,
				...forgery.headers,
			}),
			body,
			redirect: 'manual',
			signal,
		});
		return { ...tried, status: response.status, answer: await response.text() };
	} catch (error) {
		return { ...tried, status: null, answer: String(error) };
	}
}

function headersFrom(given: Record<string, string | null>): Record<string, string> {
	const kept = Object.entries(given).filter(([, value]) => value !== null);
	return Object.fromEntries(kept) as Record<string, string>;
}
