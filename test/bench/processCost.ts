import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const KIB_PER_MIB = 1024;

/** What a process has used: seconds of all its threads, and MiB resident. */
export interface Usage {
	cpuSeconds: number;
	residentMib: number;
	peakMib: number;
}

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

/** Lets the peak begin anew at what is resident now. */
export function forgetPeak(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

export function usageOf(pid: number): Usage {
	// The program's name stands in brackets and may contain anything, so count from behind it.
	const stat = textOf(`/proc/${pid}/stat`).split(') ')[1].split(' ');
	const status = textOf(`/proc/${pid}/status`);
	const mib = (field: string) =>
		Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / KIB_PER_MIB;
	return {
		cpuSeconds: (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND,
		residentMib: mib('VmRSS'),
		peakMib: mib('VmHWM'),
	};
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
