/**
 * UNIX seconds of what a date-time parameter gives: an ISO string, a Date, a luxon DateTime, or
 * seconds or milliseconds since 1970. A time without zone is one of `timeZone`, as n8n shows it.
 * Undefined when it is no time.
 */
export function unixSeconds(value: unknown, timeZone: string): number | undefined {
	const ms = milliseconds(value, timeZone);
	return Number.isFinite(ms) ? Math.floor(ms / 1000) : undefined;
}

/** No moment of this century is below this in milliseconds, nor above it in seconds. */
const SECONDS_END = 1e11;

function milliseconds(value: unknown, timeZone: string): number {
	if (typeof value === 'object' && value !== null) return Number(value.valueOf());
	const text = String(value ?? '').trim();
	if (/^\d+(\.\d+)?$/.test(text)) {
		return Number(text) < SECONDS_END ? Number(text) * 1000 : Number(text);
	}
	const local = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/.test(text);
	if (!local) return Date.parse(text);
	const asUtcMs = Date.parse(`${text.replace(' ', 'T')}${text.length > 10 ? '' : 'T00:00'}Z`);
	// Twice, because the offset at the moment itself can differ around a change of summer time.
	const near = asUtcMs - offsetMs(asUtcMs, timeZone);
	return asUtcMs - offsetMs(near, timeZone);
}

function offsetMs(atMs: number, timeZone: string): number {
	if (Number.isNaN(atMs)) return NaN;
	const wall = new Date(atMs).toLocaleString('sv-SE', { timeZone });
	return Date.parse(`${wall.replace(' ', 'T')}Z`) - Math.floor(atMs / 1000) * 1000;
}
