/**
 * Milliseconds that a `Retry-After` header asks to wait: seconds or an HTTP date (RFC 9110, 10.2.3).
 * `undefined` when the header is missing or means nothing.
 * A date counts from the server's own `Date` header, since the local clock may be wrong.
 */
export function retryAfterMs(
	retryAfter: unknown,
	serverDate: unknown,
	nowMs: number,
): number | undefined {
	const text = ['number', 'string'].includes(typeof retryAfter) ? String(retryAfter).trim() : '';
	if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
	const until = /[a-z]/i.test(text) ? Date.parse(text) : NaN;
	if (Number.isNaN(until)) return undefined;
	const now = typeof serverDate === 'string' ? Date.parse(serverDate) : NaN;
	return Math.max(0, until - (Number.isNaN(now) ? nowMs : now));
}
