import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = resolve(__dirname, '../..');
const USAGE = `Usage: npm run fuzz -- [options]
  --runs <number>   1000: how many hostile cases each operation meets
  --seed <number>   replays the cases of an earlier run`;

const { values: flags } = parseArgs({
	options: {
		runs: { type: 'string', default: '1000' },
		seed: { type: 'string', default: String(Date.now() % 1e6) },
		help: { type: 'boolean', default: false },
	},
});

/** Plays the fuzz tests of `npm test` with many more cases, and with others each time. */
function main(): void {
	if (flags.help) return console.log(USAGE);
	const { runs, seed } = flags;
	const jest = resolve(ROOT, 'node_modules/jest/bin/jest.js');
	const { status } = spawnSync(process.execPath, [jest, 'test/fuzz'], {
		cwd: ROOT,
		env: { ...process.env, FUZZ_RUNS: runs, TEST_SEED: seed },
		stdio: 'inherit',
	});
	console.log(
		status === 0
			? `${runs} hostile cases of every operation: 0 crashes, 0 foreign paths, 0 leaks of the key (seed ${seed}).`
			: `A case failed: npm run fuzz -- --runs ${runs} --seed ${seed} plays it again.`,
	);
	process.exitCode = status ?? 1;
}

main();
