import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable } from 'markdown-table';

import { reasonFor } from './equivalent';
import type { Mutant, Report, Survivor } from './report';

const ROOT = resolve(__dirname, '../..');
const REPORT = join(ROOT, '.artifacts/mutants.json');
const PAGE = join(ROOT, 'docs/mutants.md');
const LEAST_SCORE = 90;
const HEAD = ['module', 'mutants', 'killed', 'no difference', 'survived', 'score'];
const USAGE = `Usage: npm run mutants -- [options]
  --only <file>   this module alone, several with commas; the others keep their lines in the page`;

const { values: flags } = parseArgs({
	options: { only: { type: 'string' }, help: { type: 'boolean', default: false } },
});

/** How the tests judged the mutants of one module. */
interface Score {
	file: string;
	mutants: number;
	killed: number;
	equivalent: number;
	survivors: Survivor[];
}

function main(): void {
	if (flags.help) return console.log(USAGE);
	runStryker(flags.only);
	const { files } = JSON.parse(readFileSync(REPORT, 'utf8')) as Report;
	const scores = Object.entries(files).map(([file, { mutants, source }]) =>
		scoreOf(file, mutants, source.split('\n')),
	);
	console.log(`\n${tableOf(scores.map(cellsOf))}\n`);
	for (const { survivors } of scores) for (const each of survivors) console.log(told(each));
	writePage(scores);
	if (scores.some((score) => percent(score) < LEAST_SCORE)) process.exitCode = 1;
}

function runStryker(only: string | undefined): void {
	mkdirSync(join(ROOT, '.artifacts'), { recursive: true });
	const cli = join(ROOT, 'node_modules/@stryker-mutator/core/bin/stryker.js');
	const chosen = only === undefined ? [] : ['--mutate', only];
	const { status } = spawnSync(
		process.execPath,
		[cli, 'run', join(__dirname, 'stryker.config.mjs'), ...chosen],
		{ cwd: ROOT, stdio: 'inherit' },
	);
	if (status !== 0) throw new Error(`Stryker ended with ${status}.`);
}

function scoreOf(file: string, mutants: Mutant[], lines: string[]): Score {
	const isAlive = ({ status }: Mutant) => status === 'Survived' || status === 'NoCoverage';
	const alive = mutants
		.filter(isAlive)
		.map((mutant) => ({ ...mutant, file, code: lines[mutant.location.start.line - 1].trim() }));
	const survivors = alive.filter((each) => reasonFor(each) === undefined);
	const judged = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout');
	return {
		file,
		mutants: judged.length + alive.length,
		killed: judged.length,
		equivalent: alive.length - survivors.length,
		survivors,
	};
}

const percent = ({ killed, survivors }: Score): number =>
	(100 * killed) / Math.max(1, killed + survivors.length);

const cellsOf = (score: Score): string[] => [
	score.file,
	String(score.mutants),
	String(score.killed),
	String(score.equivalent),
	String(score.survivors.length),
	`${percent(score).toFixed(1)} %`,
];

const tableOf = (rows: string[][]): string =>
	markdownTable([HEAD, ...rows], { align: ['l', 'r', 'r', 'r', 'r', 'r'] });

const told = ({ file, code, location, mutatorName, replacement }: Survivor): string =>
	`${file}:${location.start.line} ${mutatorName} → ${replacement}\n    ${code}`;

/** Modules that were not judged this time keep their lines. */
function writePage(scores: Score[]): void {
	const page = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
	const rows = [...page.matchAll(/^\| (nodes\/.*) \|$/gm)].map(([, line]) =>
		line.split('|').map((cell) => cell.trim()),
	);
	const byFile = new Map([...rows, ...scores.map(cellsOf)].map((row) => [row[0], row]));
	const present = [...byFile.values()].filter(([file]) => existsSync(join(ROOT, file)));
	const day = new Date().toISOString().slice(0, 10);
	writeFileSync(
		PAGE,
		`# Do the tests bite?

Written by \`npm run mutants\`, last on ${day}: StrykerJS changes the code of the pure modules in one place at a time, and the tests of that module have to notice. “No difference” are changes that no caller can see; [equivalent.ts](../test/mutants/equivalent.ts) says why for each.

${tableOf(present.sort(([a], [b]) => (a < b ? -1 : 1)))}
`,
	);
}

main();
