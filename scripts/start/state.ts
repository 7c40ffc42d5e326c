import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cacheFolder } from '../n8n/cache';
import { tryLock } from '../n8n/lock';
import type { Log } from '../n8n/progress';

/** Where the started n8n keeps its workflows, credentials and executions. */
export interface DemoState {
	userFolder: string;
	isKept: boolean;
	release(): void | Promise<void>;
}

/** Takes the folder that is kept between starts, or a temporary one when asked to or while another start uses it. */
export async function takeState(options: {
	temporary: boolean;
	fresh: boolean;
	log: Log;
}): Promise<DemoState> {
	const { temporary, fresh, log } = options;
	if (temporary) return temporaryState();
	const userFolder = join(cacheFolder(), 'demo');
	const release = await tryLock(`${userFolder}.lock`);
	if (!release) {
		log('Another start is running, so this one begins with a state of its own and forgets it.');
		return temporaryState();
	}
	// The log of the last start would only grow.
	rmSync(fresh ? userFolder : join(userFolder, 'n8n.log'), { recursive: true, force: true });
	mkdirSync(userFolder, { recursive: true });
	return { userFolder, isKept: true, release };
}

function temporaryState(): DemoState {
	const userFolder = mkdtempSync(join(tmpdir(), 'n8n-relasi-'));
	const release = () => rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 });
	return { userFolder, isKept: false, release };
}
