import { median } from 'simple-statistics';
import type { Lab } from './lab';
import type { Run } from './measuredRun';
import type { Table } from './report';
import { seconds, times } from './statistics';
import { httpReturnAll, ownReturnAll, splitOut } from './workflows';

/** Messages in the inbox, and how many items the node gets, each of which reads all of them. */
const SIZES = [
	{ messages: 1_000, items: 1 },
	{ messages: 10_000, items: 1 },
	{ messages: 50_000, items: 1 },
	{ messages: 100_000, items: 1 },
	// n8n takes at most about 120,000 rows from one item of a declarative node.
	{ messages: 100_000, items: 2 },
];
type Size = (typeof SIZES)[number];

/** What reading costs n8n's process, with no latency and no limit: processor, memory, and how both grow. */
export async function measureCost(lab: Lab, rounds: number): Promise<Table> {
	const { simulator } = lab;
	await simulator.set({ requestsPerSecond: null });
	const items = splitOut('body.items');
	const contestants = [
		{
			name: 'Relasi',
			run: await lab.prepare('cost-own', [items, ...ownReturnAll()], 'lifted'),
		},
		{
			name: 'HTTP Request',
			run: await lab.prepare(
				'cost-http',
				[items, ...httpReturnAll(`${simulator.baseUrl}/messages`)],
				'lifted',
			),
		},
	];
	const results = new Map<string, Run[]>();
	const keyOf = (name: string, { messages, items: count }: Size) =>
		`${name} ${messages} ${count}`;
	for (const { name, run } of contestants) {
		// A process of its own for each, or one would live in the memory that the other has taken.
		await lab.restart();
		for (const size of SIZES) {
			await simulator.reset('empty');
			await simulator.generate({
				contacts: 5,
				conversations: 50,
				messages: size.messages,
			});
			const body = { items: Array.from({ length: size.items }, () => ({})) };
			await run(body);
			const runs = [];
			for (let round = 0; round < rounds; round++) runs.push(await run(body));
			results.set(keyOf(name, size), runs);
		}
	}
	await simulator.set({ requestsPerSecond: 60 });
	return {
		title: 'What reading costs',
		note: `Processor time and peak memory of n8n's process per 10,000 messages, no latency, the limit lifted. The last row is two items that read 100,000 each. Medians of ${rounds} runs in a process of its own.`,
		columns: [
			'Messages',
			'Relasi: time',
			'CPU / 10,000',
			'memory',
			'HTTP Request: time',
			'CPU / 10,000',
			'memory',
			'CPU ratio',
			'memory ratio',
		],
		rows: SIZES.map((size) => {
			const read = size.messages * size.items;
			const [own, http] = contestants.map(({ name }) =>
				figures(results.get(keyOf(name, size))!, read),
			);
			return [
				...[String(read), ...own.texts, ...http.texts],
				...[times(own.cpu / http.cpu), times(own.memory / http.memory)],
			];
		}),
	};
}

function figures(runs: Run[], size: number) {
	const ms = median(runs.map((run) => run.ms));
	const cpu = (median(runs.map(({ cpuSeconds }) => cpuSeconds)) * 10_000) / size;
	const memory = median(runs.map(({ peakMib }) => peakMib));
	const failed = runs.some(({ ok }) => !ok);
	return {
		cpu,
		memory,
		texts: [failed ? 'failed' : seconds(ms), `${cpu.toFixed(2)} s`, `${memory.toFixed(0)} MiB`],
	};
}
