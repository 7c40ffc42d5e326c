// Prepares a release: npm run release -- 1.2.0 (or major, minor, patch). Publishing is done by the pushed tag.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FILES = ['package.json', 'package-lock.json', 'CHANGELOG.md'];
const PRIVATE = '\t"private": true,\n';
const USAGE =
	'Usage: npm run release -- VERSION, where VERSION is major, minor, patch or a number such as 1.2.0';

/** Ends this program with a sentence for its user, before anything was changed. */
function fail(sentence) {
	console.error(sentence);
	process.exit(1);
}

const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
const read = (file) => readFileSync(join(ROOT, file), 'utf8');
const write = (file, text) => writeFileSync(join(ROOT, file), text);

/** The version asked for; numbers may stay (a first release) or rise, but never fall. */
function nextVersion(current, wanted) {
	const [major, minor, patch] = current.split('.').map(Number);
	const steps = {
		major: `${major + 1}.0.0`,
		minor: `${major}.${minor + 1}.0`,
		patch: `${major}.${minor}.${patch + 1}`,
	};
	const next = steps[wanted] ?? wanted;
	if (!/^\d+\.\d+\.\d+$/.test(next)) fail(USAGE);
	const order = next.localeCompare(current, 'en', { numeric: true });
	if (order < 0) fail(`${next} is older than ${current}, the version of package.json.`);
	return next;
}

/** Gives the "Unreleased" section the version and today's date, and starts a new one. */
function datedChangelog(text, version) {
	const [heading] = /^## \[?Unreleased\]?.*$/im.exec(text) ?? [];
	const date = new Date().toISOString().slice(0, 10);
	const dated = `## ${version} (${date})`;
	// A first release may have its heading already, still without a date.
	const [own] =
		new RegExp(`^## \\[?${version.replaceAll('.', '\\.')}\\]?.*$`, 'm').exec(text) ?? [];
	if (own) return text.replace(own, dated);
	if (!heading)
		fail('CHANGELOG.md has no heading "## Unreleased" to give the version and date to.');
	const [, notes] = text.split(heading);
	if (notes.split(/^## /m)[0].trim() === '')
		fail('CHANGELOG.md says nothing under "## Unreleased".');
	return text.replace(heading, `## Unreleased\n\n${dated}`);
}

const [wanted, ...rest] = process.argv.slice(2);
if (!wanted || rest.length > 0) fail(USAGE);
if (git('status', '--porcelain') !== '')
	fail('The work tree has changes. Commit or put them aside first.');
if (git('rev-parse', '--abbrev-ref', 'HEAD') !== 'main')
	fail('A release is made on the branch main. Change to it first: git switch main');
const manifest = read('package.json');
if (!manifest.includes(PRIVATE)) fail('package.json is not "private": true; put that back first.');
const { version: current } = JSON.parse(manifest);
const version = nextVersion(current, wanted);
const tag = `v${version}`;
if (git('tag', '--list', tag) !== '') fail(`The tag ${tag} exists already.`);
const changelog = datedChangelog(read('CHANGELOG.md'), version);

const released = manifest.replace(/^(\t"version": ")[^"]+/m, `$1${version}`).replace(PRIVATE, '');
write('package.json', released);
const lock = JSON.parse(read('package-lock.json'));
lock.version = lock.packages[''].version = version;
const indent = /^\{\n([ \t]+)/.exec(read('package-lock.json'))?.[1] ?? '  ';
write('package-lock.json', `${JSON.stringify(lock, null, indent)}\n`);
write('CHANGELOG.md', changelog);
git('add', ...FILES);
git('commit', '--quiet', '--message', `Release ${version}`);
git('tag', '--annotate', tag, '--message', `n8n-nodes-relasi ${version}`);
// Only the tag can be published: everywhere else npm refuses, whatever scripts and settings say.
write(
	'package.json',
	released.replace(/^\t"version": .*\n/m, (line) => line + PRIVATE),
);
git('commit', '--quiet', '--message', `Private again after ${version}`, 'package.json');
console.log(`Committed and tagged ${tag}. To publish it: git push --follow-tags`);
