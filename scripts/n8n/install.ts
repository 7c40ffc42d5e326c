import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { cacheFolder } from './cache';
import { withLock } from './lock';
import { runNpm } from './npm';
import { withProgress, type Log } from './progress';
import { buildSqlite } from './sqlite';
import { N8N_OVERRIDES, NODE_PACKAGES, type N8nVersion } from './versions';

/** An n8n that is ready to be started. */
export interface N8nInstall {
	version: N8nVersion;
	/** The folder whose `node_modules` holds n8n. */
	folder: string;
	/** The Node 24 program that runs it. */
	node: string;
	/** n8n's command line program, to be run by `node`. */
	cli: string;
}

/** Finds n8n and its Node in the cache, or installs both there: minutes the first time, at once afterwards. */
export async function ensureN8n(version: N8nVersion, log: Log): Promise<N8nInstall> {
	const node = await ensureNode(log);
	const folder = join(cacheFolder(), `n8n-${version}`);
	await installOnce(folder, log, async (draft) => {
		const logFile = join(draft, 'install.log');
		writeManifest(draft, { n8n: version }, N8N_OVERRIDES[version]);
		await withProgress(log, `Installing n8n ${version} (about 3 GB, once)`, async () =>
			runNpm({ node, args: ['install'], cwd: draft, logFile, env: pathFirst(node) }),
		);
		await withProgress(log, `Building the database driver of n8n ${version}`, async () =>
			buildSqlite({ folder: draft, node, logFile }),
		);
	});
	return { version, folder, node, cli: join(folder, 'node_modules/n8n/bin/n8n') };
}

/** The environment that makes every `node` a child process looks up the given one. */
export function pathFirst(node: string): NodeJS.ProcessEnv {
	return { PATH: `${dirname(node)}:${process.env.PATH ?? ''}` };
}

/** Finds a tool of the tests in the cache, or installs it there; answers its folder. */
export async function ensureTool(
	name: string,
	version: string,
	overrides: Record<string, string>,
	log: Log,
): Promise<string> {
	const folder = join(cacheFolder(), `${name}-${version}`);
	await installOnce(folder, log, async (draft) => {
		writeManifest(draft, { [name]: version }, overrides);
		await withProgress(log, `Installing ${name} ${version}`, async () =>
			runNpm({ args: ['install'], cwd: draft, logFile: join(draft, 'install.log') }),
		);
	});
	return join(folder, 'node_modules', name);
}

async function ensureNode(log: Log): Promise<string> {
	const platform = `${process.platform}-${process.arch}`;
	const source = NODE_PACKAGES[platform];
	if (!source) throw new Error(`There is no Node 24 on the npm registry for ${platform}.`);
	const folder = join(cacheFolder(), `node-${source.version}`);
	await installOnce(folder, log, async (draft) => {
		writeManifest(draft, { [source.name]: source.version });
		await withProgress(log, `Installing Node ${source.version} for n8n`, async () =>
			runNpm({ args: ['install'], cwd: draft, logFile: join(draft, 'install.log') }),
		);
	});
	return join(folder, 'node_modules', source.name, 'bin/node');
}

/** Fills a draft folder and gives it its name at the end, so that a half install is never taken for a whole one. */
async function installOnce(
	folder: string,
	log: Log,
	fill: (draft: string) => Promise<void>,
): Promise<void> {
	if (existsSync(folder)) return;
	const waiting = () => log(`Waiting for another process that fills ${folder}`);
	await withLock(`${folder}.lock`, waiting, async () => {
		if (existsSync(folder)) return;
		removeDrafts(folder);
		// Of its own for each try, because an npm that was cut off may still write into the last one.
		const draft = mkdtempSync(`${folder}.draft-`);
		await fill(draft);
		renameSync(draft, folder);
	});
}

function removeDrafts(folder: string): void {
	const prefix = `${basename(folder)}.draft-`;
	for (const name of readdirSync(dirname(folder)).filter((each) => each.startsWith(prefix))) {
		rmSync(join(dirname(folder), name), { recursive: true, force: true, maxRetries: 3 });
	}
}

function writeManifest(
	folder: string,
	dependencies: Record<string, string>,
	overrides: Record<string, string> = {},
): void {
	const manifest = { private: true, dependencies, overrides };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, '\t'));
}
