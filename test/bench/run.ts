import '../support/environment.js';

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { DEFAULT_N8N_VERSION } from '../../scripts/n8n/versions';
import { measureBeside } from './beside';
import { measureBroadcast } from './broadcast';
import { measureCost } from './cost';
import { openLab } from './lab';
import { measurePackage } from './package';
import { measurePolls } from './polls';
import { markdownOf, printTable, svgOf, type Chart, type Table } from './report';
import { measureQueueMode } from './queueMode';
import { measureReturnAll } from './returnAll';
import { measureSharedKey } from './sharedKey';
import { measureSends } from './sends';
import { measureUpserts } from './upserts';

const DOCS = resolve(__dirname, '../../docs');
const ALL = 'all,sends,beside,upserts,broadcast,shared,queue,polls,cost,package';
const DEPENDS =
	'The floor is what the limit of 60 requests a second allows and is the same everywhere, as are numbers of requests, refusals and the figures of workers on one key. What Relasi takes above the floor is processor time, most of it of n8n itself, so times and ratios to the floor grow on a slow or busy machine. The excess as a share of what n8n alone takes there, in the same run, holds on other machines too.';
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
	const charts: Chart[] = [];
	const lab = await openLab((line) => console.log(line));
	const add = async (part: string, measure: () => Promise<Table | Table[]>) => {
		if (!isWanted(part)) return;
		const measured = [await measure()].flat();
		measured.forEach(printTable);
		tables.push(...measured);
	};
	try {
		await add('all', async () => {
			const { tables: measured, chart } = await measureReturnAll(lab, rounds);
			charts.push(chart);
			return measured;
		});
		await add('sends', async () => await measureSends(lab, rounds, counts));
		await add('beside', async () => await measureBeside(lab, counts[0]));
		await add('upserts', async () => await measureUpserts(lab, counts[0]));
		await add('broadcast', async () => await measureBroadcast(lab, rounds, counts[0]));
		await add('shared', async () => measureSharedKey());
		await add('queue', async () => await measureQueueMode(lab.tarball, console.log));
		await add('polls', async () => await measurePolls(lab, rounds));
		await add('cost', async () => await measureCost(lab, rounds));
		await add('package', async () => await measurePackage(lab.tarball));
	} finally {
		await lab.close();
	}
	// A part alone must not take the place of the whole report.
	if (flags.only === ALL) write(tables, charts);
}

function write(tables: Table[], charts: Chart[]): void {
	const chart = charts.length > 0 ? '![Return All of 50,000 messages](benchmarks.svg)\n\n' : '';
	const [{ model }] = cpus();
	const about = `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: n8n ${DEFAULT_N8N_VERSION} on Node 24, the API simulator in a process of its own, ${cpus().length} cores (${model.trim()}), ${process.platform}. ${DEPENDS}`;
	mkdirSync(DOCS, { recursive: true });
	writeFileSync(
		join(DOCS, 'benchmarks.md'),
		`# Benchmarks\n\n${about}\n\n${chart}${tables.map(markdownOf).join('\n')}`,
	);
	if (charts[0]) writeFileSync(join(DOCS, 'benchmarks.svg'), svgOf(charts[0]));
}

// It reports, and never fails: a slow machine is no fault of the package.
void main().then(
	() => process.exit(),
	(error: Error) => {
		console.error(error);
		process.exit();
	},
);
