/** Requests a second of one key, as the API documents it. */
export const LIMIT_PER_SECOND = 60;

/**
 * The shortest time, in ms, for a list of `pages`: the first page tells how many there are, and the
 * others follow at the limit, each with the latency of the way there and back.
 */
export function returnAllFloorMs(pages: number, latencyMs: number): number {
	const starts = [0];
	for (let page = 1; page < pages; page++) {
		const free = page < LIMIT_PER_SECOND ? 0 : starts[page - LIMIT_PER_SECOND] + 1000;
		starts.push(Math.max(latencyMs, free));
	}
	return starts[pages - 1] + latencyMs;
}

/** The shortest time, in ms, for requests of which none waits for another. */
export const requestsFloorMs = (requests: number, latencyMs: number): number =>
	Math.floor((requests - 1) / LIMIT_PER_SECOND) * 1000 + latencyMs;
