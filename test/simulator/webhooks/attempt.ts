import { sign, type SignedWith } from './sign';

/** Where events go; `events` holds event types or `*`. */
export interface Endpoint {
	id: string;
	url: string;
	secret: string;
	signedWith?: SignedWith;
	events: string[];
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
	timestamp: string,
	signal: AbortSignal,
): Promise<Attempt> {
	const { secret, signedWith } = endpoint;
	const signature = sign({ id, timestamp, body, secret, signedWith });
	const tried = { event_id: id, type, endpoint_id: endpoint.id, at: timestamp };
	try {
		// Node's own client, not axios: what n8n itself sends with must not be all that the trigger ever meets.
		const response = await fetch(endpoint.url, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				'X-Relasi-Webhook-Id': id,
				'X-Relasi-Timestamp': timestamp,
				'X-Relasi-Signature': signature,
				'X-Relasi-Event': type,
			},
			body,
			redirect: 'manual',
			signal,
		});
		return { ...tried, status: response.status, answer: await response.text() };
	} catch (error) {
		return { ...tried, status: null, answer: String(error) };
	}
}
