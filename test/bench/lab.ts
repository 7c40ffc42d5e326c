import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import { N8nApi, type StoredCredential } from '../../scripts/n8n/api';
import { ensureN8n } from '../../scripts/n8n/install';
import { startN8n, type N8nInstance } from '../../scripts/n8n/instance';
import { pack } from '../../scripts/n8n/pack';
import type { Log } from '../../scripts/n8n/progress';
import { DEFAULT_N8N_VERSION } from '../../scripts/n8n/versions';
import { connectSimulator, type RemoteSimulator } from '../simulator';
import { eventLoopProbe } from './eventLoop';
import { measuredRun, type Run } from './measuredRun';
import { findN8n, usageOf } from './processCost';
import { measuredWorkflow, type Step } from './workflows';

/** A real n8n and the API in processes of their own, and the workflows that are run against it. */
export interface Lab {
	n8n: N8nInstance;
	simulator: RemoteSimulator;
	tarball: string;
	/** Stores a workflow and returns what runs it once. */
	prepare: (
		name: string,
		steps: Step[],
		pace?: Pace,
	) => Promise<(body?: IDataObject) => Promise<Run>>;
	restart: () => Promise<void>;
	close: () => Promise<void>;
}

/** At the key's limit of 60 a second, or as fast as the machines are. */
type Pace = 'limited' | 'lifted';
const LIFTED = 100_000;
const WINDOW_MS = 1100;
const HEAP_MIB = 6_000;
const CLI = resolve(__dirname, '../simulator/cli.ts');

export async function openLab(log: Log): Promise<Lab> {
	const folder = mkdtempSync(join(tmpdir(), 'relasi-bench-'));
	const probe = eventLoopProbe(folder);
	const install = await ensureN8n(DEFAULT_N8N_VERSION, log);
	const tarball = await pack();
	const server = await startSimulatorProcess();
	const simulator = await connectSimulator(server.url);
	const n8n = await startN8n({
		install,
		tarball,
		log,
		env: {
			NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB} --require ${probe.program}`,
		},
	});
	const api = await N8nApi.connect(n8n.url);
	const credentials = {
		limited: await storeCredential(api, simulator, 'limited', 60),
		lifted: await storeCredential(api, simulator, 'lifted', LIFTED),
	};
	let idleMib = residentOf(n8n);
	return {
		n8n,
		simulator,
		tarball,
		prepare: async (name, steps, pace = 'limited') => {
			const { id } = await api.createWorkflow(
				measuredWorkflow(name, steps, credentials[pace]),
			);
			await api.activate(id);
			return async (body = {}) => {
				// The window of the limit must be empty, or the run before would slow this one down.
				if (pace === 'limited') await sleep(WINDOW_MS);
				return await measuredRun({ n8n, simulator, probe }, name, body, idleMib);
			};
		},
		restart: async () => {
			await n8n.restart();
			idleMib = residentOf(n8n);
		},
		close: async () => {
			await n8n.stop();
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
			rmSync(dirname(tarball), { recursive: true, force: true });
		},
	};
}

const residentOf = ({ port }: N8nInstance) => {
	const pid = findN8n(port);
	return pid === undefined ? 0 : usageOf(pid).residentMib;
};

async function storeCredential(
	api: N8nApi,
	{ baseUrl, keys }: RemoteSimulator,
	name: string,
	requestsPerSecond: number,
): Promise<StoredCredential> {
	// The HTTP Request node is compared with, so it may carry this key.
	const allowedHttpRequestDomains = 'all';
	const data = { apiKey: keys.full, baseUrl, requestsPerSecond, allowedHttpRequestDomains };
	return await api.createCredential({ name, type: 'relasiApi', data });
}

/** Starts the simulator as a process of its own that ends with this one. */
async function startSimulatorProcess(): Promise<{ url: string; stop: () => Promise<void> }> {
	const args = ['--import', 'tsx', CLI, '--port', '0', '--seed', 'empty'];
	const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	const kill = () => child.kill();
	process.once('exit', kill);
	for await (const line of createInterface({ input: child.stdout })) {
		const url = /Base URL\s+(\S+)/.exec(line)?.[1];
		if (url === undefined) continue;
		child.stdout.resume();
		const stop = async () => {
			process.off('exit', kill);
			child.kill();
			if (child.exitCode === null) await once(child, 'exit');
		};
		return { url, stop };
	}
	throw new Error('The simulator ended while it started.');
}
