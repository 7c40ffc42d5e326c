import type { Lab, Run } from './lab';
import type { Table } from './report';
import { median, seconds, times } from './statistics';
import { httpReturnAll, ownReturnAll } from './workflows';

const SIZES = [1_000, 10_000, 50_000, 100_000, 200_000];

/** What reading costs n8n's process, with no latency and no limit: processor, memory, and how both grow. */
export async function measureCost(lab: Lab, rounds: number): Promise<Table> {
	const { simulator } = lab;
	await simulator.set({ requestsPerSecond: null });
	const contestants = [
		{ name: 'Relasi', run: await lab.prepare('cost-own', ownReturnAll(), 'lifted') },
		{
			name: 'HTTP Request',
			run: await lab.prepare(
				'cost-http',
				httpReturnAll(`${simulator.baseUrl}/messages`),
				'lifted',
			),
		},
	];
	const results = new Map<string, Run[]>();
	for (const { name, run } of contestants) {
		// A process of its own for each, or one would live in the memory that the other has taken.
		await lab.restart();
		for (const size of SIZES) {
			await simulator.reset('empty');
			await simulator.generate({ contacts: 5, conversations: 50, messages: size });
			await run();
			const runs = [];
			for (let round = 0; round < rounds; round++) runs.push(await run());
			results.set(`${name} ${size}`, runs);
		}
	}
	await simulator.set({ requestsPerSecond: 60 });
	const of = (name: string, size: number) => results.get(`${name} ${size}`)!;
	return {
		title: 'What reading costs',
		note: `Processor time and peak memory of n8n's process per 10,000 messages, no latency, the limit lifted. Medians of ${rounds} runs in a process of its own.`,
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
			const [own, http] = contestants.map(({ name }) => figures(of(name, size), size));
			return [
				...[String(size), ...own.texts, ...http.texts],
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
