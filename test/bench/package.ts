import { median } from 'simple-statistics';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
		execFileSync('mkdir', ['-p', folder]);
		writeFileSync(join(folder, 'package.json'), '{ "private": true }');
		const quiet = { cwd: folder, stdio: 'pipe' } as const;
		const packed = execFileSync('npm', ['pack', name, '--silent', '--ignore-scripts'], quiet)
			.toString()
			.trim();
		const size = statSync(join(folder, packed)).size;
		const flags = [
			'--ignore-scripts',
			'--no-audit',
			'--no-fund',
			'--omit=dev',
			'--omit=peer',
			'--legacy-peer-deps',
		];
		execFileSync('npm', ['install', `./${packed}`, ...flags], quiet);
		return row(name, size, join(folder, 'node_modules', name), join(folder, 'node_modules'));
	} catch {
		return [name, 'could not be installed', '', '', '', ''];
	}
}

function row(name: string, size: number, folder: string, all = folder): string[] {
	const files = filesIn(all);
	const unpacked = files.reduce((sum, file) => sum + statSync(file).size, 0);
	const packages =
		all === folder
			? 1
			: files.filter((file) => /node_modules\/(@[^/]+\/)?[^/@]+\/package\.json$/.test(file))
					.length;
	const { version } = JSON.parse(
		execFileSync('cat', [join(folder, 'package.json')]).toString(),
	) as { version: string };
	const load = loadMs(entriesOf(folder));
	return [
		`${name} ${version}`,
		kb(size),
		kb(unpacked),
		String(files.length),
		String(packages),
		`${load.toFixed(1)} ms`,
	];
}

function entriesOf(folder: string): string[] {
	const file = execFileSync('cat', [join(folder, 'package.json')]).toString();
	const { n8n } = JSON.parse(file) as { n8n: { nodes: string[]; credentials: string[] } };
	return [...n8n.nodes, ...n8n.credentials].map((entry) => join(folder, entry));
}

/** Milliseconds that a fresh process takes to load these files, once n8n-workflow is there. */
const loadMs = (files: string[]): number =>
	timeOf(
		`require('n8n-workflow'); const start = performance.now(); ${files.map((file) => `require(${JSON.stringify(file)});`).join(' ')}`,
	);

function timeOf(program: string): number {
	const run = () =>
		Number(
			execFileSync(
				process.execPath,
				['-e', `${program} console.log(performance.now() - start);`],
				{
					cwd: ROOT,
					env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') },
				},
			).toString(),
		);
	return median(Array.from({ length: PROCESSES }, run));
}

function filesIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		return entry.isDirectory() ? filesIn(path) : entry.isFile() ? [path] : [];
	});
}

const kb = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
