import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { findNpmCli, runNpm } from './n8n/npm';
import { withProgress } from './n8n/progress';
import { overridesOf, TESTED_VERSIONS } from './n8n/versions';

const MAX_TRIES = 5;

/** Finds the newest n8n on the registry that installs, and runs the end-to-end suites on it. */
async function main(): Promise<void> {
	const [tested] = TESTED_VERSIONS;
	const newer = published().filter((version) => isNewer(version, tested));
	for (const version of newer.slice(0, MAX_TRIES)) {
		if (!(await resolves(version))) continue;
		console.log(`n8n ${version} installs and is newer than ${tested}, the newest one tested.`);
		console.log(`npm run test:e2e -- --n8n ${version}`);
		process.exitCode = runSuites(version);
		if (process.exitCode === 0)
			console.log(
				`Put ${version} first in TESTED_VERSIONS of scripts/n8n/versions.ts: all suites passed.`,
			);
		return;
	}
	console.log(`n8n ${tested}, the newest one tested, is the newest that installs.`);
}

function runSuites(version: string): number {
	const root = resolve(__dirname, '..');
	const args = ['--import', 'tsx', 'test/e2e/run.ts', '--n8n', version];
	return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/** The releases, newest first. */
function published(): string[] {
	const args = [findNpmCli(), 'view', 'n8n', 'versions', '--json'];
	const versions = JSON.parse(
		execFileSync(process.execPath, args, { encoding: 'utf8' }),
	) as string[];
	const releases = versions.filter((version) => /^\d+\.\d+\.\d+$/.test(version));
	return releases.sort((a, b) => (isNewer(a, b) ? -1 : 1));
}

const isNewer = (a: string, b: string): boolean => a.localeCompare(b, 'en', { numeric: true }) > 0;

/** Whether npm finds all packages that a release asks for; nothing is installed. */
async function resolves(version: string): Promise<boolean> {
	const folder = mkdtempSync(join(tmpdir(), 'relasi-newest-'));
	try {
		const manifest = { dependencies: { n8n: version }, overrides: overridesOf(version) };
		writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
		const logFile = join(folder, 'npm.log');
		await withProgress(console.log, `Asking for all packages of n8n ${version}`, async () =>
			runNpm({ args: ['install', '--package-lock-only'], cwd: folder, logFile }),
		);
		return true;
	} catch {
		console.log(`n8n ${version} does not install: the registry lacks a package it asks for.`);
		return false;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

main().catch((error: Error) => {
	console.error(error.message);
	process.exitCode = 1;
});
