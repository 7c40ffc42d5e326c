import { ensureN8n } from '../../scripts/n8n/install';
import type { Log } from '../../scripts/n8n/progress';
import { DEFAULT_N8N_VERSION } from '../../scripts/n8n/versions';
import { startCluster, type Cluster } from '../e2e/queue/cluster';
import { credentialOf } from '../e2e/queue/sending';
import { Checks } from '../e2e/support/checks';
import { chain, locator, relasi, START, start } from '../e2e/support/workflows';
import { startSimulator, type Simulator } from '../simulator';
import { verdictOn } from '../support/verdictOnProcesses';
import type { Table } from './report';
import { LIMIT_PER_SECOND } from './statistics';

const WORKERS = [2, 4];
const LATENCY_MS = 100;
/** All together, so that a minute of them is left when the slowest worker has begun. */
const MESSAGES = 6_000;
const TIMEOUT_MS = 10 * 60_000;

/** Real workers that share a key: PostgreSQL, Redis, one execution in each, all at the default pace. */
export async function measureQueueMode(tarball: string, log: Log): Promise<Table> {
	const tasks: Array<() => unknown> = [];
	const simulator = await startSimulator({ latencyMs: LATENCY_MS });
	try {
		const cluster = await startCluster(
			{
				checks: new Checks('bench', ''),
				install: await ensureN8n(DEFAULT_N8N_VERSION, log),
				tarball,
				finally: (task) => tasks.unshift(task),
			},
			Math.max(...WORKERS),
		);
		const rows: string[][] = [];
		for (const count of WORKERS) rows.push(await rowOf(cluster, simulator, count));
		return {
			title: 'Several workers on one key, in queue mode',
			note: `n8n in queue mode with PostgreSQL and Redis, an execution in each worker, ${MESSAGES} messages in all, ${LATENCY_MS} ms latency, the default pace. Counted from the fifth second after the last one began until the first one ends, fairness (Jain's index) from the second minute. One run.`,
			columns: [
				...['Workers', 'Total a second', 'Of the limit', 'Refused', 'Fairness'],
				...['Sent', 'Failed executions'],
			],
			rows,
		};
	} finally {
		for (const task of tasks) await task();
		await simulator.close();
	}
}

async function rowOf(cluster: Cluster, simulator: Simulator, count: number): Promise<string[]> {
	simulator.reset();
	const names = Array.from({ length: count }, (_, index) => `worker${count}${index}`);
	const credential = await credentialOf(cluster, simulator);
	const ids = await Promise.all(
		names.map(async (name) => {
			const parameters = {
				resource: 'message',
				operation: 'send',
				conversationId: locator('={{ $json.conversation }}'),
				text: `=${name} {{ $json.index }}`,
			};
			const workflow = chain(name, [
				start,
				itemsFor(simulator, MESSAGES / count),
				relasi('Send', parameters, credential),
			]);
			return (await cluster.api.createWorkflow(workflow)).id;
		}),
	);
	const runs = await Promise.all(
		ids.map(async (id) => await cluster.api.run(id, START, TIMEOUT_MS)),
	);
	const { sentMessages } = simulator.inbox;
	const taken = names.map((name) =>
		sentMessages
			.filter(({ content }) => content.startsWith(`${name} `))
			.map(({ created_at: at }) => Date.parse(at)),
	);
	const fromMs = Math.max(...taken.map(([first]) => first));
	const toMs = Math.min(...taken.map((times) => times.at(-1)!));
	const refused = simulator.requests.filter(({ status }) => status === 429).map(({ at }) => at);
	const since = (times: number[]) => times.map((at) => at - fromMs);
	const verdict = verdictOn(
		// Whose a refusal was makes no difference to their share.
		taken.map((times, index) => ({
			taken: since(times),
			refused: index === 0 ? since(refused) : [],
		})),
		(toMs - fromMs) / 1000,
	);
	return [
		String(count),
		verdict.perSecond.toFixed(1),
		(verdict.perSecond / LIMIT_PER_SECOND).toFixed(2),
		`${(100 * verdict.refused).toFixed(2)} %`,
		verdict.fairness.toFixed(2),
		String(taken.flat().length),
		String(runs.filter(({ status }) => status !== 'success').length),
	];
}

/** Into many conversations, as those of one follow each other. */
function itemsFor(simulator: Simulator, count: number) {
	const ids = simulator.inbox.conversations.all().map(({ row }) => row.id);
	const jsCode = `const ids = ${JSON.stringify(ids)};
return Array.from({ length: ${count} }, (_, index) => ({ json: { index, conversation: ids[index % ids.length] } }));`;
	return {
		...{ name: 'Items', type: 'n8n-nodes-base.code', typeVersion: 2 },
		parameters: { jsCode },
	};
}
