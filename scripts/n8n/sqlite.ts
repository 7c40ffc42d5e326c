import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { findNpmCli } from './npm';
import { run, type Command } from './run';

const DOWNLOAD_TIMEOUT_MS = 60_000;

/** Makes the one native module that n8n cannot start without: downloads its binary, or compiles it. */
export async function buildSqlite(options: {
	folder: string;
	node: string;
	logFile: string;
}): Promise<void> {
	const { folder, node, logFile } = options;
	const fromN8n = createRequire(join(folder, 'node_modules/n8n/package.json'));
	const cwd = dirname(fromN8n.resolve('sqlite3/package.json'));
	const command = (args: string[]): Command => ({ program: node, args, cwd, logFile });
	const loads = async () => succeeds(command(['-e', "require('sqlite3')"]));

	// It may have been built before a start was interrupted.
	if (await loads()) return;
	const download = createRequire(join(cwd, 'package.json')).resolve('prebuild-install/bin.js');
	const downloaded = await succeeds({
		...command([download, '-r', 'napi']),
		timeoutMs: DOWNLOAD_TIMEOUT_MS,
	});
	// A downloaded binary may want a newer C library than this machine has.
	if (downloaded && (await loads())) return;

	// sqlite3 brings a node-gyp too old for today's Python; npm's own one is up to date.
	const gyp = createRequire(findNpmCli()).resolve('node-gyp/bin/node-gyp.js');
	const compiled = await succeeds({
		...command([gyp, 'rebuild']),
		// A compiler that is stopped leaves its files in what the next try removes.
		env: { ...process.env, ...headersOf(node), TMPDIR: join(cwd, 'build') },
	});
	if (compiled && (await loads())) return;
	throw new Error(
		`sqlite3, the database driver of n8n, could not be built. It takes Python 3, make and a C++ compiler. See ${logFile}.`,
	);
}

function headersOf(node: string): NodeJS.ProcessEnv {
	const root = join(dirname(node), '..');
	return existsSync(join(root, 'include/node/node.h')) ? { npm_config_nodedir: root } : {};
}

async function succeeds(command: Command): Promise<boolean> {
	return run(command).then(
		() => true,
		() => false,
	);
}
