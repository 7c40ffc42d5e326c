import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { withLock } from '../../../scripts/n8n/lock';
import { cacheFolder } from '../../../scripts/n8n/cache';

/** Programs that npm does not bring, with the Debian package of each. */
const PACKAGES = { chromium: 'chromium', 'redis-server': 'redis-server', postgres: 'postgresql' };

type Program = keyof typeof PACKAGES;

/** Finds the programs, and has Debian install those that are missing; throws with the command to type when it cannot. */
export async function ensurePrograms(
	programs: Program[],
	log: (line: string) => void,
): Promise<Record<Program, string>> {
	const missing = () => programs.filter((program) => find(program) === undefined);
	// Two suites at once would meet in apt's own lock, which does not wait.
	await withLock(
		join(cacheFolder(), 'apt.lock'),
		() => undefined,
		async () => {
			if (missing().length > 0) install(missing(), log);
		},
	);
	return Object.fromEntries(programs.map((program) => [program, find(program)])) as Record<
		Program,
		string
	>;
}

function install(programs: Program[], log: (line: string) => void): void {
	const packages = programs.map((program) => PACKAGES[program]);
	const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
	const byHand = `${programs.join(' and ')} not found. Install with: ${command}`;
	if (find('apt-get') === undefined || process.getuid?.() !== 0) throw new Error(byHand);
	log(`Installing ${packages.join(', ')} (Debian)`);
	const options = {
		stdio: 'pipe',
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
	} as const;
	try {
		execFileSync('sh', ['-c', command], options);
	} catch (error) {
		throw new Error(`${byHand}\n${(error as { stderr?: Buffer }).stderr?.toString() ?? ''}`);
	}
}

function find(program: string): string | undefined {
	const folders = [...(process.env.PATH ?? '').split(delimiter), ...postgresFolders()];
	return folders.map((folder) => join(folder, program)).find(isProgram);
}

// Debian keeps PostgreSQL's server programs out of PATH, one folder for each version.
function postgresFolders(): string[] {
	const root = '/usr/lib/postgresql';
	return existsSync(root)
		? readdirSync(root)
				.sort()
				.reverse()
				.map((version) => join(root, version, 'bin'))
		: [];
}

function isProgram(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
