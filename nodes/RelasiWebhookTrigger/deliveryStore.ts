import { createHash } from 'crypto';
import { sleep, type IDataObject } from 'n8n-workflow';

const MAX_IN_PROCESS = 20_000;
// n8n 1.x copies static data into every execution it stores, so this stays below 25 kB.
const MAX_SAVED = 3_000;
const KEY_LENGTH = 8;

/** Long enough for n8n to store an execution, short enough for a sender that waits for its answer. */
const PATIENCE_MS = 5_000;
/** n8n's sleep cannot be ended early: a timer that outlives its purpose is at least a short one. */
const MAX_SLEEP_MS = 100;

/** A delivery that is the caller's to start; it is in flight until one of the two is called. */
interface Claim {
	/** n8n has stored its execution: from now on a repeat starts nothing. */
	commit: () => void;
	/** n8n could not store it: a repeat may start it. The first of the two calls counts. */
	rollback: () => void;
}

/**
 * Which deliveries of one node have started its workflow; see ARCHITECTURE.md.
 * Within one n8n process an ID starts it once, however many deliveries come at the same time. The
 * newest IDs survive a restart and reach other processes with the static data. No ID is in there
 * before its execution is stored: only copies that reach two processes within that time both start.
 */
export class DeliveryStore {
	private readonly stored = new Set<string>();

	/** What has been claimed and is neither committed nor rolled back. */
	private readonly inFlight = new Map<string, Promise<void>>();

	// One object in the static data of every request: each request saves its own copy of the static
	// data and the last one wins, but with this object in it the last one knows every ID.
	private readonly saved = { keys: '' };

	/**
	 * Claims a delivery, unless its execution is stored, or another caller has claimed it and it is still
	 * in flight after `patienceMs`.
	 */
	async claim(
		id: string,
		staticData: IDataObject,
		patienceMs = PATIENCE_MS,
	): Promise<Claim | 'stored' | 'inFlight'> {
		const key = hashId(id);
		const isBehind = this.mergeSaved(staticData);
		const untilMs = performance.now() + patienceMs;
		// A sender stops at the first 200, so a repeat waits for what becomes of the original. Of several
		// that wait one may go on: nothing is awaited between this check and the claim.
		for (let open = this.inFlight.get(key); open; open = this.inFlight.get(key)) {
			const leftMs = untilMs - performance.now();
			if (leftMs <= 0) return 'inFlight';
			await Promise.race([open, sleep(Math.min(leftMs, MAX_SLEEP_MS))]);
		}
		if (!this.stored.has(key)) return this.begin(key, staticData);
		if (isBehind) this.save(staticData);
		return 'stored';
	}

	/**
	 * Shares the live list of IDs with an execution's own copy of the static data. If another node
	 * changes static data, n8n writes that copy back at the end: so the write-back drops no ID that was
	 * added meanwhile.
	 */
	attachTo(staticData: IDataObject): void {
		this.mergeSaved(staticData);
		// Assigned, it would count as a change, and every execution would write its old copy back.
		const value = this.saved;
		const flags = { configurable: true, enumerable: true, writable: true };
		Object.defineProperty(staticData, 'deliveries', { value, ...flags });
	}

	/** Adds what other processes, or this one before a restart, have saved; true if that is not all. */
	private mergeSaved(staticData: IDataObject): boolean {
		const text = (staticData.deliveries as { keys?: unknown } | null | undefined)?.keys;
		if (typeof text === 'string' && text !== this.saved.keys) this.add(splitKeys(text));
		return text !== this.saved.keys;
	}

	/** Has n8n save the IDs with this static data. */
	private save(staticData: IDataObject): void {
		staticData.deliveries = this.saved;
	}

	private begin(key: string, staticData: IDataObject): Claim {
		let isOpen = true;
		let wakeRepeats!: () => void;
		this.inFlight.set(key, new Promise((resolve) => (wakeRepeats = resolve)));
		const settle = (isStored: boolean) => {
			if (!isOpen) return;
			isOpen = false;
			if (isStored) this.add([key]);
			if (isStored) this.save(staticData);
			this.inFlight.delete(key);
			wakeRepeats();
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

/** The store that all requests to one node share in this process; `node` names it uniquely. */
export function storeFor(node: string): DeliveryStore {
	const store = stores.get(node) ?? new DeliveryStore();
	// Moves it to the end, so that the node used least recently is the oldest.
	stores.delete(node);
	stores.set(node, store);
	dropOldest(stores, MAX_NODES);
	return store;
}

/** Begins anew with an empty store. */
export function forget(node: string): void {
	stores.delete(node);
}

function dropOldest(entries: Map<string, unknown> | Set<string>, most: number): void {
	for (const key of entries.keys()) {
		if (entries.size <= most) return;
		entries.delete(key);
	}
}

/** 48 bits of a hash: with 20,000 ids known, one new delivery in 14 thousand million looks like a repeat. */
function hashId(id: string): string {
	return createHash('sha256').update(id).digest('base64').slice(0, KEY_LENGTH);
}

function splitKeys(text: string): string[] {
	return text.match(/.{8}/g) ?? [];
}
