import type { IDataObject } from 'n8n-workflow';

/** Milliseconds since 1970 of a time in an answer (RFC 3339); undefined when it is missing or none. */
export function msOf(time: unknown): number | undefined {
	const ms = Date.parse(String(time ?? ''));
	return Number.isNaN(ms) ? undefined : ms;
}

/** When a conversation last changed, in milliseconds; the API lists the newest first. */
export const changedMs = (row: IDataObject): number => msOf(row.updated_at) ?? createdMs(row);

/** When a conversation or message came to be, in milliseconds. */
export const createdMs = (row: IDataObject): number => msOf(row.created_at) ?? 0;

/** The whole second of a moment in milliseconds: the unit of `last_updated_at`. */
export const secondOf = (ms: number): number => Math.floor(ms / 1000);
