import type { INodeParameters } from 'n8n-workflow';
import { EventEmitter, once } from 'node:events';

import { N8nApi } from '../../../scripts/n8n/api';
import type { N8nInstance } from '../../../scripts/n8n/instance';
import type { Simulator } from '../../simulator';
import { n8nFor, restartKilled, simulatorFor } from '../support/start';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { chain, end, everyThreeSeconds, relasi } from '../support/workflows';
import { handedTo, TRIGGER, type Handed } from './executions';
import type { EventName } from './traffic';

/** How late the simulator shows some rows; the triggers look back a little further. */
export const LATEST_SECONDS = 6;
const OVERLAP_SECONDS = 8;
const QUIET_SECONDS = 3;
/** So that a poll takes a moment in which n8n can be killed. */
const LATENCY_MS = 20;
/** Whole seconds of dates, clocks and polls. */
const SLACK_SECONDS = 3;

/** One published workflow with a trigger, which polls with a key of its own. */
export interface Watcher {
	name: string;
	event: EventName;
	workflowId: string;
	keyId: string;
	/** How long the trigger may hold an event back before it gives it out. */
	heldMs: number;
}

const KINDS: Array<[string, EventName, INodeParameters]> = [
	['conversationCreated', 'conversationCreated', {}],
	['conversationUpdated', 'conversationUpdated', {}],
	['messageReceived', 'messageReceived', {}],
	['messageSent', 'messageSent', {}],
	[
		'combined messages',
		'messageReceived',
		{ combineMessages: true, quietSeconds: QUIET_SECONDS },
	],
];

/** So that some kills meet an execution that runs. */
const pause = {
	name: 'Pause',
	type: 'n8n-nodes-base.wait',
	typeVersion: 1.1,
	parameters: { resume: 'timeInterval', amount: 0.5, unit: 'seconds' },
};

/** An n8n whose workflows poll a simulator every few seconds. */
export class Scene {
	api!: N8nApi;

	readonly watchers: Watcher[] = [];

	/** How often n8n did not survive its own recovery after a kill. */
	failedStarts = 0;

	private constructor(
		private readonly n8n: N8nInstance,
		readonly simulator: Simulator,
		private readonly requests: EventEmitter,
	) {}

	static async set(round: Round, env: NodeJS.ProcessEnv): Promise<Scene> {
		const requests = new EventEmitter();
		const onRequest = () => void requests.emit('request');
		const simulator = await simulatorFor(round, { latencyMs: LATENCY_MS, onRequest });
		const n8n = await n8nFor(round, { env });
		const scene = new Scene(n8n, simulator, requests);
		scene.api = await N8nApi.connect(n8n.url);
		return scene;
	}

	/** Publishes a workflow for each event; returns once each trigger has polled after its first poll. */
	async publish(): Promise<void> {
		for (const kind of KINDS) this.watchers.push(await this.watch(...kind));
		await this.polled(2);
	}

	private async watch(
		name: string,
		event: EventName,
		options: INodeParameters,
	): Promise<Watcher> {
		const { api, simulator } = this;
		const keyId = name.replace(/\W/g, '-');
		const apiKey = simulator.addKey({ key_id: keyId, name: keyId });
		const data = { apiKey, baseUrl: simulator.baseUrl, requestsPerSecond: 55 };
		const credential = await api.createCredential({ name, type: 'relasiApi', data });
		const parameters = {
			event,
			options: { overlapSeconds: OVERLAP_SECONDS, ...options },
			pollTimes: everyThreeSeconds,
		} as unknown as INodeParameters;
		const trigger = relasi(TRIGGER, parameters, credential, 'relasiTrigger');
		const { id } = await api.createWorkflow(chain(name, [trigger, pause, end]));
		await api.activate(id);
		const heldMs = options.combineMessages ? (QUIET_SECONDS + SLACK_SECONDS) * 1000 : 0;
		return { name, event, workflowId: id, keyId, heldMs };
	}

	/** Publishes every workflow anew, its trigger under this name, as an editor does. */
	async publishAs(name: string): Promise<void> {
		for (const { workflowId } of this.watchers) {
			const { nodes, connections } = await this.api.getWorkflow(workflowId);
			const [trigger, ...others] = nodes;
			const { [trigger.name]: follows, ...rest } = connections;
			await this.api.updateWorkflow(workflowId, {
				nodes: [{ ...trigger, name }, ...others],
				connections: { [name]: follows, ...rest },
			});
			await this.api.activate(workflowId);
		}
	}

	/** When the polls of a trigger began (ms). */
	pollsOf({ keyId }: Watcher): number[] {
		return this.simulator.requests
			.filter(({ path, key_id: key }) => key === keyId && path.endsWith('/conversations'))
			.map(({ at }) => at);
	}

	/** Resolves while a poll is under way. */
	async request(): Promise<void> {
		await once(this.requests, 'request');
	}

	/** Waits for a number of polls of every trigger. */
	async polled(times: number): Promise<void> {
		const fromMs = Date.now();
		const isDone = (watcher: Watcher) =>
			this.pollsOf(watcher).filter((at) => at >= fromMs).length >= times;
		await until('all triggers have polled', () => this.watchers.every(isDone), 120_000);
	}

	/** Waits until every late row has been shown and polled, and every customer was quiet. */
	async settled(): Promise<void> {
		const waitMs = (LATEST_SECONDS + QUIET_SECONDS + SLACK_SECONDS) * 1000;
		const fromMs = Date.now();
		await until('all rows are shown', () => Date.now() > fromMs + waitMs);
		await this.polled(2);
		await until('no execution is under way', async () => {
			const list = await this.api.listExecutions({ status: ['new', 'running'] });
			return list.length === 0;
		});
	}

	/** `kill -9`, and a start on the same folder, as a service manager makes it. */
	async kill(): Promise<void> {
		await this.n8n.kill();
		if (!(await restartKilled(this.n8n))) this.failedStarts++;
		this.api = await N8nApi.connect(this.n8n.url);
	}

	async handed({ workflowId, event }: Watcher): Promise<Handed> {
		return await handedTo(this.api, workflowId, event);
	}
}
