import '../support/environment.js';

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { DEFAULT_N8N_VERSION } from '../../scripts/n8n/versions';
import { measureFailures } from './failures';
import { openLab } from './lab';
import { measurePackage } from './package';
import { measurePolls } from './polls';
import { markdownOf, printTable, type Table } from './report';
import { measureQueueMode } from './queueMode';
import { measureReturnAll } from './returnAll';
import { measureSends } from './sends';
import { measureUpserts } from './upserts';

const DOCS = resolve(__dirname, '../../docs');
const ALL = 'all,sends,upserts,failures,queue,polls,package';
const DEPENDS =
	'The floor is the least time that the limit of 60 requests a second allows. Floors, numbers of requests, and refusals are the same on every machine. The time above the floor is processor time, most of it n8n’s own, so times and ratios grow on a slow or busy machine.';
const USAGE = `Usage: npm run bench -- [options]
  --rounds <number>   3: how often each contestant runs
  --items <counts>    1000: messages sent, contacts written; further counts with commas are sent once (10000: 3 minutes more)
  --only <parts>      ${ALL.replaceAll(',', ', ')}; several with commas: printed only`;

const { values: flags } = parseArgs({
	options: {
		rounds: { type: 'string', default: '3' },
		items: { type: 'string', default: '1000' },
		only: { type: 'string', default: ALL },
		help: { type: 'boolean', default: false },
	},
});

async function main(): Promise<void> {
	if (flags.help) return console.log(USAGE);
	const rounds = Number(flags.rounds);
	const counts = flags.items.split(',').map(Number);
	const isWanted = (part: string) => flags.only.split(',').includes(part);
	const tables: Table[] = [];
	const lab = await openLab((line) => console.log(line));
	const add = async (part: string, measure: () => Promise<Table | Table[]>) => {
		if (!isWanted(part)) return;
		const measured = [await measure()].flat();
		measured.forEach(printTable);
		tables.push(...measured);
	};
	try {
		await add('all', async () => await measureReturnAll(lab, rounds));
		await add('sends', async () => await measureSends(lab, rounds, counts));
		await add('upserts', async () => await measureUpserts(lab, counts[0]));
		await add('failures', async () => await measureFailures(lab));
		await add('queue', async () => await measureQueueMode(lab.tarball, console.log));
		await add('polls', async () => await measurePolls(lab, rounds));
		await add('package', async () => await measurePackage(lab.tarball));
	} finally {
		await lab.close();
	}
	// A part alone must not take the place of the whole report.
	if (flags.only === ALL) write(tables);
}

function write(tables: Table[]): void {
	const [{ model }] = cpus();
	const about = `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: n8n ${DEFAULT_N8N_VERSION} on Node 24, the API simulator in a process of its own, ${cpus().length} cores (${model.trim()}), ${process.platform}. ${DEPENDS}`;
	mkdirSync(DOCS, { recursive: true });
	writeFileSync(
		join(DOCS, 'benchmarks.md'),
		`# Benchmarks\n\n${about}\n\n${tables.map(markdownOf).join('\n')}`,
	);
}

// It reports, and never fails: a slow machine is no fault of the package.
void main().then(
	() => process.exit(),
	(error: Error) => {
		console.error(error);
		process.exit();
	},
);
