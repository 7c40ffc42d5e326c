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
): Promise<{ table: Table; chart: Chart }> {
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
		table: {
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
		chart: {
			title: 'Return All of 50,000 messages: all but the floor depends on the machine',
			groups,
		},
	};
}

function failuresOf(runs: Run[]): string {
	const failed = runs.filter(({ ok }) => !ok).length;
	const refused = runs.reduce((sum, run) => sum + run.refused, 0);
	const notes = [
		...(failed ? [`${failed} failed`] : []),
		...(refused ? [`${refused} × 429`] : []),
	];
	return notes.length > 0 ? ` (${notes.join(', ')})` : '';
}
