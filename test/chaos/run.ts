import '../support/environment.js';

import { parseArgs } from 'node:util';

import { connectSimulator } from '../simulator';
import { deliveries } from './deliveries';
import { polls } from './polls';
import { reads } from './reads';
import { sends } from './sends';
import { upserts } from './upserts';
import { isClean, WRONGS, type Verdict } from './verdict';
import { badWeather } from './weather';
import { PACE, startSimulatorProcess, type World } from './world';

const USAGE = `Usage: npm run chaos -- [options]
  --seed <number>    replays the faults of an earlier run
  --sends <number>   10000; the other work shrinks and grows with it
  --share <0..1>     0.3: the share of requests that meet a fault
  --only <work>      sends, upserts, messages, conversations, polls or deliveries`;

const { values: flags } = parseArgs({
	options: {
		seed: { type: 'string', default: String(Date.now() % 1e6) },
		sends: { type: 'string', default: '10000' },
		share: { type: 'string', default: '0.3' },
		only: { type: 'string' },
		help: { type: 'boolean', default: false },
	},
});

/** A request that hangs is given up after so many milliseconds. */
const TIMEOUT_MS = 3000;

interface Work {
	name: string;
	run: (world: World) => Promise<Verdict>;
	serverClockJumps: boolean;
}

function worksFor(count: number): Work[] {
	const part = (share: number, least: number) => Math.max(least, Math.round(count * share));
	return [
		{ name: 'sends', run: (world) => sends(world, count), serverClockJumps: true },
		{ name: 'upserts', run: (world) => upserts(world, part(0.1, 20)), serverClockJumps: false },
		{
			name: 'messages',
			run: (world) => reads(world, 'messages', { rows: 20_000, reads: part(0.002, 3) }),
			serverClockJumps: true,
		},
		{
			name: 'conversations',
			run: (world) => reads(world, 'conversations', { rows: 3_000, reads: part(0.006, 3) }),
			serverClockJumps: false,
		},
		{ name: 'polls', run: (world) => polls(world, part(0.006, 3)), serverClockJumps: false },
		{ name: 'deliveries', run: (world) => deliveries(world, count), serverClockJumps: false },
	];
}

function print(verdict: Verdict): void {
	const { name, work, requests, faults, seconds, examples } = verdict;
	const share = ((100 * faults) / Math.max(1, requests)).toFixed(0);
	const wrongs = `lost ${verdict.lost}, repeated ${verdict.repeated}, wrongly failed ${verdict.wronglyFailed}, wrongly succeeded ${verdict.wronglySucceeded}`;
	const mark = isClean(verdict) ? 'ok ' : 'BAD';
	console.log(
		`${mark} ${name}: ${work} (${requests} requests, ${share} % hit, ${seconds.toFixed(0)} s): ${wrongs}`,
	);
	for (const example of examples) console.log(`      ${example}`);
}

async function runAll(world: World, works: Work[]): Promise<Verdict[]> {
	const verdicts = [];
	for (const { name, run, serverClockJumps } of works) {
		if (flags.only !== undefined && flags.only !== name) continue;
		const clear = badWeather(world, { serverClockJumps });
		const verdict = await run(world).finally(clear);
		print(verdict);
		verdicts.push(verdict);
	}
	return verdicts;
}

async function main(): Promise<void> {
	if (flags.help) return console.log(USAGE);
	const [seed, count, share] = [Number(flags.seed), Number(flags.sends), Number(flags.share)];
	console.log(`Seed ${seed}: "npm run chaos -- --seed ${seed}" replays the faults.`);
	const server = await startSimulatorProcess(['--requests-per-second', String(PACE.simulator)]);
	const simulator = await connectSimulator(server.url);
	const world: World = { simulator, seed, share, timeoutMs: TIMEOUT_MS };
	const ours = await runAll(world, worksFor(count));
	await server.stop();
	const wrong = ours.reduce(
		(sum, verdict) => sum + WRONGS.reduce((all, name) => all + verdict[name], 0),
		0,
	);
	console.log(`\n${ours.length} kinds of work, ${wrong} wrongs.`);
	process.exitCode = wrong === 0 ? 0 : 1;
}

void main().then(
	() => process.exit(),
	(error: Error) => {
		console.error(error);
		process.exit(1);
	},
);
