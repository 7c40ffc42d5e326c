import { setTimeout as sleep } from 'node:timers/promises';

import type { Fault } from '../simulator';
import type { Lab } from './lab';
import type { Table } from './report';
import { itemsToSend } from './sends';
import { seconds } from './statistics';
import { ownSends } from './workflows';

const CHATS = 60;
const LATENCY_MS = 20;
const TO_DEAD = 120;
const TO_REVOKED = 1_000;
const SENT_BEFORE = 300;
/** More than any run makes. */
const ALL = 1_000_000;

/** Runs that can't end well: how soon they end, and how much they ask until then. */
export async function measureFailures(lab: Lab): Promise<Table[]> {
	const { simulator } = lab;
	await simulator.set({ latencyMs: LATENCY_MS });
	const tables = [await deadServer(lab), await revokedKey(lab)];
	await simulator.set({ latencyMs: 0 });
	return tables;
}

async function deadServer(lab: Lab): Promise<Table> {
	const { simulator } = lab;
	const nowhere = { baseUrl: 'http://127.0.0.1:1/api/public/v1' };
	const servers: Array<{ name: string; fault?: Fault; own?: object }> = [
		{ name: 'responds 500', fault: { kind: 'status', status: 500, times: ALL } },
		{ name: 'never responds', fault: { kind: 'hang', times: ALL } },
		{ name: 'refuses connections', own: nowhere },
	];
	const rows: string[][] = [];
	for (const [index, { name, fault, own }] of servers.entries()) {
		const run = await lab.prepare(`dead-${index}`, ownSends('continueRegularOutput'), {
			...own,
		});
		const items = await itemsFor(lab, TO_DEAD);
		if (fault) await simulator.addFault(fault);
		const { ms, requests } = await run({ items });
		rows.push([name, String(TO_DEAD), seconds(ms), own ? '' : String(requests)]);
		await simulator.clearFaults();
	}
	return {
		title: 'A server that is down',
		note: 'From the call of the workflow until all items have their error. Nobody can count refused connections. One run each.',
		columns: ['The server', 'Messages', 'Time', 'Requests'],
		rows,
	};
}

async function revokedKey(lab: Lab): Promise<Table> {
	const { simulator } = lab;
	const apiKey = await simulator.addKey();
	const run = await lab.prepare('revoked', ownSends('continueRegularOutput'), { apiKey });
	const items = await itemsFor(lab, TO_REVOKED);
	const running = run({ items });
	while ((await simulator.stats()).requests < SENT_BEFORE) await sleep(10);
	await simulator.revokeKey(apiKey);
	const { ms } = await running;
	const statuses = (await simulator.requests()).map(({ status }) => status);
	const first = statuses.indexOf(401);
	return {
		title: 'A key that is revoked during an execution',
		note: `${LATENCY_MS} ms latency, 60 requests a second. The other items fail with the same error, without requests of their own. One run.`,
		columns: ['Messages', 'Sent before', 'Requests after the first 401', 'Time'],
		rows: [
			[
				...[String(items.length), String(first), String(statuses.length - first - 1)],
				seconds(ms),
			],
		],
	};
}

async function itemsFor({ simulator }: Lab, count: number) {
	await simulator.reset('empty');
	await simulator.generate({ contacts: 1, conversations: CHATS });
	return await itemsToSend(simulator, count);
}
