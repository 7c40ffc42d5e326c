// n8n's package scanner, run on the sources and on the packed tarball without its download step.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const manifest = createRequire(import.meta.url).resolve('@n8n/scan-community-package/package.json');
const scanner = pathToFileURL(join(dirname(manifest), 'scanner/scanner.mjs'));
const { analyzePackage, SOURCE_FILE_PATTERNS } = await import(scanner);

// A tripwire, not a rule of n8n: see "What is published" in CONTRIBUTING.md.
const LARGEST_TARBALL = 130_000;
const folder = mkdtempSync(join(tmpdir(), 'relasi-scan-'));
let passed = true;
const report = (name, result) => {
	console.log(`${result.passed ? 'passed' : 'FAILED'}  ${name}  ${result.message ?? ''}`);
	if (result.details) console.log(result.details);
	passed &&= result.passed;
};

try {
	report('sources', await analyzePackage(process.cwd(), SOURCE_FILE_PATTERNS));
	const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const [{ filename, size, entryCount }] = Object.values(JSON.parse(packed));
	execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder]);
	report('tarball', await analyzePackage(join(folder, 'package'), ['**/*.js', 'package.json']));
	report('size', {
		passed: size <= LARGEST_TARBALL,
		message: `${size} bytes packed, ${entryCount} files (at most ${LARGEST_TARBALL} bytes)`,
	});
} finally {
	rmSync(folder, { recursive: true, force: true });
}
process.exit(passed ? 0 : 1);
