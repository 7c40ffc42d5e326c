import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long n8n's event loop was held, in ms, since it was asked before; 1 ms of it is the clock's own step. */
export interface EventLoopDelay {
	longestMs: number;
	p99Ms: number;
}

/** What n8n's process loads before n8n: asked with a signal, it writes its figures to a file and begins anew. */
const sourceOf = (file: string) => `
// n8n's helpers inherit the option that loads this.
if (process.argv.includes('start')) {
	const { renameSync, writeFileSync } = require('node:fs');
	const delay = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 1 });
	delay.enable();
	process.on('SIGUSR2', () => {
		const figures = { longestMs: delay.max / 1e6, p99Ms: delay.percentile(99) / 1e6 };
		delay.reset();
		writeFileSync(${JSON.stringify(`${file}.part`)}, JSON.stringify(figures));
		renameSync(${JSON.stringify(`${file}.part`)}, ${JSON.stringify(file)});
	});
}
`;
const TIMEOUT_MS = 30_000;

/** Writes the program for n8n's `--require`; `ask` gets the figures of the process that has loaded it. */
export function eventLoopProbe(folder: string) {
	const program = join(folder, 'eventLoop.js');
	const file = join(folder, 'eventLoop.json');
	writeFileSync(program, sourceOf(file));
	const ask = async (pid: number): Promise<EventLoopDelay> => {
		rmSync(file, { force: true });
		process.kill(pid, 'SIGUSR2');
		for (const startedMs = performance.now(); !existsSync(file); await sleep(5)) {
			if (performance.now() - startedMs > TIMEOUT_MS) throw new Error('n8n gave no figures.');
		}
		return JSON.parse(readFileSync(file, 'utf8')) as EventLoopDelay;
	};
	return { program, ask };
}

export type EventLoopProbe = ReturnType<typeof eventLoopProbe>;
