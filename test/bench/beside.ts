import { max, median } from 'simple-statistics';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Lab } from './lab';
import { callWebhook } from './measuredRun';
import type { Table } from './report';
import { outcomeOf, seconds } from './statistics';
import { itemsToSend } from './sends';
import { ownGet, ownSends } from './workflows';

const LATENCY_MS = 20;
const ALONE = 10;
const EVERY_MS = 1000;
const MAX_TRIES = 30;
/** By then all of the bulk is queued. */
const BEGIN_MS = 4000;

interface Get {
	ok: boolean;
	ms: number;
}

/** How long another workflow's single request takes while a bulk run has all of its sends queued. */
export async function measureBeside(lab: Lab, count: number): Promise<Table> {
	const { simulator } = lab;
	await simulator.set({ latencyMs: LATENCY_MS });
	await simulator.reset('empty');
	await simulator.generate({ contacts: 1, conversations: 500 });
	const [{ id }] = await simulator.contacts();
	await lab.prepare('beside-get', ownGet(id));
	const sendAll = await lab.prepare('beside-sends', ownSends());
	const get = async (): Promise<Get> => {
		const startedMs = performance.now();
		const ok = await callWebhook(lab.n8n, 'beside-get', {});
		return { ok, ms: performance.now() - startedMs };
	};
	// n8n says that a workflow is active a moment before its webhook answers.
	for (let tries = 0; tries < MAX_TRIES && !(await get()).ok; tries++) await sleep(EVERY_MS);
	const alone: Get[] = [];
	for (let index = 0; index < ALONE; index++) alone.push(await get());
	let isSending = true;
	const sending = sendAll({ items: await itemsToSend(simulator, count) });
	void sending.then(() => (isSending = false));
	await sleep(BEGIN_MS);
	const beside: Get[] = [];
	do {
		beside.push(await get());
		await sleep(EVERY_MS);
	} while (isSending);
	const bulk = await sending;
	await simulator.set({ latencyMs: 0 });
	const rowOf = (name: string, gets: Get[]) => {
		const waits = gets.map(({ ms }) => ms);
		const failed = gets.filter(({ ok }) => !ok).length;
		return [
			...[name, String(gets.length), seconds(median(waits)), seconds(max(waits))],
			String(failed),
		];
	};
	return {
		title: `A single request beside ${count} queued sends`,
		note: `Contact: Get in a workflow of its own, once a second while another workflow sends with the same key; from the call of the workflow to its answer. The bulk ${outcomeOf([bulk])} after ${seconds(bulk.ms)}. ${LATENCY_MS} ms latency.`,
		columns: ['Get', 'Runs', 'Median', 'Longest', 'Failed'],
		rows: [rowOf('alone', alone), rowOf('beside the bulk', beside)],
	};
}
