import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { pack } from '../../scripts/n8n/pack';
import { formatElapsed } from '../../scripts/n8n/progress';

const ROOT = resolve(__dirname, '../..');
const COUNTS = /^(\d+) passed, (\d+) failed$/;
/** A suite that takes longer hangs. */
const MAX_MS = 25 * 60_000;
/** Past this, a suite that failed is not played again: the whole has to end in time. */
const REPLAYS_END_MS = 60 * 60_000;

/** What one suite, a program of its own, ended with. */
interface Result {
	suite: string;
	passed: number;
	failed: number;
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
	createInterface({ input: child.stdout }).on('line', (line) => {
		const found = COUNTS.exec(line);
		counts = found ?? counts;
		if (!found) console.log(line);
	});
	const watchdog = setTimeout(() => child.kill('SIGTERM'), MAX_MS);
	const code = await new Promise((resolved) => child.once('close', resolved));
	clearTimeout(watchdog);
	const [, passed, failed] = (counts ?? ['', '0', '0']) as string[];
	// A suite that ends without its line of counts, or badly with nothing failed, is a failure itself.
	const extra = Number(failed) === 0 && (code !== 0 || !counts) ? 1 : 0;
	if (extra)
		console.log(
			`FAIL ${suite} ended with code ${String(code)}${counts ? '' : ' and without counts'}`,
		);
	const elapsed = formatElapsed(Date.now() - startedAt);
	return { suite, passed: Number(passed), failed: Number(failed) + extra, elapsed };
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
	const results: Result[] = [];
	const replayed: string[] = [];
	const startedAt = Date.now();
	for (const suite of names.length > 0 ? names : suites()) {
		console.log(`== ${suite}`);
		rmSync(join(ROOT, '.artifacts', suite), { recursive: true, force: true });
		let result = await play(suite, options, tarball);
		// A browser on a busy machine can miss a moment; what is broken fails again.
		if (result.failed > 0 && Date.now() - startedAt < REPLAYS_END_MS) {
			console.log(`== ${suite}: ${result.failed} failed; once more`);
			replayed.push(`${suite} (${result.failed} failed at first)`);
			result = await play(suite, options, tarball);
		}
		console.log(
			`== ${suite}: ${result.passed} ok, ${result.failed} failed in ${result.elapsed}`,
		);
		results.push(result);
	}
	if (!process.env.RELASI_TARBALL) rmSync(dirname(tarball), { recursive: true, force: true });
	if (replayed.length > 0) console.log(`Played a second time: ${replayed.join(', ')}`);
	const sum = (count: 'passed' | 'failed') =>
		results.reduce((total, result) => total + result[count], 0);
	console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
	process.exitCode = sum('failed') > 0 || sum('passed') === 0 ? 1 : 0;
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
