import type { World } from './api/operation';
import { addControlPlane } from './control/controlPlane';
import { Faults } from './http/faults';
import type { KeyName, KeyRecord } from './http/keys';
import { KeyRing } from './http/keys';
import type { LoggedRequest } from './http/requestLog';
import { RequestLog } from './http/requestLog';
import { Throttle } from './http/throttle';
import { Drift } from './inbox/drift';
import { Inbox } from './inbox/inbox';
import { Listener } from './listener';
import type { Settings, SimulatorOptions } from './options';
import { settingsFrom } from './options';
import type { Quantity } from './seed/generate';
import { generate } from './seed/generate';
import { Live } from './seed/live';
import { seedInbox } from './seed/seedInbox';
import { createServer } from './server';
import type { Attempt } from './webhooks/attempt';
import type { DeliveryOrder } from './webhooks/webhooks';
import { Webhooks } from './webhooks/webhooks';

const BASE_PATH = '/api/public/v1';

/** A running simulator of the API, with everything a test may want to look at or to disturb. */
export class Simulator {
	readonly faults = new Faults();
	readonly drift = new Drift(() => this.inbox);
	readonly webhooks: Webhooks;
	private readonly world: World;
	private readonly live = new Live(() => this.inbox);
	private readonly listener: Listener;
	private readonly startedMs: number;

	constructor(private readonly options: SimulatorOptions) {
		const settings = settingsFrom(options);
		const { clock = () => Date.now() } = options;
		this.startedMs = clock();
		this.webhooks = new Webhooks(clock);
		this.world = {
			settings,
			clock,
			faults: this.faults,
			drift: this.drift,
			basePath: BASE_PATH,
			keys: new KeyRing(),
			log: new RequestLog(),
			inbox: this.freshInbox(clock, settings, options.seed ?? 'inbox'),
			throttle: new Throttle(settings.requestsPerSecond),
		};
		const server = createServer(this.world, options);
		addControlPlane(server, this);
		this.listener = new Listener(server, options.host ?? '127.0.0.1', options.port ?? 0);
	}

	/** Starts to listen; fails with EADDRINUSE when the port is taken. */
	async listen(): Promise<this> {
		await this.listener.open();
		if (this.options.live) this.live.start(this.options.live.everyMs);
		return this;
	}

	/** `http://127.0.0.1:<port>`, without a path. */
	get origin(): string {
		return this.listener.origin;
	}

	/** The base URL of the API. */
	get baseUrl(): string {
		return this.origin + BASE_PATH;
	}

	/** Literal keys by name. */
	get keys(): Record<KeyName, string> {
		return this.world.keys.names;
	}

	/** Makes one more key and returns its text. */
	addKey(given: Partial<Omit<KeyRecord, 'key'>> = {}): string {
		return this.world.keys.add(given);
	}

	/** Takes a key out of use, as the dashboard does. */
	revokeKey(key: string): void {
		this.world.keys.revoke(key);
	}

	get inbox(): Inbox {
		return this.world.inbox;
	}

	get requests(): LoggedRequest[] {
		return this.world.log.entries;
	}

	/** Empties the request log and the statistics; the rate limit goes on counting. */
	clearRequests(): void {
		this.world.log.clear();
		this.world.throttle.clearStatistics();
	}

	get settings(): Readonly<Settings> {
		return this.world.settings;
	}

	/** Changes settings while running. */
	set(given: Partial<Settings>): void {
		const { settings, throttle } = this.world;
		Object.assign(settings, settingsFrom({ ...settings, ...given }));
		throttle.requestsPerSecond = settings.requestsPerSecond;
		this.inbox.messages.setOrder(settings.messageOrder);
		this.inbox.contacts.setOrder(settings.contactOrder);
		this.inbox.channels.setOrder(settings.contactOrder);
	}

	/** `maxInOneSecond`: the most requests of one key seen in any second; `refused`: how many got 429. */
	get stats() {
		const { maxInOneSecond, refused } = this.world.throttle;
		return { maxInOneSecond, refused, requests: this.requests.length };
	}

	/** Adds rows in bulk. */
	generate(quantity: Quantity): void {
		generate(this.inbox, quantity);
	}

	/** Signs and delivers an event to the registered endpoints, and tells how each try was answered. */
	deliverWebhook(type: string, data: object, order?: DeliveryOrder): Promise<Attempt[]> {
		return this.webhooks.deliver(type, data, order);
	}

	/** Begins anew: fresh rows, no faults, drift or endpoints, an empty log, an unused rate limit; settings and keys stay. */
	reset(seed: 'inbox' | 'empty' = this.options.seed ?? 'inbox'): void {
		this.inbox.schedule.clear();
		this.world.inbox = this.freshInbox(this.world.clock, this.world.settings, seed);
		this.faults.clear();
		this.drift.clear();
		this.webhooks.clear();
		this.world.log.clear();
		this.world.throttle.clear();
	}

	/** Makes what is due by the clock happen, also when no request comes. */
	advance(): void {
		this.inbox.schedule.advance();
	}

	/** Drops all connections and lets new ones be refused, until `acceptConnections`. */
	async refuseConnections(): Promise<void> {
		await this.listener.refuse();
	}

	async acceptConnections(): Promise<void> {
		await this.listener.accept();
	}

	async close(): Promise<void> {
		this.live.stop();
		this.inbox.schedule.clear();
		this.webhooks.close();
		await this.listener.close();
	}

	private freshInbox(clock: () => number, settings: Settings, seed: 'inbox' | 'empty'): Inbox {
		const { messageOrder, contactOrder } = settings;
		const inbox = new Inbox(clock, { messages: messageOrder, contacts: contactOrder });
		if (seed === 'inbox') seedInbox(inbox, this.startedMs);
		inbox.onEvent = (type, data) => void this.webhooks.deliver(type, data);
		return inbox;
	}
}

/** Starts the API on a free port of this machine. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	return await new Simulator(options).listen();
}
