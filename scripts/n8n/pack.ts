import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { withLock } from './lock';
import { runNpm } from './npm';
import { run } from './run';

const ROOT = resolve(__dirname, '../..');

/** Builds this project and packs it as it is published; returns the tarball, in a temporary folder of its own. */
export async function pack(): Promise<string> {
	const folder = mkdtempSync(join(tmpdir(), 'relasi-pack-'));
	// Whoever is interrupted leaves no folder behind.
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
	const logFile = join(folder, 'pack.log');
	// A build empties dist/, so no other run may pack in the meantime.
	const lockFile = join(ROOT, 'node_modules/.cache/pack.lock');
	await withLock(
		lockFile,
		() => undefined,
		async () => {
			const gulp = join(ROOT, 'node_modules/gulp/bin/gulp.js');
			await run({ program: process.execPath, args: [gulp, 'build'], cwd: ROOT, logFile });
			await runNpm({ args: ['pack', '--pack-destination', folder], cwd: ROOT, logFile });
		},
	);
	const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
	if (!tarball) throw new Error(`npm packed nothing. See ${logFile}.`);
	return join(folder, tarball);
}
