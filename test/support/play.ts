import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = resolve(__dirname, '../..');

interface Play {
	/** The flag and the environment variable that say how many cases there are. */
	flag: string;
	variable: string;
	preset: string;
	about: string;
	/** What it means that all tests passed. */
	verdict: string;
}

/** By the name of the command, which is that of the folder in `test`. */
const PLAYS: Record<string, Play> = {
	chaos: {
		flag: 'items',
		variable: 'CHAOS_ITEMS',
		preset: '300',
		about: 'messages and deliveries; contacts, lists and polls are fewer',
		verdict: '0 lost, 0 repeated, 0 wrongly failed, 0 wrongly succeeded',
	},
	fuzz: {
		flag: 'runs',
		variable: 'FUZZ_RUNS',
		preset: '1000',
		about: 'how many hostile cases each operation meets',
		verdict: '0 crashes, 0 foreign paths, 0 leaks of the key in any operation',
	},
};

/** Plays the tests of a folder as `npm test` does, but with many more cases, and with others each time. */
function play(name: string, args: string[]): void {
	const { flag, variable, preset, about, verdict } = PLAYS[name];
	const { values } = parseArgs({
		args,
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

const [name, ...args] = process.argv.slice(2);
play(name, args);
