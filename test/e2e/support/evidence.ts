import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Simulator } from '../../simulator';
import type { Evidence } from './checks';

/** Keeps a program's log. */
export const logOf =
	(logFile: string, name: string): Evidence =>
	(folder) =>
		copyFileSync(logFile, join(folder, name));

/** Keeps every request the simulator saw, one a line. */
export const requestsOf =
	(simulator: Simulator): Evidence =>
	(folder) => {
		const lines = simulator.requests.map((request) => JSON.stringify(request));
		writeFileSync(join(folder, 'requests.jsonl'), `${lines.join('\n')}\n`);
	};
