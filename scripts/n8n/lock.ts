import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lock, type LockOptions } from 'proper-lockfile';

import { fileFault } from './fileFault';

// A holder that was killed leaves its lock behind, and nothing touches it any more.
const TIMES: LockOptions = { stale: 20_000, update: 2_000 };
const RETRY_MS = 250;

/** Takes a lock and returns what gives it back, or undefined while another process has it; throws when it cannot be made. */
export async function tryLock(file: string): Promise<(() => Promise<void>) | undefined> {
	try {
		mkdirSync(dirname(file), { recursive: true });
		const release = await lock(file, {
			...TIMES,
			realpath: false,
			lockfilePath: file,
			// It went away with the cache folder: the task itself then says what is missing.
			onCompromised: () => undefined,
		});
		return async () => release().catch(() => undefined);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ELOCKED') return undefined;
		throw fileFault(file, error);
	}
}

/** Runs a task while no other process does so under the same lock. */
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
		await release();
	}
}
