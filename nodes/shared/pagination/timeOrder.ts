import type { IDataObject } from 'n8n-workflow';

/** Messages by time. The API's order is not documented; in one of the same second it is all there is to go by. */
export function oldestFirst(messages: IDataObject[]): IDataObject[] {
	const times = messages.map(toCreatedMs);
	const descends = times[0] > times[times.length - 1];
	return (descends ? [...messages].reverse() : [...messages]).sort(
		(a, b) => toCreatedMs(a) - toCreatedMs(b),
	);
}

/** Milliseconds since 1970, 0 for a message without a time. */
export const toCreatedMs = (message: IDataObject): number =>
	Date.parse(String(message.created_at)) || 0;
