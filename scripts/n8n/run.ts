import { readFileSync } from 'node:fs';

import { startGroup } from './process';

const TAIL_LINES = 20;

/** One program to run to its end. */
export interface Command {
	program: string;
	args: string[];
	cwd: string;
	logFile: string;
	env?: NodeJS.ProcessEnv;
	timeoutMs?: number;
}

/** Runs a program with its output in a file; throws with the last lines of that file when it fails. */
export async function run(command: Command): Promise<void> {
	const { program, args, cwd, logFile, env = process.env, timeoutMs } = command;
	const group = startGroup({ program, args, cwd, env, logFile });
	const timer = timeoutMs && setTimeout(() => void group.kill(), timeoutMs);
	const end = await group.ended;
	clearTimeout(timer);
	if (end === 'code 0') return;
	throw new Error(`${[program, ...args].join(' ')} ended with ${end}:\n${lastLines(logFile)}`);
}

/** The last lines of a log file, for an error message; empty when there is no such file. */
export function lastLines(logFile: string): string {
	try {
		return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
	} catch {
		return '';
	}
}
