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
import { measuredWorkflow, type Step } from './workflows';

/** A real n8n and the API in processes of their own, and the workflows that are run against it. */
export interface Lab {
	n8n: N8nInstance;
	simulator: RemoteSimulator;
	tarball: string;
	/** Stores a workflow and returns what runs it once; with a credential that differs from the usual in `own`. */
	prepare: (
		name: string,
		steps: Step[],
		own?: IDataObject,
	) => Promise<(body?: IDataObject) => Promise<Run>>;
	close: () => Promise<void>;
}

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
	return {
		n8n,
		simulator,
		tarball,
		prepare: async (name, steps, own = {}) => {
			const credential = await storeCredential(api, simulator, name, own);
			const { id } = await api.createWorkflow(measuredWorkflow(name, steps, credential));
			await api.activate(id);
			return async (body = {}) => {
				// The window of the limit must be empty, or the run before would slow this one down.
				await sleep(WINDOW_MS);
				return await measuredRun({ n8n, simulator, probe }, name, body);
			};
		},
		close: async () => {
			await n8n.stop();
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
			rmSync(dirname(tarball), { recursive: true, force: true });
		},
	};
}

async function storeCredential(
	api: N8nApi,
	{ baseUrl, keys }: RemoteSimulator,
	name: string,
	own: IDataObject,
): Promise<StoredCredential> {
	// The HTTP Request node is compared with, so it may carry this key.
	const usual = { apiKey: keys.full, baseUrl, allowedHttpRequestDomains: 'all' };
	return await api.createCredential({ name, type: 'relasiApi', data: { ...usual, ...own } });
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
