import { readFileSync, writeFileSync } from 'node:fs';

/** Begins to measure, on Linux only: forgets the peak so far, and returns the bytes that the process holds now. */
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
