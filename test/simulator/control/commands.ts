import type { Fault } from '../http/faults';
import type { DriftOrder } from '../inbox/drift';
import type { NewContact, NewConversation, NewMessage } from '../inbox/newRows';
import type { Settings } from '../options';
import type { Quantity } from '../seed/generate';
import type { Simulator } from '../simulator';
import type { DeliveryOrder } from '../webhooks/webhooks';

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
	messages: (sim: Simulator) => rows(sim.inbox.messages.all()),
	sentMessages: (sim: Simulator) => sim.inbox.sentMessages,

	addContact: (sim: Simulator, given?: NewContact) => sim.inbox.addContact(given),
	addConversation: (sim: Simulator, given?: NewConversation) => sim.inbox.addConversation(given),
	addMessage: (sim: Simulator, given?: NewMessage) => sim.inbox.addMessage(given),
	generate: (sim: Simulator, quantity: Quantity) => sim.generate(quantity),

	deliverWebhook: (sim: Simulator, type: string, data: object, order?: DeliveryOrder) =>
		sim.deliverWebhook(type, data, order),
};

export type Commands = typeof commands;
export type CommandName = keyof Commands;
