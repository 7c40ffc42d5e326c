import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

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
	mkdirSync(dirname(logFile), { recursive: true });
	const output = openSync(logFile, 'a');
	try {
		const end = await new Promise<string>((resolve, reject) => {
			const child = spawn(program, args, {
				cwd,
				env,
				timeout: timeoutMs,
				stdio: ['ignore', output, output],
			});
			const killWithParent = () => child.kill();
			process.once('exit', killWithParent);
			child.once('error', reject);
			child.once('close', (code, signal) => {
				process.off('exit', killWithParent);
				resolve(signal ?? `code ${code}`);
			});
		});
		if (end === 'code 0') return;
		throw new Error(`${[program, ...args].join(' ')} ended with ${end}:\n${lastLines(logFile)}`);
	} finally {
		closeSync(output);
	}
}

/** The last lines of a log file, for an error message; empty when there is no such file. */
export function lastLines(logFile: string): string {
	try {
		return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
	} catch {
		return '';
	}
}
