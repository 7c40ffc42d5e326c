import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { RelasiTrigger } from '../../../nodes/RelasiTrigger/RelasiTrigger.node';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator';
import { pollOf } from '../../support/engine';
import { credentialFor } from '../../support/relasi';

/** 12:00:00.250 UTC: whole seconds have to be told from fractions. */
export const START_MS = Date.parse('2026-06-01T12:00:00.250Z');

let workflows = 0;

const realNowMs = performance.now.bind(performance);

/** A trigger in an active workflow of its own: its static data lives as long as n8n keeps it. */
export class ActiveTrigger {
	/** What n8n would have in its database. */
	staticData: IDataObject = {};

	/** n8n keys the static data by this. */
	name = 'Node';

	/** The package as n8n's process has loaded it. */
	nodeType = new RelasiTrigger();

	private nodeId = `node-${++workflows}`;

	constructor(
		private readonly simulator: Simulator,
		public parameters: INodeParameters,
		public credential: IDataObject = {},
	) {}

	/** One poll: the items that n8n would start an execution with; none for null. */
	async poll(mode: 'manual' | 'trigger' = 'trigger'): Promise<IDataObject[]> {
		const { poll, allStaticData } = this.open(mode);
		const output = await poll();
		this.staticData = JSON.parse(JSON.stringify(allStaticData())) as IDataObject;
		return (output ?? [[]])[0].map(({ json }) => json);
	}

	/**
	 * The same without n8n saving what the poll remembers. `update` is the mode of a workflow that was
	 * published anew, and with a budget that of n8n's durable scheduler.
	 */
	open(mode: 'manual' | 'trigger' = 'trigger', activation?: 'update', budgetMs?: number) {
		return pollOf(this.nodeType, {
			credentials: credentialFor(this.simulator, this.credential),
			parameters: this.parameters,
			node: { id: this.nodeId, name: this.name },
			staticData: JSON.parse(JSON.stringify(this.staticData)) as IDataObject,
			mode,
			activation,
			budgetMs,
		});
	}

	/** n8n's process starts anew: of this node only what n8n has stored is left. */
	restart(stored = this.staticData): void {
		const former = this.nodeId;
		this.nodeId = `node-${++workflows}`;
		this.staticData = JSON.parse(
			JSON.stringify(stored).replaceAll(`"${former}"`, `"${this.nodeId}"`),
		) as IDataObject;
	}

	/** The ids of the rows of one poll. */
	async ids(): Promise<unknown[]> {
		return (await this.poll()).map(({ id }) => id);
	}

	get memory(): IDataObject {
		return this.stored?.memory as IDataObject;
	}

	/** All that n8n stores of the node. */
	get stored(): IDataObject | undefined {
		return this.staticData[`node:${this.name}`] as IDataObject | undefined;
	}
}

/** A simulator on a clock that only the test moves, with triggers on the real engine. */
export function triggerWorld(options: SimulatorOptions = {}) {
	/** How far the steady clock of this process was moved by the tests before: it never goes back. */
	let movedMs = 0;
	const world = {
		simulator: undefined as unknown as Simulator,
		nowMs: START_MS,
		/** What `Date.now()` shows on n8n's machine. */
		localNowMs: (): number => world.nowMs,
		/** Lets time pass. */
		pass: (seconds: number) => {
			world.nowMs += seconds * 1000;
			world.simulator.advance();
		},
		trigger: (event: string, parameters: INodeParameters = {}, credential: IDataObject = {}) =>
			new ActiveTrigger(world.simulator, { event, ...parameters }, credential),
		/** A trigger that has seen its first activation. */
		active: async (event: string, parameters: INodeParameters = {}) => {
			const trigger = world.trigger(event, parameters);
			await trigger.poll();
			world.simulator.clearRequests();
			return trigger;
		},
		/** The requests since the last time, as paths. */
		requests: () => {
			const paths = world.simulator.requests.map(({ path }) => path.replace(/^.*\/v1/, ''));
			world.simulator.clearRequests();
			return paths;
		},
	};
	beforeAll(async () => {
		world.simulator = await startSimulator({
			seed: 'empty',
			requestsPerSecond: null,
			...options,
			clock: () => world.nowMs,
		});
	});
	beforeEach(() => {
		movedMs += world.nowMs - START_MS;
		world.nowMs = START_MS;
		world.localNowMs = () => world.nowMs;
		// n8n's machine has the same time as the API, however long a test takes.
		jest.spyOn(Date, 'now').mockImplementation(() => world.localNowMs());
		// The steady clock of the process goes on between two moves of the test, as the limiter needs it to.
		jest.spyOn(performance, 'now').mockImplementation(
			() => realNowMs() + movedMs + world.nowMs - START_MS,
		);
		world.simulator.reset();
	});
	afterEach(() => void jest.restoreAllMocks());
	afterAll(async () => await world.simulator.close());
	return world;
}
