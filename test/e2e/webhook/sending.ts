import fc from 'fast-check';

import { sign } from '../../simulator/webhooks/sign';
import { http } from '../../support/http';
import { genuine, headersOf, mutated, type Delivery } from '../../triggers/webhook/deliveries';

const BATCH = 500;
const SIDE_BY_SIDE = 24;

/** What the node answers to a new delivery and to a repeat, as `tally` shows it. */
export const ACCEPTED = '200 Accepted.';
export const REPEATED = '200 Ignored';

/** What a delivery was answered with. */
interface Answer {
	delivery: Delivery;
	status: number;
	text: string;
}

export async function send(url: string, delivery: Delivery, signal?: AbortSignal): Promise<Answer> {
	const headers = headersOf(delivery);
	const { status, data } = await http.post<string>(url, delivery.body, { headers, signal });
	return { delivery, status, text: data };
}

/** Sends deliveries, so many at a time; `make` is asked for each lot just before, so that it is fresh. */
export async function sendMany(
	url: string,
	count: number,
	make: (count: number, from: number) => Delivery[],
): Promise<Answer[]> {
	const answers: Answer[] = [];
	for (let from = 0; from < count; from += BATCH) {
		const queue = make(Math.min(BATCH, count - from), from);
		const worker = async () => {
			for (let next = queue.shift(); next; next = queue.shift())
				answers.push(await send(url, next));
		};
		await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
	}
	return answers;
}

export const genuineOf = (secret: string, count: number): Delivery[] =>
	fc.sample(genuine(secret, Date.now()), count);

export const mutatedOf = (secret: string, count: number): Delivery[] =>
	fc.sample(mutated(secret, Date.now()), count);

/** The same event, sent anew. */
export function again(secret: string, { id, body }: Delivery): Delivery {
	return signed(secret, id, body);
}

export function signed(secret: string, id: string, body: Buffer): Delivery {
	const timestamp = new Date().toISOString();
	const signature = sign({ id, timestamp, body: body.toString(), secret });
	return { change: 'none', id, timestamp, signature, body };
}

/** How many answers of each kind there are, such as `{ "200 Accepted.": 3 }`. */
export function tally(answers: Answer[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { status, text } of answers) {
		const message = /"message":"([^":]*)/.exec(text)?.[1];
		const kind = message ? `${status} ${message}` : `${status}`;
		counts[kind] = (counts[kind] ?? 0) + 1;
	}
	return counts;
}
