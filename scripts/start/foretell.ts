import { mkdirSync } from 'node:fs';

import { cacheFolder } from '../n8n/cache';
import { fileFault } from '../n8n/fileFault';
import { isInstalled } from '../n8n/install';
import { freeBytes, type Log } from '../n8n/progress';
import type { N8nVersion } from '../n8n/versions';

const NEEDED_BYTES = 3.5e9;

/** Says what a first start is going to do, before it does it; throws at once where the disk will not do. */
export function foretell(version: N8nVersion, log: Log): void {
	const folder = cacheFolder();
	try {
		mkdirSync(folder, { recursive: true });
	} catch (error) {
		throw fileFault(folder, error);
	}
	if (isInstalled(version)) return;
	const free = freeBytes();
	if (free < NEEDED_BYTES) {
		const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
		throw new Error(
			`n8n takes ${gb(NEEDED_BYTES)} in ${folder}, and the disk has ${gb(free)} left. ` +
				'Free some, or set RELASI_CACHE_DIR to a folder on another disk.',
		);
	}
	log(
		`First start, 4 more steps: about 6 minutes on a quiet machine (25 on a busy one) and 3.5 GB in ${folder}. ` +
			'Nothing else is touched; interrupted, it goes on with the step it was at.',
	);
}
