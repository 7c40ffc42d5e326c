import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import manifest from '../../package.json';

const ROOT = resolve(__dirname, '../..');

/** What no file names, and why it is there. */
const UNNAMED: Record<string, string> = {
	'@stryker-mutator/jest-runner': 'the testRunner "jest" of Stryker',
	'@types/jest': 'types of jest',
	'@types/node': 'types of Node',
	'@types/proper-lockfile': 'types of proper-lockfile',
	'unrs-resolver': 'pinned, or npm ci misses the bindings for other platforms',
};

const SOURCES = ['credentials', 'nodes', 'scripts', 'test'];
const FILES = ['eslint.config.mjs', 'eslint.tools.config.mjs', 'gulpfile.js', 'jest.config.js'];

function textOfSources(): string {
	const files = SOURCES.flatMap((folder) =>
		readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => /\.([cm]?js|ts)$/.test(file) && !file.includes('dependencies.test'))
			.map((file) => join(folder, file)),
	);
	const commands = Object.values(manifest.scripts).map((command) =>
		command.replace(/[\w./-]+/g, "'$&'"),
	);
	const texts = [...files, ...FILES].map((file) => readFileSync(join(ROOT, file), 'utf8'));
	return [...texts, ...commands].join('\n');
}

const names = Object.keys(manifest.devDependencies);
/** What a command of package.json calls by the name of its program. */
const PROGRAMS: Record<string, string> = { '@stryker-mutator/core': 'stryker', typescript: 'tsc' };

test('each development package is used, or it is said why it is there', () => {
	const text = textOfSources();
	const isUsed = (name: string) =>
		[name, PROGRAMS[name] ?? name].some((each) =>
			[`'${each}'`, `'${each}/`, `"${each}"`].some((form) => text.includes(form)),
		);
	expect(names.filter((name) => !isUsed(name) && !(name in UNNAMED))).toEqual([]);
	expect(Object.keys(UNNAMED).filter((name) => !names.includes(name))).toEqual([]);
});

test('each is pinned to one version', () => {
	for (const version of Object.values(manifest.devDependencies)) {
		expect(version).toMatch(/^\d+\.\d+\.\d+$/);
	}
});
