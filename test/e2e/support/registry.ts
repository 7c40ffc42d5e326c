import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ensureTool } from '../../../scripts/n8n/install';
import { findNpmCli, runNpm } from '../../../scripts/n8n/npm';
import { choosePort } from '../../../scripts/n8n/ports';
import { startGroup } from '../../../scripts/n8n/process';
import { http } from '../../support/http';
import { until } from './until';

/** A registry server on loopback that knows only what was published to it. */
export interface Registry {
	url: string;
	/** Publishes a tarball's content under a version of choice. */
	publish(tarball: string, version?: string): Promise<void>;
	/** A folder with an `npm` that asks this registry, whatever registry it is told to ask; made for one line of n8n. */
	npmFolder(line: '1.x' | '2.x'): string;
	stop(): Promise<void>;
}

const VERDACCIO = '6.10.4';
// A part of verdaccio asks for node-fetch by a tag that not every copy of the registry has.
const OVERRIDES = { 'node-fetch': '2.7.0' };

/** Starts verdaccio, which takes Node 22 or newer, with an empty storage and no way to the public registry. */
export async function startRegistry(node: string): Promise<Registry> {
	const folder = mkdtempSync(join(tmpdir(), 'relasi-registry-'));
	const port = await choosePort({ name: 'the registry' });
	const url = `http://127.0.0.1:${port}`;
	const logFile = join(folder, 'verdaccio.log');
	writeFileSync(join(folder, 'config.yaml'), config(folder));
	const verdaccio = await ensureTool('verdaccio', VERDACCIO, OVERRIDES, console.log);
	const group = startGroup({
		program: node,
		args: [
			join(verdaccio, 'bin/verdaccio'),
			'--config',
			join(folder, 'config.yaml'),
			'--listen',
			`127.0.0.1:${port}`,
		],
		cwd: folder,
		env: process.env,
		logFile,
	});
	await until('the registry answers', async () => {
		if (!group.isRunning()) throw new Error(readFileSync(logFile, 'utf8'));
		return http.get(`${url}/-/ping`).then(
			({ status }) => status === 200,
			() => false,
		);
	});
	return {
		url,
		publish: async (tarball, version) => publish({ folder, url, tarball, version }),
		npmFolder: (line) => npmFolder(join(folder, 'bin'), { url, node, line }),
		stop: async () => {
			await group.stop(5_000);
			rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
		},
	};
}

const config = (folder: string) => `storage: ${folder}/storage
auth:
  htpasswd: { file: ${folder}/htpasswd }
uplinks: {}
packages:
  '**': { access: $all, publish: $all, unpublish: $all }
log: { type: stdout, format: pretty, level: warn }
`;

async function publish(options: {
	folder: string;
	url: string;
	tarball: string;
	version?: string;
}): Promise<void> {
	const { folder, url, tarball, version } = options;
	const content = mkdtempSync(join(folder, 'publish-'));
	execFileSync('tar', ['-xzf', tarball, '-C', content]);
	const manifestFile = join(content, 'package/package.json');
	const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { version: string };
	// The release commit takes `private` out too.
	writeFileSync(
		manifestFile,
		JSON.stringify({ ...manifest, version: version ?? manifest.version, private: undefined }),
	);
	// npm does not publish without a token, and this server takes any.
	const token = `--//${new URL(url).host}/:_authToken=anybody`;
	await runNpm({
		args: ['publish', `--registry=${url}`, token, '--tag=latest', '--provenance=false'],
		cwd: join(content, 'package'),
		logFile: join(folder, 'publish.log'),
	});
}

// n8n asks the public registry unless it has a licence for another one, so the question is changed on the way.
// 1.x first asks over HTTP, past any npm, whether "latest" exists, and only then npm, whose answer (a number)
// it compares with the word.
function npmFolder(
	folder: string,
	{ url, node, line }: { url: string; node: string; line: '1.x' | '2.x' },
): string {
	mkdirSync(folder, { recursive: true });
	const file = join(folder, 'npm');
	const latest = `case "$1 $2 $3" in "view "*"@latest version") echo '"latest"'; exit ;; esac`;
	const script = `#!/bin/sh
${line === '1.x' ? latest : ''}
for argument do
	shift
	case $argument in --registry=*) ;; *) set -- "$@" "$argument" ;; esac
done
exec '${node}' '${findNpmCli()}' "$@" '--registry=${url}'
`;
	writeFileSync(file, script);
	chmodSync(file, 0o755);
	return folder;
}
