import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { runNpm } from './npm';

// What n8n's own installer leaves out of a community package, or switches off.
const AS_N8N_DOES = [
	'--omit=dev',
	'--omit=optional',
	'--omit=peer',
	'--legacy-peer-deps',
	'--bin-links=false',
	'--install-strategy=shallow',
	'--package-lock=false',
];

/** Installs a packed package into a user folder, where n8n looks for community packages; returns false when it was there. */
export async function installCommunityPackage(options: {
	userFolder: string;
	tarball: string;
	node: string;
}): Promise<boolean> {
	const { userFolder, tarball, node } = options;
	const nodesFolder = join(userFolder, '.n8n/nodes');
	const contentFile = join(nodesFolder, 'installed.sha256');
	const content = createHash('sha256').update(readFileSync(tarball)).digest('hex');
	if (textOf(contentFile) === content) return false;

	// npm would take a tarball of the same name and version for the one it has.
	rmSync(nodesFolder, { recursive: true, force: true });
	mkdirSync(nodesFolder, { recursive: true });
	writeFileSync(
		join(nodesFolder, 'package.json'),
		'{ "name": "installed-nodes", "private": true }',
	);
	await runNpm({
		node,
		args: ['install', tarball, ...AS_N8N_DOES],
		cwd: nodesFolder,
		logFile: join(nodesFolder, 'install.log'),
	});
	writeFileSync(contentFile, content);
	return true;
}

function textOf(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}
