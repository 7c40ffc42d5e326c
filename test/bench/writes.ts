import { median } from 'simple-statistics';
import { requestsFloorMs } from './floor';
import type { Lab, Run } from './lab';
import type { Table } from './report';
import { seconds, times } from './statistics';
import { httpSends, ownSends, ownUpserts, type Step } from './workflows';

const COUNT = 1000;
const CHATS = 500;
const LATENCY_MS = 20;

/** 1,000 messages, each to be sent once. */
export async function measureSends(lab: Lab, rounds: number): Promise<Table> {
	const { simulator } = lab;
	const url = `${simulator.baseUrl}/messages/text`;
	const batch = { batch: { batchSize: 50, batchInterval: 1000 } };
	const contestants: Array<[string, Step[]]> = [
		['Relasi', ownSends()],
		['HTTP Request, default settings', httpSends(url)],
		['HTTP Request, batches of 50 a second', httpSends(url, { batching: batch })],
	];
	await simulator.set({ latencyMs: LATENCY_MS });
	const prepared = [];
	for (const [index, [name, steps]] of contestants.entries()) {
		prepared.push({
			name,
			run: await lab.prepare(`sends-${index}`, steps),
			runs: [] as Run[],
			sent: [] as number[],
		});
	}
	for (let round = 0; round < rounds; round++) {
		for (const { run, runs, sent } of prepared) {
			await simulator.reset('empty');
			await simulator.generate({ contacts: 1, conversations: CHATS });
			const chats = (await simulator.conversations()).map(({ id }) => id);
			const items = Array.from({ length: COUNT }, (_, index) => ({
				conversationId: chats[index % CHATS],
				text: `Message ${index}`,
			}));
			runs.push(await run({ items }));
			sent.push((await simulator.sentMessages()).length);
		}
	}
	await simulator.set({ latencyMs: 0 });
	const floorMs = requestsFloorMs(COUNT, LATENCY_MS);
	return {
		title: '1,000 sends',
		note: `Each to be sent once, at 60 a second and ${LATENCY_MS} ms latency; the floor is ${seconds(floorMs)}. Medians of ${rounds} runs, taken in turns.`,
		columns: ['Node', 'Time', 'Time / floor', 'Not sent', 'Answers 429', 'Workflow'],
		rows: prepared.map(({ name, runs, sent }) => {
			const ms = median(runs.map((run) => run.ms));
			return [
				...[name, seconds(ms), times(ms / floorMs), String(COUNT - median(sent))],
				...[
					String(median(runs.map(({ refused }) => refused))),
					runs.every(({ ok }) => ok) ? 'succeeded' : 'failed',
				],
			];
		}),
	};
}

/** 1,000 contacts to create or update, of which half exist. */
export async function measureUpserts(lab: Lab, rounds: number): Promise<Table> {
	const { simulator } = lab;
	await simulator.set({ latencyMs: LATENCY_MS });
	const run = await lab.prepare('upserts', ownUpserts());
	const runs: Run[] = [];
	for (let round = 0; round < rounds; round++) {
		await simulator.reset('empty');
		await simulator.generate({ contacts: 600 });
		const known = (await simulator.contacts()).flatMap(({ email }) =>
			email === null ? [] : [email],
		);
		const items = Array.from({ length: COUNT }, (_, index) => ({
			name: `Contact ${index}`,
			email: index % 2 === 0 ? known[index / 2] : `new${index}@example.com`,
		}));
		runs.push(await run({ items }));
	}
	await simulator.set({ latencyMs: 0 });
	const requests = median(runs.map((each) => each.requests));
	const floorMs = requestsFloorMs(requests, LATENCY_MS);
	const ms = median(runs.map((each) => each.ms));
	return {
		title: '1,000 contacts created or updated',
		note: `Half of them exist. The floor is that of as many requests at 60 a second; n8n has nothing to compare with. Medians of ${rounds} runs.`,
		columns: ['Node', 'Requests', 'Floor', 'Time', 'Time / floor', 'Answers 429', 'Workflow'],
		rows: [
			[
				...['Relasi', String(requests), seconds(floorMs), seconds(ms), times(ms / floorMs)],
				...[
					String(median(runs.map(({ refused }) => refused))),
					runs.every(({ ok }) => ok) ? 'succeeded' : 'failed',
				],
			],
		],
	};
}
