import type { IDataObject } from 'n8n-workflow';

import type { N8nInstance } from '../../scripts/n8n/instance';
import type { RemoteSimulator } from '../simulator';
import { http } from '../support/http';
import type { EventLoopDelay, EventLoopProbe } from './eventLoop';
import { cpuSecondsOf } from './processCost';

const RUN_TIMEOUT_MS = 600_000;

/** One run of a workflow: milliseconds from call to answer, and what n8n's process used meanwhile. */
export interface Run {
	ms: number;
	ok: boolean;
	cpuSeconds: number;
	requests: number;
	/** Answers of the API that were refusals for the rate limit. */
	refused: number;
	/** From the call to the arrival of the first request; NaN without one. */
	firstRequestMs: number;
	/** The same of the last one. */
	lastRequestMs: number;
	/** Of n8n's process. */
	eventLoop: EventLoopDelay;
}

interface Processes {
	n8n: N8nInstance;
	simulator: RemoteSimulator;
	probe: EventLoopProbe;
}

/** Runs a stored workflow once and tells what it took. */
export async function measuredRun(
	{ n8n, simulator, probe }: Processes,
	name: string,
	body: IDataObject,
): Promise<Run> {
	const pid = n8n.pid();
	await simulator.clearRequests();
	const cpuBefore = cpuSecondsOf(pid);
	await probe.ask(pid);
	const calledMs = Date.now();
	const startedMs = performance.now();
	const ok = await callWebhook(n8n, name, body);
	const ms = performance.now() - startedMs;
	const cpuSeconds = cpuSecondsOf(pid) - cpuBefore;
	const requests = await simulator.requests();
	const arrivals = requests.map(({ at }) => at - calledMs);
	return {
		ms,
		ok,
		requests: requests.length,
		refused: requests.filter(({ status }) => status === 429).length,
		firstRequestMs: arrivals[0] ?? NaN,
		lastRequestMs: arrivals.length > 0 ? Math.max(...arrivals) : NaN,
		eventLoop: await probe.ask(pid),
		cpuSeconds,
	};
}

/** Runs the workflow behind a webhook; whether it succeeded. */
async function callWebhook({ url }: N8nInstance, name: string, body: IDataObject) {
	const { status } = await http.post(`${url}/webhook/${name}`, body, { timeout: RUN_TIMEOUT_MS });
	return status === 200;
}
