import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { World } from './api/operation';
import { Faults } from './http/faults';
import type { KeyRecord, KeyName } from './http/keys';
import { KeyRing } from './http/keys';
import type { LoggedRequest } from './http/requestLog';
import { RequestLog } from './http/requestLog';
import { Throttle } from './http/throttle';
import { Drift } from './inbox/drift';
import { Inbox } from './inbox/inbox';
import type { Settings, SimulatorOptions } from './options';
import { settingsFrom } from './options';
import { seedInbox } from './seed/seedInbox';
import { BASE_PATH, createServer } from './server';

/** A running simulator of the API, with everything a test may want to look at or to disturb. */
export class Simulator {
	private readonly world: World;
	private readonly server: FastifyInstance;
	private readonly startedMs: number;

	constructor(private readonly options: SimulatorOptions) {
		const clock = options.clock ?? Date.now;
		const throttleClock = options.throttleClock ?? (() => performance.now());
		const settings = settingsFrom(options);
		this.startedMs = clock();
		this.world = {
			...{ settings, clock, throttleClock, keys: new KeyRing(), log: new RequestLog() },
			inbox: this.freshInbox(clock, settings, options.seed ?? 'inbox'),
			throttle: new Throttle(settings.requestsPerSecond),
			faults: new Faults(),
			drift: new Drift(() => this.inbox),
		};
		this.server = createServer(() => this.world, options.onRequest);
	}

	/** Starts to listen; fails with EADDRINUSE when the port is taken. */
	async listen(): Promise<this> {
		const { host = '127.0.0.1', port = 0 } = this.options;
		await this.server.listen({ host, port });
		return this;
	}

	/** `http://127.0.0.1:<port>`, without a path. */
	get origin(): string {
		const { address, port, family } = this.server.server.address() as AddressInfo;
		return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
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

	get inbox(): Inbox {
		return this.world.inbox;
	}

	get faults(): Faults {
		return this.world.faults;
	}

	get drift(): Drift {
		return this.world.drift;
	}

	get requests(): LoggedRequest[] {
		return this.world.log.entries;
	}

	clearRequests(): void {
		this.world.log.clear();
	}

	get settings(): Readonly<Settings> {
		return this.world.settings;
	}

	/** Changes settings while running. */
	set(settings: Partial<Settings>): void {
		Object.assign(this.world.settings, settings);
		const { requestsPerSecond, messageOrder, contactOrder } = this.world.settings;
		this.world.throttle.requestsPerSecond = requestsPerSecond;
		this.inbox.messages.setOrder(messageOrder);
		this.inbox.contacts.setOrder(contactOrder);
		this.inbox.channels.setOrder(contactOrder);
	}

	get retryAfterForm(): Settings['retryAfterForm'] {
		return this.settings.retryAfterForm;
	}

	set retryAfterForm(form: Settings['retryAfterForm']) {
		this.set({ retryAfterForm: form });
	}

	/** `maxInOneSecond`: the most requests of one key seen in any second; `refused`: how many got 429. */
	get stats(): { maxInOneSecond: number; refused: number; requests: number } {
		const { maxInOneSecond, refused } = this.world.throttle;
		return { maxInOneSecond, refused, requests: this.requests.length };
	}

	/** Begins anew: fresh rows, no faults, no drift, an empty log and an unused rate limit; settings stay. */
	reset(seed: 'inbox' | 'empty' = this.options.seed ?? 'inbox'): void {
		this.inbox.schedule.clear();
		this.world.inbox = this.freshInbox(this.world.clock, this.world.settings, seed);
		this.faults.clear();
		this.drift.clear();
		this.world.log.clear();
		this.world.throttle.clear();
	}

	/** Makes what is due by the clock happen, also when no request comes. */
	advance(): void {
		this.inbox.schedule.advance();
	}

	async close(): Promise<void> {
		this.inbox.schedule.clear();
		await this.server.close();
	}

	private freshInbox(clock: () => number, settings: Settings, seed: 'inbox' | 'empty'): Inbox {
		const { messageOrder, contactOrder } = settings;
		const inbox = new Inbox(clock, { messages: messageOrder, contacts: contactOrder });
		if (seed === 'inbox') seedInbox(inbox, this.startedMs);
		return inbox;
	}
}

/** Starts the API on a free port of this machine. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	return await new Simulator(options).listen();
}
