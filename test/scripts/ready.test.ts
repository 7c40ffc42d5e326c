import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const READY = resolve(__dirname, '../../scripts/ready.mjs');
const PACKAGES = { packages: { '': {}, 'node_modules/a': { version: '1.0.0' } } };

let clone: string;
const write = (file: string, text: string) => writeFileSync(join(clone, file), text);
beforeEach(() => {
	clone = mkdtempSync(join(tmpdir(), 'relasi-ready-'));
	for (const folder of ['scripts', 'node_modules/.bin']) {
		mkdirSync(join(clone, folder), { recursive: true });
	}
	copyFileSync(READY, join(clone, 'scripts/ready.mjs'));
	write('package-lock.json', JSON.stringify(PACKAGES));
	write('node_modules/.bin/hello', '#!/bin/sh\necho hello "$@"\n');
	chmodSync(join(clone, 'node_modules/.bin/hello'), 0o755);
	// In place of npm, for what this program asks of it.
	write('npm-cli.js', "console.log('npm', process.argv[2]);");
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

const ready = (...args: string[]) =>
	spawnSync(process.execPath, ['scripts/ready.mjs', ...args], {
		cwd: clone,
		encoding: 'utf8',
		env: { PATH: process.env.PATH, npm_execpath: join(clone, 'npm-cli.js') },
	});

test.each<[string, string | undefined]>([
	['is missing', undefined],
	['was cut off', '{ "packages": { "node_modules/a": { "ver'],
	['is empty', ''],
	['lists nothing', '{}'],
	['lists another version', '{ "packages": { "node_modules/a": { "version": "0.9.0" } } }'],
])("packages are installed anew where npm's record of them %s", (_, record) => {
	if (record !== undefined) write('node_modules/.package-lock.json', record);
	const { status, stdout, stderr } = ready('hello', 'you');
	expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
	expect(stdout).toMatch(/^development packages \(npm ci.*\nnpm ci\n.*done in.*\nhello you\n$/);
});

test('installed packages are left alone', () => {
	write('node_modules/.package-lock.json', JSON.stringify(PACKAGES));
	expect(ready('hello')).toMatchObject({ status: 0, stdout: 'hello\n' });
});
