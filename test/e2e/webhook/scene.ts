import type { INode } from 'n8n-workflow';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nApi, type WorkflowFile } from '../../../scripts/n8n/api';
import type { N8nInstance } from '../../../scripts/n8n/instance';
import { http } from '../../support/http';
import { n8nFor } from '../support/start';
import type { Round } from '../support/suite';
import { until } from '../support/until';
import { Collector } from './collector';

export const TRIGGER = 'Relasi Webhook Trigger';
// n8n's own default starts a V8 for each request of a node other than its Webhook: 10,000 would take half an hour.
const FAST = { N8N_EXPRESSION_ENGINE: 'legacy' };
/** What users have. */
export const DEFAULT_ENGINE = { N8N_EXPRESSION_ENGINE: undefined };
/** Found nowhere by chance. */
export const SECRET = `whsec_${randomBytes(24).toString('base64url')}`;
/** Where both URLs of the workflow's trigger end. */
export const PATH = 'relasi-e2e/webhook';

/** An n8n with one published workflow: webhook trigger → call of the collector. */
export class Scene {
	readonly secret = SECRET;
	/** While this file says `fail`, n8n cannot start executions; with `hold` it keeps the next one back (from a `restart` with `hooks` on). */
	readonly obstacle: string;
	/** Exists while an execution is kept back; without it that execution cannot start either. */
	readonly held: string;
	api!: N8nApi;
	workflowId = '';
	credentialId = '';
	private readonly folder = mkdtempSync(join(tmpdir(), 'relasi-webhook-'));

	private constructor(
		readonly n8n: N8nInstance,
		readonly collector: Collector,
	) {
		this.obstacle = join(this.folder, 'obstacle');
		this.held = join(this.folder, 'held');
	}

	static async set(round: Round): Promise<Scene> {
		const collector = await new Collector().listen();
		round.finally(async () => collector.close());
		const n8n = await n8nFor(round, { env: FAST });
		const scene = new Scene(n8n, collector);
		round.finally(() => rmSync(scene.folder, { recursive: true, force: true }));
		await scene.signIn();
		const data = { signingSecret: scene.secret };
		const credential = { name: 'Relasi webhook', type: 'relasiWebhookApi', data };
		scene.credentialId = (await scene.api.createCredential(credential)).id;
		scene.workflowId = (
			await scene.api.createWorkflow(workflowOf(scene.credentialId, collector.url))
		).id;
		await scene.publish();
		return scene;
	}

	get productionUrl(): string {
		return `${this.n8n.url}/webhook/${PATH}`;
	}

	get testUrl(): string {
		return `${this.n8n.url}/webhook-test/${PATH}`;
	}

	/** Publishes the workflow and waits until its URL answers. */
	async publish(): Promise<void> {
		await this.api.activate(this.workflowId);
		await this.untilServed();
	}

	/** Ends n8n in order or at once, and starts it again. */
	async restart(how: 'stop' | 'kill', env?: NodeJS.ProcessEnv): Promise<void> {
		if (how === 'kill') await this.n8n.kill();
		await this.n8n.restart(env);
		await this.signIn();
		await this.untilServed();
	}

	/** An environment in which n8n looks at the obstacle before each execution. */
	hooks(): NodeJS.ProcessEnv {
		const file = join(this.folder, 'hooks.js');
		writeFileSync(
			file,
			`const { existsSync, readFileSync, renameSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const [obstacle, held] = ${JSON.stringify([this.obstacle, this.held])};
const look = async () => {
	if (!existsSync(obstacle)) return;
	if (readFileSync(obstacle, 'utf8') === 'hold') renameSync(obstacle, held);
	while (existsSync(held)) await sleep(20);
	throw new Error('Obstacle');
};
module.exports = { workflow: { preExecute: [look] } };`,
		);
		return { EXTERNAL_HOOK_FILES: file };
	}

	/** Presses "Listen for test event". */
	async listen(): Promise<void> {
		await this.api.start(this.workflowId, TRIGGER);
	}

	async stopListening(): Promise<void> {
		await this.api.session.request('DELETE', `/rest/test-webhook/${this.workflowId}`);
	}

	/** Waits until all executions of a workflow have ended and returns how many there are. */
	async settled(workflowId = this.workflowId): Promise<number> {
		let counted = -1;
		await until('no execution runs or is added', async () => {
			const count = await this.countExecutions(workflowId);
			const unfinished = await this.countExecutions(workflowId, ['new', 'running']);
			// n8n 1.x answers before it stores the execution, so one look is not enough.
			const isSame = count === counted;
			counted = count;
			return isSame && unfinished === 0;
		});
		return counted;
	}

	private async countExecutions(workflowId: string, status?: string[]): Promise<number> {
		const filter = JSON.stringify({ workflowId, status });
		const query = new URLSearchParams({ filter, limit: '1' });
		const path = `/rest/executions?${query.toString()}`;
		return (await this.api.session.request<{ count: number }>('GET', path)).count;
	}

	private async signIn(): Promise<void> {
		this.api = await N8nApi.connect(this.n8n.url);
	}

	private async untilServed(): Promise<void> {
		const status = async () => (await http.post(this.productionUrl)).status;
		await until('the webhook is served', async () => (await status()) === 401);
	}
}

/** A workflow that hands what comes to the webhook on to `url`. */
export function workflowOf(credentialId: string, url: string): WorkflowFile {
	const credentials = { relasiWebhookApi: { id: credentialId, name: 'Relasi webhook' } };
	const trigger = {
		id: 'trigger',
		name: TRIGGER,
		webhookId: 'relasi-e2e',
		position: [0, 0],
		credentials,
		type: 'n8n-nodes-relasi.relasiWebhookTrigger',
		typeVersion: 1,
		parameters: { events: ['*'], options: {} },
	} as INode;
	const call = {
		id: 'call',
		name: 'Call',
		position: [220, 0],
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url,
			options: {},
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify($json) }}',
		},
	} as INode;
	const connections = {
		[TRIGGER]: { main: [[{ node: 'Call', type: 'main' as const, index: 0 }]] },
	};
	return { name: 'Webhook', nodes: [trigger, call], connections };
}
