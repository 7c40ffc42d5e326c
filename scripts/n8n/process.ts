import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** A running program together with every process it started. */
export interface ProcessGroup {
	readonly pid: number;
	/** Resolves with the exit code or the signal's name once the program has ended. */
	readonly ended: Promise<string>;
	isRunning(): boolean;
	/** Asks the program to end, and ends all of its processes when it has not after the time given. */
	stop(graceMs: number): Promise<void>;
	/** Ends all of its processes at once, as a crash would. */
	kill(): Promise<void>;
}

interface Program {
	program: string;
	args: string[];
	cwd: string;
	env: NodeJS.ProcessEnv;
	logFile: string;
}

/** Starts a program in a process group of its own that does not outlive this process, however this one ends. */
export function startGroup(options: Program): ProcessGroup {
	const child = spawnDetached(options);
	const { pid } = child;
	if (pid === undefined) {
		// Without a listener the event that follows would end this process.
		child.once('error', () => undefined);
		throw new Error(`${options.program} could not be started.`);
	}
	const guard = startGuard(pid);
	let end: string | undefined;
	const ended = new Promise<string>((resolve) => {
		child.once('exit', (code, signal) => {
			end = signal ?? `code ${code}`;
			guard.kill('SIGKILL');
			signalGroup(pid, 'SIGKILL');
			resolve(end);
		});
	});
	const kill = async () => {
		if (end === undefined) signalGroup(pid, 'SIGKILL');
		await ended;
	};
	const stop = async (graceMs: number) => {
		const timer = setTimeout(() => void kill(), graceMs);
		// Only the program itself is asked: it ends its helpers in its own order.
		child.kill('SIGTERM');
		await ended;
		clearTimeout(timer);
	};
	return { pid, ended, isRunning: () => end === undefined, stop, kill };
}

function spawnDetached({ program, args, cwd, env, logFile }: Program): ChildProcess {
	mkdirSync(dirname(logFile), { recursive: true });
	const output = openSync(logFile, 'a');
	try {
		return spawn(program, args, {
			cwd,
			env,
			detached: true,
			stdio: ['ignore', output, output],
		});
	} finally {
		closeSync(output);
	}
}

/** Waits, in a shell, for the end of this process, which closes the pipe between them, and then ends the group. */
function startGuard(pid: number): ChildProcess {
	const guard = spawn('/bin/sh', ['-c', `read -r _; kill -s KILL -- -${pid}`], {
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	guard.unref();
	(guard.stdin as Socket).unref();
	return guard;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// Nobody of the group is left.
	}
}
