import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { RelasiApi } from '../../credentials/RelasiApi.credentials';
import type { RemoteSimulator } from '../simulator';
import type { TestCredentials } from '../support/credentials';

const ROOT = resolve(__dirname, '../..');
/** The pace of the node under test, and what the simulator lets through unless there is a storm. */
export const PACE = { node: 400, simulator: 500 };

/** One chaos run: the API, the share of requests that meet a fault, and what makes the run repeatable. */
export interface World {
	simulator: RemoteSimulator;
	share: number;
	seed: number;
	/** After how long the nodes give up a request; left out, no request hangs. */
	timeoutMs?: number;
}

/** Starts the simulator as a process of its own that ends with this one. */
export async function startSimulatorProcess(
	flags: string[] = [],
): Promise<{ url: string; pid: number; stop: () => Promise<void> }> {
	const cli = join(ROOT, 'test/simulator/cli.ts');
	const child = spawn(process.execPath, ['--import', 'tsx', cli, '--port', '0', ...flags], {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
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
		return { url, pid: child.pid!, stop };
	}
	throw new Error('The simulator ended while it started.');
}

/** The node's own setting for it. */
export const requestOptionsOf = ({ timeoutMs }: World) =>
	timeoutMs === undefined ? {} : { timeout: timeoutMs };

/** The credential of the node under test; `localhost` so that name resolution can fail too. */
export const credentialOf = ({ simulator }: World): TestCredentials => ({
	relasiApi: {
		type: new RelasiApi(),
		data: {
			apiKey: simulator.keys.full,
			baseUrl: simulator.baseUrl.replace('127.0.0.1', 'localhost'),
			requestsPerSecond: PACE.node,
			// n8n's HTTP Request node is compared with, and may not carry this key by default.
			allowedHttpRequestDomains: 'all',
		},
	},
});
