import type { Fault } from '../http/faults';
import type { DriftOrder } from '../inbox/drift';
import type { Settings } from '../options';
import type { Quantity } from '../seed/generate';
import type { Simulator } from '../simulator';

const rows = <T>(entries: Array<{ row: T }>): T[] => entries.map(({ row }) => row);

/** What another process may tell a running simulator to do: a name, arguments as a JSON list, a JSON result. */
export const commands = {
	about: (sim: Simulator) => ({ baseUrl: sim.baseUrl, keys: sim.keys, settings: sim.settings }),
	set: (sim: Simulator, settings: Partial<Settings>) => {
		sim.set(settings);
		return sim.settings;
	},
	reset: (sim: Simulator, seed?: 'inbox' | 'empty') => sim.reset(seed),

	addKey: (sim: Simulator) => sim.addKey(),
	revokeKey: (sim: Simulator, key: string) => sim.revokeKey(key),
	addFault: (sim: Simulator, fault: Fault) => sim.faults.add(fault),
	clearFaults: (sim: Simulator) => sim.faults.clear(),
	addDrift: (sim: Simulator, order: DriftOrder) => sim.drift.add(order),

	requests: (sim: Simulator) => sim.requests,
	clearRequests: (sim: Simulator) => sim.clearRequests(),
	stats: (sim: Simulator) => sim.stats,

	contacts: (sim: Simulator) => rows(sim.inbox.contacts.all()),
	conversations: (sim: Simulator) => rows(sim.inbox.conversations.all()),
	sentMessages: (sim: Simulator) => sim.inbox.sentMessages,

	generate: (sim: Simulator, quantity: Quantity) => sim.generate(quantity),
};

export type Commands = typeof commands;
export type CommandName = keyof Commands;
