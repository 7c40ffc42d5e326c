import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

import { median } from 'simple-statistics';

import type * as TriggerModule from '../../nodes/RelasiTrigger/RelasiTrigger.node';
import { relasiApi } from '../support/credentials';
import { pollOf } from '../support/engine';
import { http } from '../support/http';
import type { Lab } from './lab';
import type { Table } from './report';
import { seconds } from './statistics';
import { httpPoll } from './workflows';

// Written out, because tsx takes `RelasiTrigger.node` for the codex file `RelasiTrigger.node.json` beside it.
const { RelasiTrigger } = createRequire(__filename)(
	'../../nodes/RelasiTrigger/RelasiTrigger.node.ts',
) as typeof TriggerModule;

const CONVERSATIONS = 60_000;
/** A trigger that has not given out everything by then has lost something. */
const MAX_POLLS = 20;
const CHANGED = [0, 1, 100, 10_000];
/** Takes long, so it is measured once. */
const BACKLOG = 50_000;

/** Polls for changed conversations, and the same wish built from HTTP Request and Remove Duplicates. */
export async function measurePolls(lab: Lab, rounds: number): Promise<Table> {
	const { simulator } = lab;
	await simulator.set({ latencyMs: 20 });
	const http = await lab.prepare('polls-http', httpPoll(`${simulator.baseUrl}/conversations`));
	const rows: string[][] = [];
	for (const changed of [...CHANGED, BACKLOG]) {
		const own = [];
		const other = [];
		for (let round = 0; round < (changed === BACKLOG ? 1 : rounds); round++) {
			own.push(await ownPoll(lab, changed));
			const since = String(Math.floor(Date.now() / 1000));
			await touch(lab, changed);
			other.push(await http({ since }));
		}
		rows.push([
			...[
				String(changed),
				String(median(own.map(({ polls }) => polls))),
				String(median(own.map(({ requests }) => requests))),
				seconds(median(own.map(({ ms }) => ms))),
			],
			...[
				String(own[0].items),
				`${(median(own.map(({ memoryBytes }) => memoryBytes)) / 1000).toFixed(1)} kB`,
				String(median(other.map(({ requests }) => requests))),
				seconds(median(other.map(({ ms }) => ms))),
			],
		]);
	}
	await simulator.set({ latencyMs: 0 });
	return {
		title: 'A poll for changed conversations',
		note: 'A backlog takes several polls; the largest was measured once. The memory is what the trigger keeps in the workflow, as JSON. In the worst case, all changes in one second, it holds a key for each until they are a minute old. The same job with HTTP Request, its pagination, and Remove Duplicates stands beside it; that loses what appears late. Relasi Trigger ran in the engine of n8n-core, the other in n8n itself. 20 ms latency.',
		columns: [
			'Changed',
			'Relasi Trigger: polls',
			'requests',
			'time',
			'events',
			'memory',
			'HTTP Request: requests',
			'time',
		],
		rows,
	};
}

async function ownPoll(lab: Lab, changed: number) {
	const { simulator } = lab;
	await simulator.reset('empty');
	await simulator.generate({ contacts: 10, conversations: CONVERSATIONS, spacingMs: 60_000 });
	const trigger = pollOf(new RelasiTrigger(), {
		credentials: relasiApi({ apiKey: simulator.keys.full, baseUrl: simulator.baseUrl }),
		parameters: { event: 'conversationUpdated' },
		// What a process remembers of a node belongs to its ID.
		node: { id: randomUUID() },
	});
	await trigger.poll();
	await touch(lab, changed);
	await simulator.clearRequests();
	const startedMs = performance.now();
	let items = 0;
	let polls = 0;
	do {
		items += (await trigger.poll())?.[0].length ?? 0;
		polls++;
	} while (items < changed && polls < MAX_POLLS);
	const ms = performance.now() - startedMs;
	const memoryBytes = JSON.stringify(trigger.staticData()).length;
	return { ms, items, polls, memoryBytes, requests: (await simulator.stats()).requests };
}

/** The oldest conversations get new activity while the first page of another list is asked for. */
async function touch({ simulator }: Lab, changed: number): Promise<void> {
	// A second later than what was there before, or it could not be told from it.
	await new Promise((resolve) => setTimeout(resolve, 1100));
	if (changed === 0) return;
	await simulator.addDrift({ list: 'conversations', page: 9_999, touch: changed });
	await http.get(`${simulator.baseUrl}/conversations?page=9999&per_page=1`, {
		headers: { authorization: `Bearer ${simulator.keys.second}` },
	});
}
