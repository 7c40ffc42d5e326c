import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** The n8n that listens on a port, by its environment; undefined where there is no /proc to look it up. */
export function findN8n(port: number): number | undefined {
	const pids = readEach('/proc').filter((name) => /^\d+$/.test(name));
	const found = pids.find((pid) => {
		const command = textOf(`/proc/${pid}/cmdline`);
		return (
			command.includes('n8n/bin/n8n\0start') &&
			textOf(`/proc/${pid}/environ`).includes(`N8N_PORT=${port}\0`)
		);
	});
	return found === undefined ? undefined : Number(found);
}

/** The seconds of processor time that all threads of a process have used. */
export function cpuSecondsOf(pid: number): number {
	// The program's name stands in brackets and may contain anything, so count from behind it.
	const stat = textOf(`/proc/${pid}/stat`).split(') ')[1].split(' ');
	return (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND;
}

function readEach(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}

function textOf(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
