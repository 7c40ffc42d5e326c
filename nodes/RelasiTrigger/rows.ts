import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

/** 60 bits: a thousand rows of one minute take 26 kB, and two of a million are taken for one in a million polls. */
const KEY_LENGTH = 10;

/** Stands for an id, or for several values together, whatever their length. */
export const toHash = (...parts: unknown[]): string =>
	createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, KEY_LENGTH);

/** When a conversation last changed (ms); the API lists the newest first. */
export const updatedMs = (row: IDataObject): number => parseMs(row.updated_at) ?? createdMs(row);

/** When a conversation or message came to be (ms). */
export const createdMs = (row: IDataObject): number => parseMs(row.created_at) ?? 0;

/** Milliseconds since 1970 of a time in an answer (RFC 3339); undefined when it is missing or none. */
function parseMs(time: unknown): number | undefined {
	const ms = Date.parse(String(time ?? ''));
	return Number.isNaN(ms) ? undefined : ms;
}
