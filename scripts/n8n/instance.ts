import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { installCommunityPackage } from './community';
import { n8nEnvironment } from './environment';
import type { N8nInstall } from './install';
import { launch } from './launch';
import { choosePort } from './ports';
import type { ProcessGroup } from './process';
import type { Log } from './progress';

const STOP_GRACE_MS = 15_000;
const REMOVE = { recursive: true, force: true, maxRetries: 3 };

/** How an n8n is to be started. */
interface StartOptions {
	install: N8nInstall;
	/** Keeps n8n's database and packages; a fresh folder, removed by `stop`, when left out. */
	userFolder?: string;
	/** Preferred ports: taken ones are replaced with a message. Any free port when left out. */
	port?: number;
	brokerPort?: number;
	/** The package to install the way users do, as `pack` makes it. */
	tarball?: string;
	/** Added to n8n's environment; its log level must stay at `info` or finer. */
	env?: NodeJS.ProcessEnv;
	/** `n8n.log` in the user folder by default. */
	logFile?: string;
	log?: Log;
	/** Gives up a start that is still under way; once n8n is ready it has no effect. */
	signal?: AbortSignal;
}

/** A running n8n. */
export interface N8nInstance {
	readonly url: string;
	readonly port: number;
	readonly userFolder: string;
	readonly logFile: string;
	/** Of the process that runs now. */
	pid(): number;
	/** Resolves with the exit code or signal of the process that runs now. */
	ended(): Promise<string>;
	/** Ends n8n in order, and removes the user folder if it was made for this instance. */
	stop(): Promise<void>;
	/** Ends n8n and its helpers at once (`kill -9`); the user folder stays for `restart`. */
	kill(): Promise<void>;
	/** Ends n8n in order if it still runs, and starts it again on the same folder and ports. */
	restart(env?: NodeJS.ProcessEnv): Promise<void>;
}

/** Starts an n8n on loopback and resolves once its API answers. */
export async function startN8n(options: StartOptions): Promise<N8nInstance> {
	const { install, tarball, signal } = options;
	const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), 'n8n-relasi-'));
	const logFile = options.logFile ?? join(userFolder, 'n8n.log');
	const { port, brokerPort } = await choosePorts(options);
	const url = `http://127.0.0.1:${port}`;
	if (tarball) await installCommunityPackage({ userFolder, tarball, node: install.node });

	const start = async (more?: NodeJS.ProcessEnv): Promise<ProcessGroup> => {
		const env = { ...options.env, ...more };
		const full = n8nEnvironment({ install, userFolder, port, brokerPort, env });
		return launch({ install, userFolder, url, logFile, env: full, signal });
	};
	let group = await start();
	return {
		...{ url, port, userFolder, logFile },
		pid: () => group.pid,
		ended: async () => group.ended,
		stop: async () => {
			await group.stop(STOP_GRACE_MS);
			if (!options.userFolder) rmSync(userFolder, REMOVE);
		},
		kill: async () => group.kill(),
		restart: async (more) => {
			await group.stop(STOP_GRACE_MS);
			group = await start(more);
		},
	};
}

async function choosePorts({ port: wanted, brokerPort: wantedBroker, log }: StartOptions) {
	const port = await choosePort({ name: 'n8n', wanted, log });
	const name = "n8n's task broker";
	const brokerPort = await choosePort({ name, wanted: wantedBroker, reserved: [port], log });
	return { port, brokerPort };
}
