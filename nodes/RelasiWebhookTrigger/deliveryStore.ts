import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

import { sleep } from '../shared/async';

const MAX_IN_PROCESS = 20_000;
// n8n 1.x copies static data into every execution it stores, so this stays below 25 kB.
const MAX_SAVED = 3_000;
const KEY_LENGTH = 8;

/** Long enough for n8n to store an execution, and short enough for a sender that waits for the response. */
const PATIENCE_MS = 5_000;

/** The right to start a delivery. It is in flight until one of the two is called; the first call counts. */
interface Claim {
	/** n8n has stored the execution: a repeat of the delivery starts nothing. */
	commit: () => void;
	/** n8n could not store the execution: a repeat may start it. */
	rollback: () => void;
}

/**
 * Remembers which deliveries have started the workflow of one node; see ARCHITECTURE.md. Within one n8n process
 * each ID starts it once, even if copies arrive at the same time. The newest IDs survive a restart, and reach
 * other processes, in the node's static data. An ID is saved there once its execution is stored: copies that
 * reach two processes before that both start the workflow.
 */
export class DeliveryStore {
	private readonly stored = new Set<string>();

	/** Claims that are neither committed nor rolled back. Each aborts its signal when it is. */
	private readonly inFlight = new Map<string, AbortController>();

	// Every request saves its own copy of the static data, and the last one wins. All copies contain this one
	// object, so the last one has every ID.
	private readonly saved = { keys: '' };

	/**
	 * Claims a delivery. Gives `stored` if its execution is stored already, and `inFlight` if another request has
	 * claimed it and doesn't settle it within `patienceMs`.
	 */
	async claim(
		id: string,
		staticData: IDataObject,
		patienceMs = PATIENCE_MS,
	): Promise<Claim | 'stored' | 'inFlight'> {
		const key = hashId(id);
		const isBehind = this.mergeSaved(staticData);
		const untilMs = performance.now() + patienceMs;
		// A sender stops repeating at the first 200, so a repeat waits until the original is settled. If several
		// repeats wait, only one continues: nothing is awaited between this check and the claim.
		for (let open = this.inFlight.get(key); open; open = this.inFlight.get(key)) {
			const leftMs = untilMs - performance.now();
			if (leftMs <= 0) return 'inFlight';
			await sleep(leftMs, open.signal);
		}
		if (!this.stored.has(key)) return this.openClaim(key, staticData);
		if (isBehind) this.save(staticData);
		return 'stored';
	}

	/**
	 * Puts the shared list of IDs into an execution's own copy of the static data. If another node changes its
	 * static data, n8n saves that whole copy at the end of the execution, and must not lose IDs added meanwhile.
	 */
	attachTo(staticData: IDataObject): void {
		this.mergeSaved(staticData);
		// An assignment would count as a change, so that n8n would save the copy of every execution.
		const value = this.saved;
		const flags = { configurable: true, enumerable: true, writable: true };
		Object.defineProperty(staticData, 'deliveries', { value, ...flags });
	}

	/** Adds the IDs that other processes, or this one before a restart, have saved. True if the saved list lacks some. */
	private mergeSaved(staticData: IDataObject): boolean {
		const text = (staticData.deliveries as { keys?: unknown } | null | undefined)?.keys;
		if (typeof text === 'string' && text !== this.saved.keys)
			this.add(text.match(/.{8}/g) ?? []);
		return text !== this.saved.keys;
	}

	/** Puts the IDs into this static data, so that n8n saves them. */
	private save(staticData: IDataObject): void {
		staticData.deliveries = this.saved;
	}

	private openClaim(key: string, staticData: IDataObject): Claim {
		const claim = new AbortController();
		this.inFlight.set(key, claim);
		const settle = (isStored: boolean) => {
			if (claim.signal.aborted) return;
			if (isStored) {
				this.add([key]);
				this.save(staticData);
			}
			this.inFlight.delete(key);
			claim.abort();
		};
		return { commit: () => settle(true), rollback: () => settle(false) };
	}

	private add(keys: string[]): void {
		const added = keys.filter((key) => !this.stored.has(key));
		for (const key of added) this.stored.add(key);
		dropOldest(this.stored, MAX_IN_PROCESS);
		this.saved.keys = (this.saved.keys + added.join('')).slice(-MAX_SAVED * KEY_LENGTH);
	}
}

const MAX_NODES = 100;
const stores = new Map<string, DeliveryStore>();

/** Gets the store that all requests to one node share in this process; `node` identifies the node. */
export function storeFor(node: string): DeliveryStore {
	const store = stores.get(node) ?? new DeliveryStore();
	// Set again at the end: the first entry is the node used least recently.
	stores.delete(node);
	stores.set(node, store);
	dropOldest(stores, MAX_NODES);
	return store;
}

/** Drops the store of a node. */
export function forget(node: string): void {
	stores.delete(node);
}

function dropOldest(entries: Map<string, unknown> | Set<string>, most: number): void {
	for (const key of entries.keys()) {
		if (entries.size <= most) return;
		entries.delete(key);
	}
}

/** 48 bits: with 20,000 known IDs, one new delivery in 14 thousand million looks like a repeat. */
const hashId = (id: string): string =>
	createHash('sha256').update(id).digest('base64').slice(0, KEY_LENGTH);
