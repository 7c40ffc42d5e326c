import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nApi } from '../../../scripts/n8n/api';
import { n8nEnvironment } from '../../../scripts/n8n/environment';
import type { N8nInstance } from '../../../scripts/n8n/instance';
import { choosePort } from '../../../scripts/n8n/ports';
import { startGroup, type ProcessGroup } from '../../../scripts/n8n/process';
import { logOf } from '../support/evidence';
import { n8nFor } from '../support/start';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { startServices } from './services';

/** A process of n8n beside the main one. */
interface Helper {
	name: string;
	/** The process that runs now. */
	group: ProcessGroup;
	url: string;
	/** What it has written so far. */
	log(): string;
	/** Starts it anew on the same folder, once it has ended. */
	start(): Promise<void>;
}

/** An n8n in queue mode. */
export interface Cluster {
	main: N8nInstance;
	api: N8nApi;
	workers: Helper[];
	webhook: Helper;
	/** All processes as one: `kill` and `restart` are of main process and workers. */
	whole: N8nInstance;
}

/** How long n8n has to end in order. */
const GRACE_MS = 30_000;

// A worker runs one execution at a time here, so that as many at once as there are workers use all of them.
const WORKER = ['worker', '--concurrency=1'];

/** Starts PostgreSQL, Redis, one main process, one webhook process and so many workers. */
export async function startCluster(round: Round, workerCount: number): Promise<Cluster> {
	const { install, checks } = round;
	const services = await startServices();
	round.finally(() => services.stop());
	const userFolder = mkdtempSync(join(tmpdir(), 'relasi-cluster-'));
	round.finally(() => rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 }));
	const env: NodeJS.ProcessEnv = {
		...services.env,
		EXECUTIONS_MODE: 'queue',
		N8N_ENCRYPTION_KEY: 'the same for every process',
		OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
		// A dead worker's job is given to another one after seconds instead of a minute.
		QUEUE_WORKER_LOCK_DURATION: '6000',
		QUEUE_WORKER_LOCK_RENEW_TIME: '1500',
		QUEUE_WORKER_STALLED_INTERVAL: '3000',
	};
	const main = await n8nFor(round, { userFolder, env }, 'main.log');

	// Started together, so no port may be given away twice.
	const reserved: number[] = [];
	const portFor = async (name: string) => {
		const port = await choosePort({ name, reserved });
		reserved.push(port);
		return port;
	};
	const helper = async (name: string, args: string[], readyLine: RegExp): Promise<Helper> => {
		const port = await portFor(name);
		const brokerPort = await portFor(name);
		const logFile = join(userFolder, `${name}.log`);
		const own = { ...env, QUEUE_HEALTH_CHECK_PORT: String(port) };
		const run = () =>
			startGroup({
				program: install.node,
				args: [install.cli, ...args],
				cwd: userFolder,
				env: n8nEnvironment({ install, userFolder, port, brokerPort, env: own }),
				logFile,
			});
		const log = () => readFileSync(logFile, 'utf8');
		const isReady = async (from = 0) =>
			await until(
				`the ${name} is ready`,
				() => {
					if (!it.group.isRunning()) throw new Error(`The ${name} ended:\n${log()}`);
					return readyLine.test(log().slice(from));
				},
				120_000,
			);
		const start = async () => {
			const from = log().length;
			it.group = run();
			await isReady(from);
		};
		const it: Helper = { name, group: run(), url: `http://127.0.0.1:${port}`, log, start };
		round.finally(async () => it.group.stop(5_000));
		checks.keep(logOf(logFile, `${name}.log`));
		await isReady();
		return it;
	};
	const names = Array.from({ length: workerCount }, (_, index) => `worker-${index + 1}`);
	const [webhook, ...workers] = await Promise.all([
		helper('webhook', ['webhook'], /waiting for requests|is now accessible/i),
		...names.map(async (name) => helper(name, WORKER, /worker is now ready/i)),
	]);
	const whole: N8nInstance = {
		...main,
		kill: async () => {
			await Promise.all([main.kill(), ...workers.map(async ({ group }) => group.kill())]);
		},
		restart: async () => {
			await Promise.all(workers.map(async ({ group }) => group.stop(GRACE_MS)));
			await main.restart();
			await Promise.all(workers.map(async (worker) => worker.start()));
		},
	};
	return { main, api: await N8nApi.connect(main.url), workers, webhook, whole };
}
