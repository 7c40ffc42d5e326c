import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { opaqueId } from '../inbox/random';
import { APP_ID } from '../inbox/rows';
import { toTimestamp } from '../inbox/timestamps';
import type { Attempt, Endpoint, EventToSend } from './attempt';
import { attempt } from './attempt';

const API_VERSION = '2026-06-01';

/** How an event is delivered on order. */
export interface DeliveryOrder {
	/** The event id; a new one when left out. */
	id?: string;
	/** How many tries an endpoint gets that does not answer 2xx; as many as there are delays, plus one. */
	attempts?: number;
}

/** The webhook side of the platform: endpoints as the dashboard sets them up, and signed deliveries to them. */
export class Webhooks {
	/** Waits between the tries of one delivery, in ms. */
	retryDelaysMs = [50, 100, 200];
	private endpoints: Endpoint[] = [];
	private readonly running = new Set<Promise<unknown>>();
	private readonly closing = new AbortController();
	private counter = 0;

	constructor(private readonly clock: () => number) {
		// Every delivery under way listens to it.
		setMaxListeners(0, this.closing.signal);
	}

	register({
		events = ['*'],
		...given
	}: Omit<Endpoint, 'id' | 'events'> & { events?: string[] }) {
		const endpoint = { ...given, id: opaqueId('whk', ++this.counter), events };
		this.endpoints.push(endpoint);
		return endpoint;
	}

	list(): Endpoint[] {
		return this.endpoints;
	}

	clear(): void {
		this.endpoints = [];
	}

	/** Delivers an event to every endpoint that wants it; resolves with the tries once all are done. */
	async deliver(type: string, data: object, order: DeliveryOrder = {}): Promise<Attempt[]> {
		const event = this.eventFrom(type, data, order.id);
		const wanted = this.endpoints.filter(
			({ events }) => events.includes('*') || events.includes(type),
		);
		const delivery = Promise.all(
			wanted.map((endpoint) => this.deliverTo(endpoint, event, order)),
		);
		this.running.add(delivery);
		try {
			return (await delivery).flat();
		} finally {
			this.running.delete(delivery);
		}
	}

	/** Resolves once no delivery is under way. */
	async settled(): Promise<void> {
		while (this.running.size > 0) await Promise.allSettled(this.running);
	}

	close(): void {
		this.closing.abort();
	}

	private eventFrom(type: string, data: object, id?: string): EventToSend {
		const created_at = toTimestamp(this.clock());
		const event = { id: id ?? opaqueId('evt', ++this.counter), type, api_version: API_VERSION };
		return { ...event, body: JSON.stringify({ ...event, created_at, app_id: APP_ID, data }) };
	}

	private async deliverTo(
		endpoint: Endpoint,
		event: EventToSend,
		{ attempts = this.retryDelaysMs.length + 1 }: DeliveryOrder,
	): Promise<Attempt[]> {
		const tries: Attempt[] = [];
		const { signal } = this.closing;
		while (tries.length < attempts && !signal.aborted) {
			if (tries.length > 0) await this.pause(this.retryDelaysMs[tries.length - 1] ?? 0);
			const tried = await attempt(endpoint, event, toTimestamp(this.clock()), signal);
			tries.push(tried);
			if (tried.status !== null && tried.status >= 200 && tried.status < 300) break;
		}
		return tries;
	}

	private async pause(ms: number): Promise<void> {
		await wait(ms, undefined, { ref: false, signal: this.closing.signal }).catch(() => {});
	}
}
