import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { freemem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { pack } from '../../scripts/n8n/pack';
import { formatElapsed } from '../../scripts/n8n/progress';

const ROOT = resolve(__dirname, '../..');
const COUNTS = /^(\d+) passed, (\d+) failed$/;
/** How `Checks` tells a failed check: what it is, without how long it took. */
const FAILED = /^FAIL (.*?)(?: \([^()]*\))?$/;
/** These wait in real time and hardly work, so that the others run beside them. */
const WAITING = ['polling', 'queue', 'wait'];
/** Two n8n, one of them in queue mode, a browser and their databases. */
const MEMORY_FOR_TWO = 6 * 1024 ** 3;
/** A suite that takes longer hangs. */
const MAX_MS = 25 * 60_000;
/** Past this, a suite that failed is not played again: the whole has to end in time. */
const REPLAYS_END_MS = 55 * 60_000;

/** What one suite, a program of its own, ended with. */
interface Result {
	suite: string;
	passed: number;
	failed: number;
	/** What failed, by name. */
	failures: string[];
	elapsed: string;
}

/** Every folder beside this file that holds a `run.ts`. */
function suites(): string[] {
	return readdirSync(__dirname)
		.filter((name) => existsSync(join(__dirname, name, 'run.ts')))
		.sort();
}

/** Runs one suite and passes its lines on, but for the closing line of counts. */
async function play(suite: string, options: string[], tarball: string): Promise<Result> {
	const startedAt = Date.now();
	const child = spawn(
		process.execPath,
		['--import', 'tsx', join(__dirname, suite, 'run.ts'), ...options],
		{
			cwd: ROOT,
			env: { ...process.env, RELASI_TARBALL: tarball },
			stdio: ['ignore', 'pipe', 'inherit'],
		},
	);
	let counts: RegExpExecArray | null = null;
	const failures: string[] = [];
	createInterface({ input: child.stdout }).on('line', (line) => {
		const found = COUNTS.exec(line);
		counts = found ?? counts;
		const failure = FAILED.exec(line)?.[1];
		if (failure !== undefined) failures.push(failure);
		if (!found) console.log(`${suite.padEnd(12)} ${line}`);
	});
	const watchdog = setTimeout(() => child.kill('SIGTERM'), MAX_MS);
	const code = await new Promise((resolved) => child.once('close', resolved));
	clearTimeout(watchdog);
	const [, passed, failed] = (counts ?? ['', '0', '0']) as string[];
	// A suite that ends without its line of counts, or badly with nothing failed, is a failure itself.
	const extra = Number(failed) === 0 && (code !== 0 || !counts) ? 1 : 0;
	if (extra) {
		failures.push(`ended with code ${String(code)}${counts ? '' : ' and without counts'}`);
		console.log(`FAIL ${suite} ${failures.at(-1)}`);
	}
	const elapsed = formatElapsed(Date.now() - startedAt);
	const all = {
		suite,
		passed: Number(passed),
		failed: Number(failed) + extra,
		failures,
		elapsed,
	};
	console.log(`== ${suite}: ${all.passed} ok, ${all.failed} failed in ${elapsed}`);
	return all;
}

async function main(): Promise<void> {
	const args = process.argv.slice(2);
	const firstOption = args.findIndex((arg) => arg.startsWith('--'));
	const names = firstOption < 0 ? args : args.slice(0, firstOption);
	const options = firstOption < 0 ? [] : args.slice(firstOption);
	const unknown = names.filter((name) => !suites().includes(name));
	if (unknown.length > 0) {
		throw new Error(`No suite named ${unknown.join(', ')}. There are: ${suites().join(', ')}.`);
	}
	const tarball = process.env.RELASI_TARBALL || (await pack());
	const chosen = names.length > 0 ? names : suites();
	const startedAt = Date.now();
	const playAll = async (some: string[]): Promise<Result[]> => {
		const results: Result[] = [];
		for (const suite of some) {
			console.log(`== ${suite}`);
			rmSync(join(ROOT, '.artifacts', suite), { recursive: true, force: true });
			results.push(await play(suite, options, tarball));
		}
		return results;
	};
	const waiting =
		freemem() < MEMORY_FOR_TWO ? [] : chosen.filter((name) => WAITING.includes(name));
	const others = chosen.filter((name) => !waiting.includes(name));
	const results = (await Promise.all([playAll(waiting), playAll(others)])).flat();
	const flaky: string[] = [];
	// A browser on a busy machine can miss a moment; what is broken fails again, alone.
	for (const [index, { suite, failed, failures }] of results.entries()) {
		if (failed === 0 || Date.now() - startedAt > REPLAYS_END_MS) continue;
		console.log(`== ${suite}: ${failed} failed; once more`);
		results[index] = await play(suite, options, tarball);
		const again = results[index].failures;
		flaky.push(
			...failures.filter((each) => !again.includes(each)).map((each) => `${suite} · ${each}`),
		);
	}
	if (!process.env.RELASI_TARBALL) rmSync(dirname(tarball), { recursive: true, force: true });
	for (const name of flaky) console.log(`flaky: ${name}`);
	const sum = (count: 'passed' | 'failed') =>
		results.reduce((total, result) => total + result[count], 0);
	console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
	process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
