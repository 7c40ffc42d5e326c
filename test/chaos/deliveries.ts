import { setTimeout as sleep } from 'node:timers/promises';

import { pick, seededRandom } from '../simulator/inbox/random';
import { Webhooks } from '../simulator/webhooks/webhooks';
import { WebhookServer } from '../triggers/webhook/webhookServer';
import { RelasiWebhookTrigger } from './nodes';
import { Tally, type Verdict } from './verdict';
import type { World } from './world';

const SECRET = 'whsec_5Jx0kQ2mR8vT1yWz';
const SIDE_BY_SIDE = 40;
/** How long a locked database lets n8n wait, and how long senders wait for n8n. */
const LOCKED_MS = [1, 5, 20, 60];
const PATIENCE_MS = [1, 10, 30];

/**
 * Delivers `count` events to the webhook trigger, some of them twice at once, while n8n's database is
 * locked now and then and senders hang up; what got no 200 is delivered again.
 */
export async function deliveries({ seed, share }: World, count: number): Promise<Verdict> {
	const tally = new Tally('deliveries');
	const random = seededRandom(seed);
	const log: Array<{ fault?: string }> = [];
	const store = async () => {
		if (random() >= share) return;
		await sleep(pick(random, LOCKED_MS));
		if (random() < 0.5) return;
		log.push({ fault: 'locked' });
		throw new Error('SQLITE_BUSY: database is locked');
	};
	const server = new WebhookServer(new RelasiWebhookTrigger(), {
		...{ secret: SECRET, workflowId: `chaos-${seed}`, store },
	});
	await server.listen();
	const sender = new Webhooks(() => Date.now());
	sender.retryDelaysMs = Array<number>(30).fill(5);
	sender.register({ url: server.url, secret: SECRET });

	const deliver = async (id: string) => {
		const giveUpMs = random() < share ? pick(random, PATIENCE_MS) : undefined;
		const first = await sender.deliver('message.created', {}, { id, giveUpMs, attempts: 2 });
		const tries = isDone(first) ? [] : await sender.deliver('message.created', {}, { id });
		if (!isDone([...first, ...tries])) tally.add('wronglyFailed', id);
		for (const { status } of [...first, ...tries])
			log.push(status === null ? { fault: 'hang-up' } : {});
	};
	let next = 0;
	const worker = async () => {
		while (next < count) {
			const id = `evt_${next++}`;
			await Promise.all(random() < share ? [deliver(id), deliver(id)] : [deliver(id)]);
		}
	};
	await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
	await server.settled();
	await server.close();
	compare(server, count, tally);
	return tally.verdict(count, log);
}

const isDone = (tries: Array<{ status: number | null }>): boolean =>
	tries.some(({ status }) => status === 200);

/** Counts what never started and what started more than once. */
function compare(server: WebhookServer, count: number, tally: Tally): void {
	const starts = new Map<unknown, number>();
	for (const { id } of server.started) starts.set(id, (starts.get(id) ?? 0) + 1);
	for (let number = 0; number < count; number++) {
		const times = starts.get(`evt_${number}`) ?? 0;
		if (times === 0) tally.add('lost', `evt_${number}`);
		if (times > 1) tally.add('repeated', `evt_${number}: ${times} times`);
	}
}
