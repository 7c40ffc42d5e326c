import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = resolve(__dirname, '../..');

interface Play {
	/** Of the command and of the folder in `test`. */
	name: string;
	/** The flag and the environment variable that say how many cases there are. */
	flag: string;
	variable: string;
	preset: string;
	about: string;
	/** What it means that all tests passed. */
	verdict: string;
}

/** Plays the tests of a folder as `npm test` does, but with many more cases, and with others each time. */
export function playTests({ name, flag, variable, preset, about, verdict }: Play): void {
	const { values } = parseArgs({
		options: {
			[flag]: { type: 'string', default: preset },
			seed: { type: 'string', default: String(Date.now() % 1e6) },
			help: { type: 'boolean', default: false },
		},
	});
	const { seed, help } = values;
	const count = String(values[flag]);
	if (help) {
		return console.log(`Usage: npm run ${name} -- [options]
  --${flag} <number>   ${preset}: ${about}
  --seed <number>   replays the cases of an earlier run`);
	}
	const jest = resolve(ROOT, 'node_modules/jest/bin/jest.js');
	const { status } = spawnSync(process.execPath, [jest, `test/${name}`, '--verbose'], {
		cwd: ROOT,
		env: { ...process.env, [variable]: count, TEST_SEED: String(seed) },
		stdio: 'inherit',
	});
	console.log(
		status === 0
			? `${count} ${flag}, seed ${String(seed)}: ${verdict}.`
			: `A case failed: npm run ${name} -- --${flag} ${count} --seed ${String(seed)} plays it again.`,
	);
	process.exitCode = status ?? 1;
}
