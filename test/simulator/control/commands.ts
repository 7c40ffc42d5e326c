import type { Fault, Mixed } from '../http/faults';
import type { KeyRecord } from '../http/keys';
import type { DriftOrder } from '../inbox/drift';
import type {
	ChangedContact,
	ChangedConversation,
	ChangedMessage,
	NewChannel,
	NewContact,
	NewConversation,
	NewMessage,
} from '../inbox/newRows';
import type { VisibleAfter } from '../inbox/schedule';
import type { Moment } from '../inbox/timestamps';
import type { Settings } from '../options';
import type { Quantity } from '../seed/generate';
import type { Simulator } from '../simulator';
import type { DeliveryOrder, ReleaseOrder } from '../webhooks/webhooks';

type NewEndpoint = { url: string; secret: string; events?: string[] };
const rows = <T>(entries: Array<{ row: T }>): T[] => entries.map(({ row }) => row);

/** What another process may tell a running simulator to do: a name, arguments as a JSON list, a JSON result. */
export const commands = {
	about: (sim: Simulator) => ({ baseUrl: sim.baseUrl, keys: sim.keys, settings: sim.settings }),
	set: (sim: Simulator, settings: Partial<Settings>) => {
		sim.set(settings);
		return sim.settings;
	},
	reset: (sim: Simulator, seed?: 'inbox' | 'empty') => sim.reset(seed),
	advance: (sim: Simulator) => sim.advance(),
	addKey: (sim: Simulator, given?: Partial<Omit<KeyRecord, 'key'>>) => sim.addKey(given),

	addFault: (sim: Simulator, fault: Fault) => sim.faults.add(fault),
	mixedFaults: (sim: Simulator, mixed: Mixed) => sim.faults.mixed(mixed),
	removeFault: (sim: Simulator, id: number) => sim.faults.remove(id),
	clearFaults: (sim: Simulator) => sim.faults.clear(),
	faults: (sim: Simulator) => ({ waiting: sim.faults.list(), hits: sim.faults.hits }),
	addDrift: (sim: Simulator, order: DriftOrder) => sim.drift.add(order),
	clearDrift: (sim: Simulator) => sim.drift.clear(),

	requests: (sim: Simulator) => sim.requests,
	clearRequests: (sim: Simulator) => sim.clearRequests(),
	stats: (sim: Simulator) => sim.stats,

	channels: (sim: Simulator) => rows(sim.inbox.channels.all()),
	contacts: (sim: Simulator) => rows(sim.inbox.contacts.all()),
	conversations: (sim: Simulator) => rows(sim.inbox.conversations.all()),
	messages: (sim: Simulator, conversationId?: string) => {
		const { messages } = sim.inbox;
		if (conversationId === undefined) return rows(messages.all());
		return rows(messages.group('conversation_id', conversationId));
	},
	sentMessages: (sim: Simulator) => sim.inbox.sentMessages,
	dispatches: (sim: Simulator) => Object.fromEntries(sim.inbox.dispatches),
	media: (sim: Simulator) => Object.fromEntries(sim.inbox.media),
	comments: (sim: Simulator) => Object.fromEntries(sim.inbox.comments),

	addChannel: (sim: Simulator, given?: NewChannel) => sim.inbox.addChannel(given),
	addContact: (sim: Simulator, given?: NewContact) => sim.inbox.addContact(given),
	addConversation: (sim: Simulator, given?: NewConversation) => sim.inbox.addConversation(given),
	addMessage: (sim: Simulator, given?: NewMessage) => sim.inbox.addMessage(given),
	setContact: (sim: Simulator, id: string, given: ChangedContact) =>
		sim.inbox.setContact(id, given),
	setConversation: (
		sim: Simulator,
		id: string,
		given: ChangedConversation,
		visibleAfter?: VisibleAfter,
	) => sim.inbox.setConversation(id, given, visibleAfter),
	setMessage: (sim: Simulator, id: string, given: ChangedMessage) =>
		sim.inbox.setMessage(id, given),
	touchConversation: (sim: Simulator, id: string, at?: Moment, visibleAfter?: VisibleAfter) =>
		sim.inbox.touchConversation(id, at, visibleAfter),
	reveal: (sim: Simulator, id?: string) => sim.inbox.reveal(id),
	generate: (sim: Simulator, quantity: Quantity) => sim.generate(quantity),
	live: (sim: Simulator, everyMs?: number) => sim.setLive(everyMs ?? null),
	liveStep: (sim: Simulator) => sim.live.step(),

	registerWebhook: (sim: Simulator, endpoint: NewEndpoint) => sim.webhooks.register(endpoint),
	clearWebhooks: (sim: Simulator) => sim.webhooks.clear(),
	deliverWebhook: (sim: Simulator, type: string, data: object, order?: DeliveryOrder) =>
		sim.deliverWebhook(type, data, order),
	holdWebhooks: (sim: Simulator) => sim.webhooks.hold(),
	releaseWebhooks: (sim: Simulator, order?: ReleaseOrder) => sim.webhooks.release(order),
	webhooksSettled: (sim: Simulator) => sim.webhooks.settled(),
	webhookAttempts: (sim: Simulator) => sim.webhooks.attempts,
};

export type Commands = typeof commands;
export type CommandName = keyof Commands;
