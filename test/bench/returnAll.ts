import { median } from 'simple-statistics';
import { returnAllFloorMs } from './floor';
import type { Lab } from './lab';
import type { Run } from './measuredRun';
import type { Chart, Table } from './report';
import { alternately, seconds, times } from './statistics';
import { declarativeReturnAll, httpReturnAll, ownReturnAll, rowsFromMemory } from './workflows';

const MESSAGES = 50_000;
const PER_PAGE = 500;
const LATENCIES_MS = [0, 20, 100];

/** Return All of 50,000 messages at the key's limit, with several latencies of the API. */
export async function measureReturnAll(
	lab: Lab,
	rounds: number,
): Promise<{ tables: Table[]; chart: Chart }> {
	const { simulator } = lab;
	await simulator.reset('empty');
	await simulator.generate({ contacts: 20, conversations: 200, messages: MESSAGES });
	const [{ id: conversationId }] = await simulator.conversations();
	const [message] = await simulator.messages(conversationId);
	const contestants = [
		{ name: 'Relasi', run: await lab.prepare('all-own', ownReturnAll()) },
		{
			name: 'HTTP Request',
			run: await lab.prepare('all-http', httpReturnAll(`${simulator.baseUrl}/messages`)),
		},
		{ name: 'Declarative', run: await lab.prepare('all-declarative', declarativeReturnAll()) },
		{
			name: 'n8n alone',
			run: await lab.prepare('all-memory', rowsFromMemory(MESSAGES, message)),
		},
	];
	// Nobody is to pay for n8n's first execution.
	for (const { run } of contestants) await run();
	const rows: string[][] = [];
	const parts: string[][] = [];
	const groups: Chart['groups'] = [];
	for (const latencyMs of LATENCIES_MS) {
		await simulator.set({ latencyMs });
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
			times((medians[0] - floorMs) / medians[3]),
			times(medians[1] / medians[0]),
			times(medians[2] / medians[0]),
		]);
		parts.push([`${latencyMs} ms`, ...partsOf(results[0], floorMs - latencyMs, latencyMs)]);
		const bars = medians.map((ms, index) => ({
			name: contestants[index].name,
			seconds: ms / 1000,
		}));
		groups.push({
			label: `${latencyMs} ms`,
			bars: [...bars, { name: 'Floor', seconds: floorMs / 1000 }],
		});
	}
	await simulator.set({ latencyMs: 0 });
	return {
		tables: [
			{
				title: 'Return All of 50,000 messages',
				note: `100 pages of 500. Floor: the first page, then the others at 60 requests a second. HTTP Request: its pagination, then Split Out. Declarative: the pagination that n8n brings along. n8n alone: a declarative node that hands on as many rows from memory, where they are JSON as in an answer, and makes no request; the excess is Relasi's time above the floor as a share of that. Medians of ${rounds} runs, taken in turns, from the call of the workflow to its answer.`,
				columns: [
					'Latency',
					'Floor',
					'Relasi',
					'HTTP Request',
					'Declarative',
					'n8n alone',
					'Relasi / floor',
					'Excess / n8n alone',
					'HTTP Request / Relasi',
					'Declarative / Relasi',
				],
				rows,
			},
			whereItGoes(parts),
		],
		chart: {
			title: 'Return All of 50,000 messages: all but the floor depends on the machine',
			groups,
		},
	};
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
	note: 'Of the run in the middle. Before the first request n8n starts the execution. The last request has the place of the fortieth, a second later: it comes late by 20 ms of safety, by the time that 60 requests take to leave one after the other, about 1 ms each, and by what the process sees answers late while it reads others, since a request counts as long as it may still be on its way. After the last answer the last 40 pages are read and n8n hands all rows on. Of the processor time, by a profile of six runs, a fifth is Relasi’s own (telling rows apart, and old from new); Node’s HTTP and streams, axios with JSON.parse, the garbage collector and n8n share the rest.',
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
