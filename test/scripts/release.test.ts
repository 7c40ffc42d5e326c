import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const CHANGELOG = '# Changelog\n\n## Unreleased\n\n- Something new.\n\n## 1.0.0 (2026-10-01)\n';

let clone: string;
beforeEach(() => {
	clone = mkdtempSync(join(tmpdir(), 'relasi-release-'));
	mkdirSync(join(clone, 'scripts'));
	for (const file of ['scripts/release.mjs', 'package.json', '.npmrc', 'index.js']) {
		copyFileSync(join(ROOT, file), join(clone, file));
	}
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

describe('npm run release', () => {
	const git = (...args: string[]) =>
		execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
			cwd: clone,
			encoding: 'utf8',
		}).trim();
	const release = () =>
		spawnSync(process.execPath, ['scripts/release.mjs', '9.0.0'], {
			cwd: clone,
			encoding: 'utf8',
			env: {
				...process.env,
				GIT_AUTHOR_NAME: 'a',
				GIT_AUTHOR_EMAIL: 'a@b.c',
				GIT_COMMITTER_NAME: 'a',
				GIT_COMMITTER_EMAIL: 'a@b.c',
			},
		});

	beforeEach(() => {
		const lock = { version: '1.0.0', packages: { '': { version: '1.0.0' } } };
		writeFileSync(join(clone, 'package-lock.json'), JSON.stringify(lock, null, '\t'));
		writeFileSync(join(clone, 'CHANGELOG.md'), CHANGELOG);
		git('init', '--quiet', '--initial-branch=main');
		git('add', '.');
		git('commit', '--quiet', '--message', 'Begin');
	});

	test('sets the version, dates the CHANGELOG, commits and tags', () => {
		expect(release()).toMatchObject({ status: 0 });
		const at = (file: string) => readFileSync(join(clone, file), 'utf8');
		expect(JSON.parse(at('package.json'))).toMatchObject({ version: '9.0.0' });
		expect(JSON.parse(at('package-lock.json'))).toMatchObject({ version: '9.0.0' });
		expect(at('CHANGELOG.md')).toMatch(
			/## Unreleased\n\n## 9\.0\.0 \(\d{4}-\d\d-\d\d\)\n\n- Something new\./,
		);
		expect(git('describe', '--exact-match', 'HEAD~1')).toBe('v9.0.0');
		expect(git('status', '--porcelain')).toBe('');
	});

	test('only what is tagged can be published, and differs in nothing else', () => {
		expect(release()).toMatchObject({ status: 0 });
		const tagged = git('show', 'v9.0.0:package.json');
		const { private: isPrivate, ...manifest } = JSON.parse(
			git('show', 'HEAD:package.json'),
		) as Record<string, unknown>;
		expect(isPrivate).toBe(true);
		expect(JSON.parse(tagged)).toEqual(manifest);
		expect(git('diff', '--name-only', 'v9.0.0', 'HEAD')).toBe('package.json');
	});

	test('is refused on another branch', () => {
		git('switch', '--quiet', '--create', 'feature');
		expect(release()).toMatchObject({ status: 1, stderr: expect.stringMatching(/git switch/) });
		expect(git('tag', '--list')).toBe('');
	});

	test('is refused with changes in the work tree', () => {
		writeFileSync(join(clone, 'index.js'), '// changed');
		expect(release()).toMatchObject({ status: 1, stderr: expect.stringMatching(/changes/) });
		expect(git('tag', '--list')).toBe('');
	});
});

test.each([
	['as it is', []],
	['without provenance', ['--provenance=false']],
	['with lifecycle scripts', ['--provenance=false', '--ignore-scripts=false']],
])('npm publish from a clone %s publishes nothing', (_, more) => {
	// Nobody listens there: whatever npm sent would end in another error.
	const registry = [
		'--registry=http://127.0.0.1:9',
		'--//127.0.0.1:9/:_authToken=x',
		'--fetch-retries=0',
	];
	const { PATH, HOME } = process.env;
	const { status, stderr } = spawnSync('npm', ['publish', ...registry, ...more], {
		cwd: clone,
		encoding: 'utf8',
		env: { PATH, HOME },
	});
	expect(status).not.toBe(0);
	expect(stderr).toMatch(/EPRIVATE/);
});
