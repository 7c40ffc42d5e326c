import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';

/** Finds the server process of an n8n by the folder it runs in. Linux only. */
export function processOf(userFolder: string): number {
	for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
		try {
			const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
			const isServer = command[2] === 'start' && /bin\/n8n$/.test(command[1] ?? '');
			if (isServer && readlinkSync(`/proc/${name}/cwd`) === userFolder) return Number(name);
		} catch {
			// Ended in the meantime, or another user's.
		}
	}
	throw new Error('The process of n8n was not found');
}

/** Begins to measure: forgets the peak so far, and returns the bytes that the process holds now. */
export function startMeasuring(pid: number): number {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
	return status(pid, 'VmRSS');
}

/** The most bytes that the process has held since the measuring began. */
export const peakOf = (pid: number): number => status(pid, 'VmHWM');

function status(pid: number, field: string): number {
	const text = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)![1]) * 1024;
}
