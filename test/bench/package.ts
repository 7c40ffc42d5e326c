import { median } from 'simple-statistics';
import { execFileSync } from 'node:child_process';
import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import type { Table } from './report';

const ROOT = resolve(__dirname, '../..');
const PROCESSES = 20;
/** The published chat nodes that users would pick instead. */
const OTHERS = [
	'@respond-io/n8n-nodes-respond-io',
	'@devlikeapro/n8n-nodes-chatwoot',
	'n8n-nodes-evolution-api',
];

/** Sizes of the package and what loading its nodes takes, beside n8n-workflow alone. */
export async function measurePackage(tarball: string): Promise<Table> {
	const folder = mkdtempSync(join(tmpdir(), 'relasi-size-'));
	try {
		execFileSync('tar', ['-xzf', tarball, '-C', folder]);
		const base = timeOf(`const start = performance.now(); require('n8n-workflow');`);
		const own = row('n8n-nodes-relasi', statSync(tarball).size, join(folder, 'package'));
		return {
			title: 'The package',
			note: `Load time: median of ${PROCESSES} fresh processes, for all nodes and credentials, beyond n8n-workflow (${base.toFixed(0)} ms), which n8n has loaded anyway.`,
			columns: ['Package', 'Tarball', 'Unpacked', 'Files', 'Packages', 'Load time'],
			rows: [own, ...OTHERS.map((name) => published(name, join(folder, name)))],
		};
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function published(name: string, folder: string): string[] {
	try {
		mkdirSync(folder, { recursive: true });
		writeFileSync(join(folder, 'package.json'), '{ "private": true }');
		const quiet = { cwd: folder, stdio: 'pipe' } as const;
		const packed = execFileSync('npm', ['pack', name, '--silent', '--ignore-scripts'], quiet)
			.toString()
			.trim();
		const size = statSync(join(folder, packed)).size;
		const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev', '--omit=peer'];
		execFileSync('npm', ['install', `./${packed}`, '--legacy-peer-deps', ...flags], quiet);
		return row(name, size, join(folder, 'node_modules', name), join(folder, 'node_modules'));
	} catch {
		return [name, 'could not be installed', '', '', '', ''];
	}
}

interface Manifest {
	version: string;
	n8n: { nodes: string[]; credentials: string[] };
}

function row(name: string, size: number, folder: string, all = folder): string[] {
	const files = filesIn(all);
	const unpacked = files.reduce((sum, file) => sum + statSync(file).size, 0);
	const manifests = files.filter((file) =>
		/node_modules\/(@[^/]+\/)?[^/@]+\/package\.json$/.test(file),
	);
	const text = readFileSync(join(folder, 'package.json'), 'utf8');
	const { version, n8n } = JSON.parse(text) as Manifest;
	const load = loadMs([...n8n.nodes, ...n8n.credentials].map((entry) => join(folder, entry)));
	return [
		...[`${name} ${version}`, kb(size), kb(unpacked), String(files.length)],
		...[String(all === folder ? 1 : manifests.length), `${load.toFixed(1)} ms`],
	];
}

/** Milliseconds that a fresh process takes to load these files, once n8n-workflow is there. */
const loadMs = (files: string[]): number =>
	timeOf(
		`require('n8n-workflow'); const start = performance.now(); ${files.map((file) => `require(${JSON.stringify(file)});`).join(' ')}`,
	);

function timeOf(program: string): number {
	const args = ['-e', `${program} console.log(performance.now() - start);`];
	const env = { ...process.env, NODE_PATH: join(ROOT, 'node_modules') };
	const run = () => Number(execFileSync(process.execPath, args, { cwd: ROOT, env }).toString());
	return median(Array.from({ length: PROCESSES }, run));
}

const filesIn = (folder: string): string[] =>
	readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => join(parentPath, name));

const kb = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
