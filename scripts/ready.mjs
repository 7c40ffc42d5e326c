// Makes a fresh clone ready and then runs a program of its node_modules: node scripts/ready.mjs CMD ARGS…
// Plain Node without dependencies, because it runs before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const BIN = join(ROOT, 'node_modules/.bin');
const LEAST_NODE = [20, 19];
const FIRST_START =
	'First start: 5 steps, about 8 minutes on a quiet machine and 4.6 GB in all, in node_modules here and in your cache folder ' +
	'(~/.cache/n8n-nodes-relasi, or RELASI_CACHE_DIR). Nothing else is touched.';
const TICK_MS = 10_000;
const PARENT_CHECK_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Ends this program with a sentence for its user. */
function fail(sentence, code = 1) {
	console.error(sentence);
	process.exit(code);
}

/** Whether this Node is too old for the tools of this project. */
function isNodeTooOld() {
	const [major, minor] = process.versions.node.split('.').map(Number);
	return major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
}

/** The packages that a lock file lists; none where it is missing or was cut off. */
function packagesIn(lockFile) {
	try {
		return JSON.parse(readFileSync(join(ROOT, lockFile), 'utf8')).packages ?? {};
	} catch {
		return {};
	}
}

/** Whether npm's own record of what it installed says what package-lock.json asks for. */
function isInstalled() {
	const installed = packagesIn('node_modules/.package-lock.json');
	const all = Object.entries(packagesIn('package-lock.json'));
	return (
		all.length > 0 &&
		all.every(([path, wanted]) => {
			const found = installed[path];
			// npm ci passes over leftovers in the lock file, and over optional packages made for other platforms.
			if (!found) return path === '' || wanted.optional || wanted.peer || wanted.extraneous;
			return found.version === wanted.version && found.integrity === wanted.integrity;
		})
	);
}

/** Calls back when the npm that runs this program is gone: signals sent to npm stop at the shell between them. */
function endWithNpm(end) {
	if (!process.env.npm_lifecycle_event) return;
	const parent = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(watch);
		end();
	}, PARENT_CHECK_MS);
	watch.unref();
}

/** Runs a program on this terminal to its end, hands signals on to it, and gives its exit code. */
function run(program, args, path = []) {
	const PATH = [...path, dirname(process.execPath), process.env.PATH].join(delimiter);
	const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, PATH } });
	for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
	endWithNpm(() => child.kill());
	return new Promise((resolve) => {
		child.once('error', ({ message }) => fail(message));
		child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
	});
}

async function install() {
	const startedAt = Date.now();
	const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
	const isStart = args.includes('scripts/start.ts');
	if (isStart) console.log(FIRST_START);
	const label = `${isStart ? 'Step 1 of 5: ' : ''}development packages (npm ci, about a minute, 1.1 GB in node_modules)`;
	console.log(`${label} …`);
	const ticker = setInterval(() => console.log(`${label} … ${elapsed()}`), TICK_MS);
	const npmArgs = [
		'ci',
		'--include=dev',
		'--no-audit',
		'--no-fund',
		'--loglevel=error',
		'--no-progress',
	];
	let isStopped = false;
	const stop = () => {
		if (!isStopped)
			console.log('Stopping: npm takes back what it began, which can take half a minute …');
		isStopped = true;
	};
	for (const signal of SIGNALS) process.on(signal, stop);
	const { npm_execpath: cli = '' } = process.env;
	const isNpm = basename(cli) === 'npm-cli.js';
	const code = await (isNpm ? run(process.execPath, [cli, ...npmArgs]) : run('npm', npmArgs));
	clearInterval(ticker);
	for (const signal of SIGNALS) process.off(signal, stop);
	if (isStopped) fail('Stopped. The next start begins this step anew.', 130);
	if (code !== 0) fail(`npm ci failed with code ${code}; its messages stand above.`, code);
	console.log(`${label}: done in ${elapsed()}`);
}

const [command, ...args] = process.argv.slice(2);
if (isNodeTooOld()) {
	fail(
		`This project needs Node.js ${LEAST_NODE.join('.')} or newer, and this is ${process.version}. ` +
			'Install a newer one from https://nodejs.org and run the command again.',
	);
}
if (!command)
	fail('Usage: node scripts/ready.mjs CMD [ARGS…], where CMD is a program in node_modules/.bin');
process.chdir(ROOT);
if (!isInstalled()) await install();
if (!existsSync(join(BIN, command)))
	fail(`There is no program named ${command} in node_modules/.bin.`);
// tsx's own program kills one that does not answer a signal within 60 ms, which then cleans nothing up.
process.exitCode = await (command === 'tsx'
	? run(process.execPath, ['--import', 'tsx', ...args], [BIN])
	: run(join(BIN, command), args, [BIN]));
