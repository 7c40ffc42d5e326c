import { setTimeout as sleep } from 'node:timers/promises';

import { http } from '../../support/http';
import { until } from '../support/until';
import { chain, locator, relasi } from '../support/workflows';
import type { Scene } from './scene';

const PATH = 'probe';

/** The milliseconds from the call of a workflow to its request at the API, and the slowest answer of n8n itself meanwhile. */
export interface Delay {
	sendMs: number;
	n8nMs: number;
}

/** Another workflow that sends with the same key, to see how long that takes. */
export class Probe {
	private sent = 0;

	private constructor(private readonly scene: Scene) {}

	static async set(scene: Scene): Promise<Probe> {
		const [chat] = scene.chats(1);
		const hook = {
			...{ name: 'Called', type: 'n8n-nodes-base.webhook', typeVersion: 2 },
			parameters: { httpMethod: 'POST', path: PATH, responseMode: 'lastNode' },
			webhookId: PATH,
		};
		const send = relasi(
			'Send',
			{
				...{ resource: 'message', operation: 'send', text: '={{ $json.body.text }}' },
				conversationId: locator(chat.id),
			},
			scene.credential,
		);
		const { id } = await scene.api.createWorkflow(chain(PATH, [hook, send]));
		await scene.api.activate(id);
		const probe = new Probe(scene);
		await until(
			'the other workflow can be called',
			async () => (await probe.call('first')).status === 200,
		);
		return probe;
	}

	/** Sends so often, about once a second. */
	async times(count: number): Promise<Delay[]> {
		const times: Delay[] = [];
		for (let index = 0; index < count; index++) {
			const text = `probe ${this.sent++}`;
			const calledMs = Date.now();
			let isSent = false;
			const call = this.call(text).finally(() => (isSent = true));
			let n8nMs = 0;
			do {
				n8nMs = Math.max(n8nMs, await this.healthMs());
				await sleep(50);
			} while (!isSent);
			await call;
			const request = this.scene.simulator.requests.find(
				({ body }) => (body as { text?: string } | null)?.text === text,
			);
			times.push({ sendMs: request!.at - calledMs, n8nMs });
			await sleep(Math.max(0, calledMs + 1_000 - Date.now()));
		}
		return times;
	}

	/** How long n8n takes to say that it is well, which needs nothing but its event loop. */
	private async healthMs(): Promise<number> {
		const calledMs = Date.now();
		await http.get(`${this.scene.n8n.url}/healthz`);
		return Date.now() - calledMs;
	}

	private async call(text: string) {
		return await http.post(`${this.scene.n8n.url}/webhook/${PATH}`, { text });
	}
}
