import { existsSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { http } from '../../test/support/http';
import type { N8nInstall } from './install';
import { startGroup, type ProcessGroup } from './process';
import { lastLines } from './run';

const READY_TIMEOUT_MS = 300_000;
const READY_POLL_MS = 150;
// In 1.x the readiness check is answered while workflows are still being activated.
const STARTED_LINE = 'Editor is now accessible via';

/** Starts the process of an n8n and resolves once its API answers. */
export async function launch(options: {
	install: N8nInstall;
	userFolder: string;
	url: string;
	logFile: string;
	env: NodeJS.ProcessEnv;
	signal?: AbortSignal;
}): Promise<ProcessGroup> {
	const { install, userFolder, url, logFile, env, signal } = options;
	signal?.throwIfAborted();
	const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
	const group = startGroup({
		program: install.node,
		args: [install.cli, 'start'],
		cwd: userFolder,
		env,
		logFile,
	});
	const giveUp = () => void group.kill();
	signal?.addEventListener('abort', giveUp);
	const started = () => readFileSync(logFile).subarray(logStart).includes(STARTED_LINE);
	await untilReady(group, logFile, async () => started() && (await answers(url)));
	signal?.removeEventListener('abort', giveUp);
	return group;
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
	return http.get(`${url}/healthz/readiness`).then(
		({ status }) => status === 200,
		() => false,
	);
}
