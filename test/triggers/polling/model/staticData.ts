import type { IDataObject } from 'n8n-workflow';

import { troubles } from './troubles';

/** What n8n keeps of a workflow: the static data by node name and, with durable cursors, one node's by its id. */
interface Kept {
	nodes: Record<string, IDataObject>;
	global: IDataObject;
	cursor?: IDataObject;
}

/** The static data that one poll works on. */
export interface PollData {
	node: IDataObject;
	global: IDataObject;
}

/** By then n8n has surely saved what a poll gave out, if it does at all. */
const LATEST_SAVE_MS = 30_000;

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** n8n's storage of static data: with durable cursors, or as it was before. */
export class StaticData {
	/** What is in the database. */
	private saved: Kept = { nodes: {}, global: {} };

	/** What n8n is about to save. */
	private unsaved?: { cursor: IDataObject; atMs: number };

	/** What the active workflow has in memory, without durable cursors. */
	private live: Kept = { nodes: {}, global: {} };

	constructor(private readonly isDurable: boolean) {}

	/** What the next poll finds. */
	open(name: string, nowMs: number): PollData {
		this.flush(nowMs - LATEST_SAVE_MS);
		if (!this.isDurable) {
			return { node: (this.live.nodes[name] ??= {}), global: this.live.global };
		}
		const { cursor, nodes, global } = copy(this.saved);
		return { node: cursor ?? nodes[name] ?? {}, global };
	}

	/** A poll gave something out. The workflow's static data is saved at once, a durable cursor with the execution. */
	emitted(data: PollData, nowMs: number, fate: 'saved' | 'late' | 'dropped'): void {
		if (!this.isDurable) {
			this.saved = copy(this.live);
			return;
		}
		if (fate === 'dropped') return this.storeGlobalAlone(data);
		this.saved.global = copy(data.global);
		this.unsaved = { cursor: copy(data.node), atMs: nowMs };
		if (fate === 'saved') this.flush(Infinity);
	}

	/** A poll gave out nothing: n8n saves that with durable cursors, without them at an activation only. */
	idle(data: PollData, isActivation: boolean): void {
		if (this.isDurable && isActivation) troubles.activationNotStored++;
		if (this.isDurable && !isActivation) this.saved.cursor = copy(data.node);
		if (!this.isDurable && isActivation) this.saved = copy(this.live);
	}

	/** Saves what is under way. */
	flush(untilMs = Infinity): void {
		if (!this.unsaved || this.unsaved.atMs > untilMs) return;
		this.saved.cursor = this.unsaved.cursor;
		this.unsaved = undefined;
	}

	/** The workflow is loaded anew: what was not saved is gone. */
	reload(): void {
		this.live = copy(this.saved);
	}

	/** Another node takes over the name of this one, and gives it its own. */
	takenOver(name: string, newName: string): void {
		if (this.isDurable || name === newName) return;
		for (const kept of [this.saved, this.live]) {
			kept.nodes[newName] = { ...copy(kept.nodes[name] ?? {}), nodeId: 'other' };
			delete kept.nodes[name];
		}
	}

	/** Whether a memory of this workspace, or of any, would survive the loss of the process. */
	keeps(name: string, workspace?: string): boolean {
		const { cursor, nodes } = this.saved;
		const data = this.isDurable ? cursor : nodes[name];
		const memory = data?.nodeId === 'node' ? (data.memory as IDataObject) : undefined;
		return memory !== undefined && (workspace ?? memory.workspace) === memory.workspace;
	}

	/** n8n is killed between its two writes: what all nodes share is stored, the execution is not. */
	killed(data: PollData): void {
		troubles.killedBetweenWrites++;
		if (this.isDurable) this.storeGlobalAlone(data);
		this.reload();
	}

	/** What all nodes share is stored whether or not the execution is. */
	private storeGlobalAlone({ global }: PollData): void {
		if (JSON.stringify(global) !== JSON.stringify(this.saved.global))
			troubles.globalStoredAlone++;
		this.saved.global = copy(global);
	}
}
