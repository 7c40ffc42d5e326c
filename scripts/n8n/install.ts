import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { cacheFolder } from './cache';
import { withLock } from './lock';
import { runNpm } from './npm';
import { withProgress, type Log } from './progress';
import { buildSqlite } from './sqlite';
import { NODE_PACKAGES, overridesOf, type N8nVersion } from './versions';

const N8N_BYTES = 3.1e9;
const REMOVE = { recursive: true, force: true, maxRetries: 3 };

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
export async function ensureN8n(
	version: N8nVersion,
	log: Log,
	steps = { node: '', n8n: '', driver: '' },
): Promise<N8nInstall> {
	const node = await ensureNode(log, steps.node);
	const folder = folderOf(version);
	await installOnce(folder, log, async (draft) => {
		const logFile = join(draft, 'install.log');
		await once(draft, 'packages', async () => {
			// npm takes what an npm that was cut off left behind for whole; what it downloaded it has kept.
			rmSync(join(draft, 'node_modules'), REMOVE);
			writeManifest(draft, { n8n: version }, overridesOf(version));
			const label = `${steps.n8n}n8n ${version} (about 4 minutes)`;
			await withProgress(
				log,
				label,
				async () =>
					runNpm({ node, args: ['install'], cwd: draft, logFile, env: pathFirst(node) }),
				N8N_BYTES,
			);
		});
		await withProgress(
			log,
			`${steps.driver}the database driver of n8n (about a minute)`,
			async () => buildSqlite({ folder: draft, node, logFile }),
		);
	});
	return { version, folder, node, cli: join(folder, 'node_modules/n8n/bin/n8n') };
}

/** Whether a first start has all of this behind it. */
export const isInstalled = (version: N8nVersion): boolean => existsSync(folderOf(version));

const folderOf = (version: N8nVersion): string => join(cacheFolder(), `n8n-${version}`);

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

async function ensureNode(log: Log, step: string): Promise<string> {
	const platform = `${process.platform}-${process.arch}`;
	const source = NODE_PACKAGES[platform];
	if (!source) throw new Error(`There is no Node 24 on the npm registry for ${platform}.`);
	const folder = join(cacheFolder(), `node-${source.version}`);
	await installOnce(folder, log, async (draft) => {
		writeManifest(draft, { [source.name]: source.version });
		await withProgress(log, `${step}Node ${source.version} for n8n (seconds)`, async () =>
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
		// It stays when this is interrupted, with the steps that were finished.
		const draft = `${folder}.draft`;
		mkdirSync(draft, { recursive: true });
		await fill(draft);
		renameSync(draft, folder);
	});
}

/** Does a step of a draft, unless an earlier try has finished it. */
async function once(draft: string, step: string, task: () => Promise<void>): Promise<void> {
	const done = join(draft, `${step}.done`);
	if (existsSync(done)) return;
	await task();
	writeFileSync(done, '');
}

function writeManifest(
	folder: string,
	dependencies: Record<string, string>,
	overrides: Record<string, string> = {},
): void {
	const manifest = { private: true, dependencies, overrides };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, '\t'));
}
