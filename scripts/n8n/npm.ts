import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';

import { run, type Command } from './run';

/** The user's own npm as a JavaScript file, so that any Node can run it whatever PATH says. */
export function findNpmCli(): string {
	const inPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm'));
	const besideNode = join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js');
	for (const candidate of [process.env.npm_execpath ?? '', ...inPath, besideNode]) {
		if (!existsSync(candidate)) continue;
		const file = realpathSync(candidate);
		// Version managers put a program of their own named npm into PATH, and pnpm sets npm_execpath too.
		if (basename(file) === 'npm-cli.js') return file;
	}
	throw new Error('npm was not found. Install Node.js together with npm and run this again.');
}

/** Runs npm with a Node of choice (the running one by default) and no lifecycle scripts. */
export async function runNpm(options: Omit<Command, 'program'> & { node?: string }): Promise<void> {
	const { node = process.execPath, args, env, ...rest } = options;
	await run({
		...rest,
		program: node,
		args: [findNpmCli(), ...args, '--ignore-scripts', '--no-audit', '--no-fund'],
		env: { ...outsideNpm(process.env), ...env },
	});
}

/** The environment without what an outer `npm run` says about its own project. */
function outsideNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const about =
		/^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|workspace|ignore_scripts)|INIT_CWD$)/;
	return Object.fromEntries(Object.entries(env).filter(([name]) => !about.test(name)));
}
