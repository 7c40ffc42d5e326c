import type { LoggedRequest } from './http/requestLog';
import type { SearchKind } from './inbox/contactSearch';
import type { RowOrder } from './inbox/view';

/** How a sent message goes on: `sent` after `afterMs`, the outcome after twice that, by the simulator's clock. */
export interface Delivery {
	afterMs: number;
	outcome: 'pending' | 'sent' | 'delivered' | 'read' | 'failed';
	/** With `failed`: adds the field `error` to the message. */
	reason?: string;
}

/** What may be changed while the simulator runs, also through its control plane. */
export interface Settings {
	/** Per key, in any 1000 ms; null lifts the limit. */
	requestsPerSecond: number | null;
	latencyMs: number;
	/** Whether PUT /contacts/{id} clears the fields left out (true) or leaves them alone. */
	putReplaces: boolean;
	messageOrder: RowOrder;
	/** The order of contacts and of channels, by the time they were made. */
	contactOrder: RowOrder;
	/** How GET /contacts searches. */
	search: SearchKind;
	delivery: Delivery;
	/**
	 * What a client_request_id gets that was used before: `sameOnly` the first message if it is the same
	 * and 409 otherwise, `first` the first message whatever is sent, `conflict` 409 even for the same.
	 */
	repeatedRequestId: 'sameOnly' | 'first' | 'conflict';
	/** What a merge answers: 200 with no body, 204, or 200 with `{ message }`. */
	mergeAnswer: 'empty' | 'noContent' | 'message';
	/**
	 * The `Date` header: how many milliseconds the clocks of the servers behind the API's name are ahead
	 * of the one that dates the rows; they answer in turn. Null: no header.
	 */
	dateAheadMs: number | number[] | null;
	/** The largest file taken, in bytes; beyond it 413. */
	maxFileBytes: number;
}

export interface SimulatorOptions extends Partial<Settings> {
	/** 0: any free port. */
	port?: number;
	host?: string;
	seed?: 'inbox' | 'empty';
	/** New customer messages at this interval. */
	live?: { everyMs: number };
	/** Milliseconds since the epoch, for the Date header and every time in a body. */
	clock?: () => number;
	/** Hears of each request when it arrives; a promise holds the request back until it is settled. */
	onRequest?: (request: LoggedRequest) => void | Promise<void>;
}

const DEFAULTS: Settings = {
	requestsPerSecond: 60,
	latencyMs: 0,
	putReplaces: true,
	messageOrder: 'newestFirst',
	contactOrder: 'newestFirst',
	search: 'fuzzy',
	delivery: { afterMs: 500, outcome: 'delivered' },
	mergeAnswer: 'empty',
	repeatedRequestId: 'sameOnly',
	dateAheadMs: 0,
	maxFileBytes: 100 * 1024 * 1024,
};

/** The default settings with those laid over that are given. */
export function settingsFrom(given: Partial<Settings>): Settings {
	const settings = { ...DEFAULTS };
	for (const name of Object.keys(DEFAULTS) as Array<keyof Settings>) {
		if (given[name] !== undefined) Object.assign(settings, { [name]: given[name] });
	}
	return settings;
}
