import { existsSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;

/** The seconds of processor time that all threads of a process have used; NaN where there is no /proc to tell. */
export function cpuSecondsOf(pid: number): number {
	const file = `/proc/${pid}/stat`;
	if (!existsSync(file)) return NaN;
	// The program's name stands in brackets and may contain anything, so count from behind it.
	const stat = readFileSync(file, 'utf8').split(') ')[1].split(' ');
	return (Number(stat[11]) + Number(stat[12])) / TICKS_PER_SECOND;
}
