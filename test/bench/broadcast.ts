import { requestsFloorMs } from './floor';
import type { Lab } from './lab';
import type { Run } from './measuredRun';
import type { Table } from './report';
import { medianOf, milliseconds, outcomeOf, seconds, times } from './statistics';
import { ownBroadcast } from './workflows';

const LATENCY_MS = 20;

/** One message to each contact: contacts and conversations are read, then each is written to. */
export async function measureBroadcast(lab: Lab, rounds: number, count: number): Promise<Table> {
	const { simulator } = lab;
	await simulator.set({ latencyMs: LATENCY_MS });
	const broadcast = await lab.prepare('broadcast', ownBroadcast());
	const runs: Run[] = [];
	const reached: number[] = [];
	for (let round = 0; round < rounds; round++) {
		await simulator.reset('empty');
		await simulator.generate({ contacts: count, conversations: count });
		runs.push(await broadcast());
		const sent = await simulator.sentMessages();
		reached.push(new Set(sent.map(({ conversation_id: id }) => id)).size);
	}
	await simulator.set({ latencyMs: 0 });
	const requests = medianOf(runs, (run) => run.requests);
	const floorMs = requestsFloorMs(requests, LATENCY_MS);
	const ms = medianOf(runs, (run) => run.ms);
	return {
		title: 'A broadcast by contact',
		note: `Contact: Get Many, then Send Text with _Send To: Contact_, into the newest conversation of each. The floor is that of as many requests at 60 a second. ${LATENCY_MS} ms latency, medians of ${rounds} runs.`,
		columns: [
			...['Contacts', 'Reached', 'Requests', 'Floor', 'Time', 'Time / floor'],
			...['First request', 'Event loop held', 'Answers 429', 'Workflow'],
		],
		rows: [
			[
				...[String(count), String(Math.min(...reached)), String(requests)],
				...[seconds(floorMs), seconds(ms), times(ms / floorMs)],
				milliseconds(medianOf(runs, ({ firstRequestMs }) => firstRequestMs)),
				milliseconds(medianOf(runs, ({ eventLoop }) => eventLoop?.longestMs ?? NaN)),
				...[String(medianOf(runs, ({ refused }) => refused)), outcomeOf(runs)],
			],
		],
	};
}
