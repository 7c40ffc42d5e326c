import { median } from 'simple-statistics';
import type { Lab } from './lab';
import type { Run } from './measuredRun';
import type { Table } from './report';
import { alternately, returnAllFloorMs, seconds, times } from './statistics';
import { httpReturnAll, ownReturnAll } from './workflows';

const MESSAGES = 50_000;
const PER_PAGE = 500;
const LATENCIES_MS = [0, 20, 100];
/** As many executions tell the node how long a request takes to the API and back, which an n8n in use knows. */
const WARM_UPS = 3;

/** Return All of 50,000 messages at the key's limit, with several latencies of the API. */
export async function measureReturnAll(lab: Lab, rounds: number): Promise<Table[]> {
	const { simulator } = lab;
	await simulator.reset('empty');
	await simulator.generate({ contacts: 20, conversations: 200, messages: MESSAGES });
	const contestants = [
		{ name: 'Relasi', run: await lab.prepare('all-own', ownReturnAll()) },
		{
			name: 'HTTP Request',
			run: await lab.prepare('all-http', httpReturnAll(`${simulator.baseUrl}/messages`)),
		},
	];
	// Nobody is to pay for n8n's first execution.
	for (const { run } of contestants) await run();
	const [own] = contestants;
	const rows: string[][] = [];
	const parts: string[][] = [];
	for (const latencyMs of LATENCIES_MS) {
		await simulator.set({ latencyMs });
		for (let count = 0; count < WARM_UPS; count++) await own.run();
		const results = await alternately(
			rounds,
			contestants.map(({ run }) => run),
		);
		const medians = results.map((runs) => median(runs.map(({ ms }) => ms)));
		const floorMs = returnAllFloorMs(MESSAGES / PER_PAGE, latencyMs);
		rows.push([
			`${latencyMs} ms`,
			seconds(floorMs),
			...medians.map((ms, index) => `${seconds(ms)}${failuresOf(results[index])}`),
			times(medians[0] / floorMs),
			times(medians[1] / medians[0]),
		]);
		parts.push([`${latencyMs} ms`, ...partsOf(results[0], floorMs - latencyMs, latencyMs)]);
	}
	await simulator.set({ latencyMs: 0 });
	return [
		{
			title: 'Return All of 50,000 messages',
			note: `100 pages of 500. Floor: the first page, then the others at 60 requests a second. HTTP Request: its pagination, then Split Out. Medians of ${rounds} runs, taken in turns, from the call of the workflow to its answer, in an n8n in which Relasi has run ${WARM_UPS} times at this latency.`,
			columns: [
				...['Latency', 'Floor', 'Relasi', 'HTTP Request'],
				...['Relasi / floor', 'HTTP Request / Relasi'],
			],
			rows,
		},
		whereItGoes(parts),
	];
}

/** Of the run in the middle: what passes before, between and after the requests, beside the floor of each. */
function partsOf(runs: Run[], lastFloorMs: number, latencyMs: number): string[] {
	const run = [...runs].sort((a, b) => a.ms - b.ms)[Math.floor(runs.length / 2)];
	const { ms, firstRequestMs, lastRequestMs } = run;
	return [
		...[seconds(firstRequestMs), seconds(lastFloorMs), seconds(lastRequestMs - firstRequestMs)],
		...[seconds(latencyMs), seconds(ms - lastRequestMs), seconds(run.cpuSeconds * 1000)],
	];
}

const whereItGoes = (rows: string[][]): Table => ({
	title: 'Where the time of Return All goes',
	note: 'Figures of the median run. Before the first request, n8n starts the execution. The last request takes the slot of the fortieth request, one second later. Three things delay it: 20 ms of safety, about 1 ms for each of 60 requests that leave one after the other, and answers that the process notices late because it is reading others. After the last answer, the node reads the last 40 pages, and n8n passes all rows on. By a profile of six runs, a fifth of the processor time is Relasi’s own (comparing rows); Node’s HTTP and streams, axios with JSON.parse, the garbage collector, and n8n share the rest.',
	columns: [
		...['Latency', 'Before the first request', 'Last request after the first: floor', 'Relasi'],
		...['Last request to the end: floor', 'Relasi', 'Processor time'],
	],
	rows,
});

function failuresOf(runs: Run[]): string {
	const failed = runs.filter(({ ok }) => !ok).length;
	const refused = runs.reduce((sum, run) => sum + run.refused, 0);
	const notes = [
		...(failed ? [`${failed} failed`] : []),
		...(refused ? [`${refused} × 429`] : []),
	];
	return notes.length > 0 ? ` (${notes.join(', ')})` : '';
}
