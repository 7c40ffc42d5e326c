import type { RemoteSimulator } from '../simulator';
import type { Lab } from './lab';
import type { Run } from './measuredRun';
import type { Table } from './report';
import { medianOf, milliseconds, outcomeOf, requestsFloorMs, seconds, times } from './statistics';
import { httpSends, ownSends, splitOut, type Step } from './workflows';

const CHATS = 500;
const LATENCY_MS = 20;
const WARM_UP = 20;
/** As many messages alone tell the node how long a request takes to the API and back, which an n8n in use knows. */
const ALONE = 3;

interface Contestant {
	name: string;
	count: number;
	rounds: number;
	run: (body: { items: object[] }) => Promise<Run>;
	runs: Run[];
	sent: number[];
}

/** Messages, each to be sent once, for each of the counts given; the first count in all ways. */
export async function measureSends(lab: Lab, rounds: number, counts: number[]): Promise<Table> {
	const { simulator } = lab;
	await simulator.set({ latencyMs: LATENCY_MS });
	const contestants = await contestantsOf(lab, rounds, counts);
	await warmUp(simulator, contestants);
	for (let round = 0; round < rounds; round++) {
		for (const contestant of contestants) {
			if (round >= contestant.rounds) continue;
			await simulator.reset('empty');
			await simulator.generate({ contacts: 1, conversations: CHATS });
			const items = await itemsToSend(simulator, contestant.count);
			contestant.runs.push(await contestant.run({ items }));
			contestant.sent.push((await simulator.sentMessages()).length);
		}
	}
	await simulator.set({ latencyMs: 0 });
	return {
		title: 'Sends',
		note: `Each message is sent once, at 60 a second and ${LATENCY_MS} ms latency, in an n8n that has sent ${ALONE} messages alone before. “Nothing” is the webhook and Split Out, which run before the node in every row. “Event loop held” is the longest time in a run during which n8n's process does nothing else. With 10,000 items that is at the end of the run; between two items, the node lets n8n go on. Medians of ${rounds} runs, taken in turns; the HTTP Request node, and every count but the first, ran once.`,
		columns: [
			...['Items', 'Node', 'Floor', 'Time', 'Time / floor'],
			...['First request', 'Event loop held', '99 % below'],
			...['Not sent', 'Answers 429', 'Workflow'],
		],
		rows: contestants.map(rowOf),
	};
}

/** Nobody is to pay for n8n's first execution. */
async function warmUp(simulator: RemoteSimulator, contestants: Contestant[]): Promise<void> {
	await simulator.reset('empty');
	await simulator.generate({ contacts: 1, conversations: CHATS });
	const items = await itemsToSend(simulator, WARM_UP);
	for (const { run } of contestants) await run({ items });
	for (const item of items.slice(0, ALONE)) await contestants[0].run({ items: [item] });
}

/** The items of a bulk run, spread over all conversations. */
export async function itemsToSend(simulator: RemoteSimulator, count: number) {
	const chats = (await simulator.conversations()).map(({ id }) => id);
	return Array.from({ length: count }, (_, index) => ({
		conversationId: chats[index % chats.length],
		text: `Message ${index}`,
	}));
}

async function contestantsOf(
	lab: Lab,
	rounds: number,
	[first, ...others]: number[],
): Promise<Contestant[]> {
	const url = `${lab.simulator.baseUrl}/messages/text`;
	const batching = { batch: { batchSize: 50, batchInterval: 1000 } };
	const ways: Array<[string, Step[]]> = [
		['Relasi', ownSends()],
		['Nothing', [splitOut('body.items')]],
		['HTTP Request, default settings', httpSends(url)],
		['HTTP Request, batches of 50 a second', httpSends(url, { batching })],
	];
	const contestants: Contestant[] = [];
	for (const [index, [name, steps]] of ways.entries()) {
		const run = await lab.prepare(`sends-${index}`, steps);
		const isHttp = name.startsWith('HTTP');
		const contestant = { name, run, rounds: isHttp ? 1 : rounds, count: first };
		contestants.push({ ...contestant, runs: [], sent: [] });
		if (isHttp) continue;
		for (const count of others) {
			contestants.push({ ...contestant, rounds: 1, count, runs: [], sent: [] });
		}
	}
	return contestants.sort((one, other) => one.count - other.count);
}

function rowOf({ name, count, runs, sent }: Contestant): string[] {
	const ms = medianOf(runs, (run) => run.ms);
	const floorMs = requestsFloorMs(count, LATENCY_MS);
	const unsent = count - Math.min(...sent);
	const sends = medianOf(runs, ({ requests }) => requests) > 0;
	return [
		...[String(count), name, sends ? seconds(floorMs) : '', seconds(ms)],
		...[sends ? times(ms / floorMs) : ''],
		milliseconds(medianOf(runs, ({ firstRequestMs }) => firstRequestMs)),
		milliseconds(medianOf(runs, ({ eventLoop }) => eventLoop.longestMs)),
		milliseconds(medianOf(runs, ({ eventLoop }) => eventLoop.p99Ms)),
		...[sends ? String(unsent) : ''],
		String(medianOf(runs, ({ refused }) => refused)),
		outcomeOf(runs),
	];
}
