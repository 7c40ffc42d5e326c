import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_MS = 2_000;
// A holder that was killed leaves its file behind, and nothing touches it any more.
const STALE_MS = 20_000;
const RETRY_MS = 250;

/** Takes a lock file and returns what gives it back, or undefined while another process has it. */
export async function tryLock(file: string): Promise<(() => void) | undefined> {
	const token = randomUUID();
	mkdirSync(dirname(file), { recursive: true });
	if (!(await acquire(file, token))) return undefined;
	const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS).unref();
	return () => {
		clearInterval(heartbeat);
		if (holder(file) === token) rmSync(file, { force: true });
	};
}

/** Runs a task while no other process does so under the same lock file. */
export async function withLock<T>(
	file: string,
	onWait: () => void,
	task: () => Promise<T>,
): Promise<T> {
	let release = await tryLock(file);
	if (!release) onWait();
	while (!release) {
		await sleep(RETRY_MS);
		release = await tryLock(file);
	}
	try {
		return await task();
	} finally {
		release();
	}
}

async function acquire(file: string, token: string): Promise<boolean> {
	try {
		if (isStale(file)) rmSync(file, { force: true });
		writeFileSync(file, token, { flag: 'wx' });
	} catch {
		return false;
	}
	// Two processes can find the same stale file, and the slower one then removes the new file of the other.
	await sleep(RETRY_MS);
	return holder(file) === token;
}

function isStale(file: string): boolean {
	const stats = statSync(file, { throwIfNoEntry: false });
	return stats !== undefined && Date.now() - stats.mtimeMs > STALE_MS;
}

function holder(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}

function touch(file: string): void {
	try {
		utimesSync(file, new Date(), new Date());
	} catch {
		// The file went away with the cache folder: the task itself then says what is missing.
	}
}
