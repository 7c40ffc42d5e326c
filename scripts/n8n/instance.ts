import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { installCommunityPackage } from './community';
import { n8nEnvironment } from './environment';
import type { N8nInstall } from './install';
import { choosePort } from './ports';
import { startGroup, type ProcessGroup } from './process';
import type { Log } from './progress';
import { lastLines } from './run';

const READY_TIMEOUT_MS = 180_000;
const READY_POLL_MS = 150;
// In 1.x the readiness check is answered while workflows are still being activated.
const STARTED_LINE = 'Editor is now accessible via';
const STOP_GRACE_MS = 15_000;

/** How an n8n is to be started. */
export interface StartOptions {
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
	const { install, tarball, log, signal } = options;
	const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), 'n8n-relasi-'));
	const logFile = options.logFile ?? join(userFolder, 'n8n.log');
	const remove = () => {
		if (!options.userFolder)
			rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 });
	};
	const port = await choosePort({ name: 'n8n', wanted: options.port, log });
	const brokerPort = await choosePort({
		name: "n8n's task broker",
		wanted: options.brokerPort,
		reserved: [port],
		log,
	});
	const url = `http://127.0.0.1:${port}`;
	if (tarball) await installCommunityPackage({ userFolder, tarball, node: install.node });

	const launch = async (env?: NodeJS.ProcessEnv): Promise<ProcessGroup> => {
		signal?.throwIfAborted();
		const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
		const group = startGroup({
			program: install.node,
			args: [install.cli, 'start'],
			cwd: userFolder,
			env: n8nEnvironment({
				install,
				userFolder,
				port,
				brokerPort,
				env: { ...options.env, ...env },
			}),
			logFile,
		});
		const giveUp = () => void group.kill();
		signal?.addEventListener('abort', giveUp);
		const started = () => readFileSync(logFile).subarray(logStart).includes(STARTED_LINE);
		await untilReady(group, logFile, async () => started() && (await answers(url)));
		signal?.removeEventListener('abort', giveUp);
		return group;
	};
	let group = await launch();
	return {
		url,
		port,
		userFolder,
		logFile,
		ended: async () => group.ended,
		stop: async () => {
			await group.stop(STOP_GRACE_MS);
			remove();
		},
		kill: async () => group.kill(),
		restart: async (env) => {
			await group.stop(STOP_GRACE_MS);
			group = await launch(env);
		},
	};
}

async function untilReady(
	group: ProcessGroup,
	logFile: string,
	isReady: () => Promise<boolean>,
): Promise<void> {
	const deadline = Date.now() + READY_TIMEOUT_MS;
	while (!(await isReady())) {
		if (!group.isRunning()) {
			throw new Error(
				`n8n ended while starting (${await group.ended}):\n${lastLines(logFile)}`,
			);
		}
		if (Date.now() > deadline) {
			await group.kill();
			throw new Error(`n8n was not ready in time:\n${lastLines(logFile)}`);
		}
		await sleep(READY_POLL_MS);
	}
}

async function answers(url: string): Promise<boolean> {
	return fetch(`${url}/healthz/readiness`).then(
		({ status }) => status === 200,
		() => false,
	);
}
