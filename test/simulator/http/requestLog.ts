/** One request as the server saw it: `at` in ms of the simulator's clock, `path` raw and undecoded. */
export interface LoggedRequest {
	at: number;
	method: string;
	path: string;
	query: Record<string, string | string[]>;
	headers: Record<string, string | string[] | undefined>;
	body: unknown;
	/** null until answered, and for a request that never got an answer. */
	status: number | null;
	key_id: string | null;
	fault?: string;
}

const KEPT = 100_000;

/** The requests to the API in the order in which they arrived; the oldest go once there are 100,000. */
export class RequestLog {
	readonly entries: LoggedRequest[] = [];

	start(entry: LoggedRequest): LoggedRequest {
		if (this.entries.length >= KEPT) this.entries.splice(0, KEPT / 2);
		this.entries.push(entry);
		return entry;
	}

	clear(): void {
		this.entries.length = 0;
	}
}

/** The query as an object of texts; a parameter given twice becomes a list. */
export function parseQuery(search: string): Record<string, string | string[]> {
	const query: Record<string, string | string[]> = {};
	for (const [name, value] of new URLSearchParams(search)) {
		const earlier = query[name];
		query[name] = earlier === undefined ? value : [earlier, value].flat();
	}
	return query;
}
