import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

/** Length of a key: 72 bits, so that a burst of 50,000 rows stays below a megabyte. */
export const KEY_LENGTH = 12;

/** Stands for an id, or for several values together, whatever their length. */
export const keyOf = (...parts: unknown[]): string =>
	createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, KEY_LENGTH);

/** When a conversation last changed (ms); the API lists the newest first. */
export const changedMs = (row: IDataObject): number => msOf(row.updated_at) ?? createdMs(row);

/** When a conversation or message came to be (ms). */
export const createdMs = (row: IDataObject): number => msOf(row.created_at) ?? 0;

/** The whole second of a moment in milliseconds: the unit of `last_updated_at`. */
export const secondOf = (ms: number): number => Math.floor(ms / 1000);

/** Milliseconds since 1970 of a time in an answer (RFC 3339); undefined when it is missing or none. */
function msOf(time: unknown): number | undefined {
	const ms = Date.parse(String(time ?? ''));
	return Number.isNaN(ms) ? undefined : ms;
}
