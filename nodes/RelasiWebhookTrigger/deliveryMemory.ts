import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

const MAX_IN_PROCESS = 20_000;
// n8n 1.x copies static data into every execution it stores, so this stays below 25 kB.
const MAX_SAVED = 3_000;
const KEY_LENGTH = 8;

/**
 * Which deliveries of one node have started its workflow.
 * Within one n8n process an id starts it once, however many deliveries come at the same time. The
 * newest ids survive a restart and reach other processes with the static data, which n8n saves
 * before it answers: only copies that reach two processes within that time both start it.
 */
export class DeliveryMemory {
	/** True for what has started the workflow, false for what was given back. */
	private readonly started = new Map<string, boolean>();

	private readonly undecided = new Map<string, Promise<boolean>>();

	// One object in the static data of every request: each request saves its own copy of the static
	// data and the last one wins, but with this object in it the last one knows every id.
	private readonly saved = { keys: '' };

	/**
	 * Takes a delivery for the caller; resolves with false when another caller has it already.
	 * `hasStarted` tells later whether the caller started the workflow; if not, the delivery is given back.
	 */
	async claim(
		id: string,
		staticData: IDataObject,
		hasStarted: () => Promise<boolean>,
	): Promise<boolean> {
		const key = keyOf(id);
		const isBehind = this.learn(staticData.deliveries);
		while (this.started.get(key)) {
			// A sender stops at the first 200, so a repeat waits for what becomes of the original.
			const isStarted = await this.undecided.get(key);
			if (isStarted === false) continue;
			if (isBehind) this.save(staticData);
			return false;
		}
		this.add([key]);
		this.save(staticData);
		this.undecided.set(key, this.decide(key, hasStarted()));
		return true;
	}

	/** Has n8n save the memory with the static data of this request. */
	save(staticData: IDataObject): void {
		staticData.deliveries = this.saved;
	}

	private async decide(key: string, hasStarted: Promise<boolean>): Promise<boolean> {
		const isStarted = await hasStarted;
		this.undecided.delete(key);
		if (!isStarted) this.giveBack(key);
		return isStarted;
	}

	/** Takes over what other processes, or this one before a restart, have saved; true if that is not all. */
	private learn(saved: unknown): boolean {
		const text = (saved as { keys?: unknown } | undefined)?.keys;
		if (typeof text === 'string' && text !== this.saved.keys) {
			this.add(chunksOf(text).filter((key) => !this.started.has(key)));
		}
		return text !== this.saved.keys;
	}

	private add(keys: string[]): void {
		for (const key of keys) this.started.set(key, true);
		dropOldest(this.started, MAX_IN_PROCESS);
		this.saved.keys = (this.saved.keys + keys.join('')).slice(-MAX_SAVED * KEY_LENGTH);
	}

	// The entry stays, as another request may have saved the key in the meantime.
	private giveBack(key: string): void {
		this.started.set(key, false);
		const kept = chunksOf(this.saved.keys).filter((other) => other !== key);
		this.saved.keys = kept.join('');
	}
}

const MAX_NODES = 100;
const memories = new Map<string, DeliveryMemory>();

/** The memory that all requests to one node share in this process; `node` names it uniquely. */
export function memoryOf(node: string): DeliveryMemory {
	const memory = memories.get(node) ?? new DeliveryMemory();
	// Moves it to the end, so that the node used least recently is the oldest.
	memories.delete(node);
	memories.set(node, memory);
	dropOldest(memories, MAX_NODES);
	return memory;
}

function dropOldest(map: Map<string, unknown>, most: number): void {
	for (const key of map.keys()) {
		if (map.size <= most) return;
		map.delete(key);
	}
}

/** 48 bits of a hash: with 20,000 ids known, one new delivery in 14 thousand million looks like a repeat. */
function keyOf(id: string): string {
	return createHash('sha256').update(id).digest('base64').slice(0, KEY_LENGTH);
}

function chunksOf(text: string): string[] {
	return text.match(/.{8}/g) ?? [];
}
